/// Patches laid back over an image and added where they overlap: the second half of a transposed
/// convolution.
struct OverlapAddition: Kernel {
  /// The window that would take the patches out of the result.
  let window: Window
  let channels: Int

  var work: Int { channels * window.kernelCount * window.positions }

  /// - Parameters:
  ///   - sources: One operand, *channels × kernel rows × kernel columns × positions*.
  ///   - target: *channels × rows × columns*.
  /// - Throws: Nothing.
  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    let (rows, columns) = (window.rows, window.columns)
    target.update(repeating: 0, count: channels * window.inputCount)
    var source = sources[0]
    for channel in 0..<channels {
      let plane = target + channel * window.inputCount
      for kernelRow in 0..<rows.kernel {
        for kernelColumn in 0..<columns.kernel {
          for row in 0..<rows.output {
            let y = row * rows.stride + kernelRow * rows.dilation - rows.paddingBefore
            guard (0..<rows.input).contains(y) else { continue }
            for column in 0..<columns.output {
              let x =
                column * columns.stride + kernelColumn * columns.dilation - columns.paddingBefore
              guard (0..<columns.input).contains(x) else { continue }
              plane[y * columns.input + x] += source[row * columns.output + column]
            }
          }
          source += window.positions
        }
      }
    }
  }
}
