/// A convolution by its definition, for one image; every bound is checked place by place.
struct NaiveConvolution {
  var channels: Int
  var rows: Int
  var columns: Int
  var outputs: Int
  var kernel: (Int, Int)
  var stride = (1, 1)
  var dilation = (1, 1)
  /// Top, left, bottom, right.
  var padding = [0, 0, 0, 0]
  var groups = 1

  var outputRows: Int {
    (rows + padding[0] + padding[2] - dilation.0 * (kernel.0 - 1) - 1) / stride.0 + 1
  }
  var outputColumns: Int {
    (columns + padding[1] + padding[3] - dilation.1 * (kernel.1 - 1) - 1) / stride.1 + 1
  }

  func callAsFunction(_ image: [Float], weights: [Float], bias: [Float]) -> [Float] {
    let (inside, outside) = (channels / groups, outputs / groups)
    var result: [Float] = []
    for output in 0..<outputs {
      for row in 0..<outputRows {
        for column in 0..<outputColumns {
          var sum = Double(bias[output])
          for channel in 0..<inside {
            for kernelRow in 0..<kernel.0 {
              for kernelColumn in 0..<kernel.1 {
                let y = row * stride.0 + kernelRow * dilation.0 - padding[0]
                let x = column * stride.1 + kernelColumn * dilation.1 - padding[1]
                if y < 0 || y >= rows || x < 0 || x >= columns { continue }
                let plane = output / outside * inside + channel
                let weight = weights[
                  ((output * inside + channel) * kernel.0 + kernelRow) * kernel.1 + kernelColumn]
                sum += Double(image[(plane * rows + y) * columns + x]) * Double(weight)
              }
            }
          }
          result.append(Float(sum))
        }
      }
    }
    return result
  }
}

/// Numbers in [-1, 1) that are the same in every run.
func pattern(_ count: Int, seed: Int = 1) -> [Float] {
  var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) / Float(1 << 23) - 1
  }
}
