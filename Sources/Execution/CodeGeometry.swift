internal import CKernels
package import Networks

/// Where the codes of a layer's inputs lie: position after position with all channels of each together, and
/// the padding of a convolution around them, so that patches need not be written out.
package struct CodeGeometry: Sendable {
  /// The window of a convolution; nil if the inputs are rows of numbers.
  let window: Window?
  /// The channels of a group; of rows of numbers, their length.
  let channels: Int
  /// The places of an image with its padding, from one line to the next, and all of them.
  private let linePitch: Int
  private let places: Int

  /// Lays out the inputs of a group.
  ///
  /// - Parameters:
  ///   - window: The window of a convolution; nil if the inputs are rows of numbers.
  ///   - inputs: The length of an input vector.
  package init(window: Window?, inputs: Int) {
    self.window = window
    guard let window else {
      channels = inputs
      (linePitch, places) = (1, 1)
      return
    }
    channels = inputs / window.kernelCount
    func padded(_ axis: WindowAxis) -> Int {
      axis.paddingBefore + axis.input + axis.neededPaddingAfter
    }
    linePitch = padded(window.columns)
    places = padded(window.rows) * linePitch
  }

  /// The number of codes of an image, or of a row of numbers.
  var count: Int { places * channels }

  /// Where the code of a row of the layer's matrix lies, counted from the first of a patch.
  func offset(ofRow row: Int) -> Int {
    guard let window else { return row }
    let (channel, tap) = row.quotientAndRemainder(dividingBy: window.kernelCount)
    let (line, column) = tap.quotientAndRemainder(dividingBy: window.columns.kernel)
    let place = line * window.rows.dilation * linePitch + column * window.columns.dilation
    return place * channels + channel
  }

  /// Where the patch of a position begins in an image.
  func start(ofPosition position: Int) -> Int {
    guard let window else { return 0 }
    let (line, column) = position.quotientAndRemainder(dividingBy: window.columns.output)
    let place = line * window.rows.stride * linePitch + column * window.columns.stride
    return place * channels
  }

  /// Writes the codes of an image, or of a row of numbers; those of padding are left as they are.
  ///
  /// - Parameters:
  ///   - image: The values, *channels × rows × columns*.
  ///   - converters: What makes codes of them: one for all channels, or one for each.
  ///   - codes: The codes of the image.
  /// - Returns: Whether all values are finite.
  func write(
    _ image: UnsafePointer<Float>, _ converters: [assay_converter],
    to codes: UnsafeMutablePointer<Int16>
  ) -> Bool {
    let each = converters.count > 1 ? 1 : 0
    guard let window else {
      return assay_line_codes(channels, 1, 0, image, converters, 0, codes) != 0
    }
    let (rows, columns) = (window.rows, window.columns)
    var areFinite = true
    for line in 0..<rows.input {
      let place = (line + rows.paddingBefore) * linePitch + columns.paddingBefore
      let isFinite = assay_line_codes(
        columns.input, channels, window.inputCount, image + line * columns.input, converters,
        each, codes + place * channels)
      areFinite = areFinite && isFinite != 0
    }
    return areFinite
  }
}
