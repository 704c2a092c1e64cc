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

  /// The number of codes of a line with its padding.
  private var lineCount: Int { linePitch * channels }

  /// The lines of an image with its padding that some lines of positions read, those between them included.
  func lines(of positions: Range<Int>) -> Range<Int> {
    guard let window else { return 0..<1 }
    let first = positions.lowerBound * window.rows.stride
    return first..<first + (positions.count - 1) * window.rows.stride + window.rows.extent
  }

  /// The number of codes of so many lines of an image with its padding.
  func count(ofLines lines: Int) -> Int { lines * lineCount }

  /// Where the code of a row of the layer's matrix lies, counted from the first of a patch.
  func offset(ofRow row: Int) -> Int {
    guard let window else { return row }
    let (channel, tap) = row.quotientAndRemainder(dividingBy: window.kernelCount)
    let (line, column) = tap.quotientAndRemainder(dividingBy: window.columns.kernel)
    let place = line * window.rows.dilation * linePitch + column * window.columns.dilation
    return place * channels + channel
  }

  /// Adds where the patches of some positions begin, one after the other.
  ///
  /// - Parameters:
  ///   - positions: The positions of an image; of rows of numbers there is one.
  ///   - base: Where the image begins, or would begin if lines above the first were there.
  ///   - starts: Gets where each begins.
  func addStarts(of positions: Range<Int>, base: Int, to starts: inout [Int32]) {
    guard let window else {
      return starts.append(contentsOf: repeatElement(Int32(base), count: positions.count))
    }
    // One division for all: that for each showed in profiles of small layers.
    let (rows, columns) = (window.rows, window.columns)
    var (line, column) = positions.lowerBound.quotientAndRemainder(dividingBy: columns.output)
    for _ in positions {
      let place = line * rows.stride * linePitch + column * columns.stride
      starts.append(Int32(base + place * channels))
      column += 1
      if column == columns.output { (line, column) = (line + 1, 0) }
    }
  }

  /// Writes the codes of lines of an image with its padding, or of a row of numbers; those of padding beside the
  /// lines are left as they are.
  ///
  /// - Parameters:
  ///   - image: The values, *channels × rows × columns*.
  ///   - lines: The lines; of a row of numbers there is one.
  ///   - converters: What makes codes of them: one for all channels, or one for each.
  ///   - codes: The codes of these lines.
  /// - Returns: Whether all values are finite.
  func write(
    _ image: UnsafePointer<Float>, lines: Range<Int>, _ converters: [assay_converter],
    to codes: UnsafeMutablePointer<Int16>
  ) -> Bool {
    let each = converters.count > 1 ? 1 : 0
    guard let window else {
      return assay_line_codes(channels, 1, 0, image, converters, 0, codes) != 0
    }
    let (rows, columns) = (window.rows, window.columns)
    var areFinite = true
    for (place, padded) in lines.enumerated() {
      let target = codes + place * lineCount
      let line = padded - rows.paddingBefore
      guard 0..<rows.input ~= line else {
        target.update(repeating: 0, count: lineCount)
        continue
      }
      let isFinite = assay_line_codes(
        columns.input, channels, window.inputCount, image + line * columns.input, converters,
        each, target + columns.paddingBefore * channels)
      areFinite = areFinite && isFinite != 0
    }
    return areFinite
  }
}
