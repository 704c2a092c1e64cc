/// A convolution of constants, computed when a file is read.
struct PatchProduct: Kernel {
  let window: Window
  /// The channels of one group.
  let channels: Int
  /// For each group its *patch × outputs* matrix.
  let weights: [[Float]]
  let bias: [Float]?

  private var outputs: Int { weights[0].count / (channels * window.kernelCount) }

  var work: Int { weights.joined().count * window.positions }

  /// - Parameters:
  ///   - sources: One operand, *groups × channels × rows × columns*.
  ///   - target: *groups × outputs × positions*.
  /// - Throws: Nothing.
  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    let patches = PatchMatrix(window: window, channels: channels)
    let (positions, width) = (window.positions, patches.width)
    let rows = Target.allocate(capacity: positions * width)
    defer { rows.deallocate() }
    for (group, matrix) in weights.enumerated() {
      patches.write(
        sources[0] + group * channels * window.inputCount, positions: 0..<positions, into: rows)
      for output in 0..<outputs {
        for position in 0..<positions {
          var sum = Double(bias?[group * outputs + output] ?? 0)
          for place in 0..<width {
            sum += Double(rows[position * width + place]) * Double(matrix[place * outputs + output])
          }
          target[(group * outputs + output) * positions + position] = Float(sum)
        }
      }
    }
  }
}
