/// The patches of a convolution as rows of a matrix.
struct PatchMatrix: Sendable {
  private let window: Window
  private let channels: Int
  /// The rows and columns of the image with its padding.
  private let padded: (rows: Int, columns: Int)
  /// Where each number of a patch lies, counted from the patch's first place in the padded image.
  private let offsets: [Int32]

  /// The length of a row: channels, kernel rows, kernel columns.
  var width: Int { offsets.count }
  /// The numbers of a group's image.
  var imageCount: Int { channels * window.inputCount }

  /// Prepares the patches of one group.
  ///
  /// - Parameters:
  ///   - window: The window.
  ///   - channels: The channels of one group.
  init(window: Window, channels: Int) {
    self.window = window
    self.channels = channels
    let (rows, columns) = (window.rows, window.columns)
    let size = (
      rows: rows.input + rows.paddingBefore + rows.neededPaddingAfter,
      columns: columns.input + columns.paddingBefore + columns.neededPaddingAfter
    )
    padded = size
    offsets = (0..<channels).flatMap { channel in
      (0..<rows.kernel).flatMap { row in
        (0..<columns.kernel).map { column in
          Int32(
            clamping: (channel * size.rows + row * rows.dilation) * size.columns
              + column * columns.dilation)
        }
      }
    }
  }

  /// Writes the patches of some positions of one group.
  ///
  /// - Parameters:
  ///   - image: The group's first channel.
  ///   - positions: Which positions, row-major.
  ///   - target: *positions × width*.
  func write(
    _ image: UnsafePointer<Float>, positions: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (window.rows, window.columns)
    // With the padding written out once, every patch is the same list of offsets.
    guard padded.rows == rows.input, padded.columns == columns.input else {
      return withUnsafeTemporaryAllocation(
        of: Float.self, capacity: channels * padded.rows * padded.columns
      ) { block in
        guard let start = block.baseAddress else { return }
        block.initialize(repeating: 0)
        for channel in 0..<channels {
          for row in 0..<rows.input {
            let line = (channel * padded.rows + row + rows.paddingBefore) * padded.columns
            (start + line + columns.paddingBefore).update(
              from: image + (channel * rows.input + row) * columns.input, count: columns.input)
          }
        }
        gather(start, positions: positions, into: target)
      }
    }
    gather(image, positions: positions, into: target)
  }

  private func gather(
    _ image: UnsafePointer<Float>, positions: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let width = width
    var place = target
    offsets.withUnsafeBufferPointer { offsets in
      for position in positions {
        let (row, column) = position.quotientAndRemainder(dividingBy: window.columns.output)
        let corner =
          image + row * window.rows.stride * padded.columns + column * window.columns.stride
        for index in 0..<width { place[index] = corner[Int(offsets[index])] }
        place += width
      }
    }
  }
}
