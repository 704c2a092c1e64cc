/// The patches of a convolution as rows of a matrix.
struct PatchMatrix {
  let window: Window
  /// The channels of one group.
  let channels: Int

  /// The length of a row: channels, kernel rows, kernel columns.
  var width: Int { channels * window.kernelCount }

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
    let plane = window.inputCount
    var place = target
    for position in positions {
      let top = position / columns.output * rows.stride - rows.paddingBefore
      let left = position % columns.output * columns.stride - columns.paddingBefore
      let columnTaps = columns.taps(at: position % columns.output)
      let rowTaps = rows.taps(at: position / columns.output)
      let isWhole = columnTaps.count == columns.kernel && columns.dilation == 1
      for channel in 0..<channels {
        for rowTap in 0..<rows.kernel {
          defer { place += columns.kernel }
          guard rowTaps.contains(rowTap) else {
            place.update(repeating: 0, count: columns.kernel)
            continue
          }
          let line =
            image + channel * plane + (top + rowTap * rows.dilation) * columns.input
          if isWhole {
            for tap in 0..<columns.kernel { place[tap] = line[left + tap] }
          } else {
            for tap in 0..<columns.kernel {
              place[tap] = columnTaps.contains(tap) ? line[left + tap * columns.dilation] : 0
            }
          }
        }
      }
    }
  }
}
