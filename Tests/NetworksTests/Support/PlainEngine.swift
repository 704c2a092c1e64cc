import Networks

/// Matrix products by definition, summed in double precision.
struct PlainEngine: MatrixEngine {
  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    let inputs = inputs.vectors
    let rows = inputs.shape[0]
    let (width, outputs) = (layer.inputs, layer.outputs)
    var result = Tensor(zeros: [rows, outputs])
    var sums = [Double](repeating: 0, count: outputs)
    layer.weights[group].withUnsafeBufferPointer { weights in
      inputs.elements.withUnsafeBufferPointer { inputs in
        for row in 0..<rows {
          for output in 0..<outputs { sums[output] = 0 }
          for place in 0..<width {
            let input = Double(inputs[row * width + place])
            for output in 0..<outputs {
              sums[output] += input * Double(weights[place * outputs + output])
            }
          }
          for output in 0..<outputs {
            result.elements[row * outputs + output] = Float(sums[output])
          }
        }
      }
    }
    return result
  }
}
