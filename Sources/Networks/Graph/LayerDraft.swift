/// A matrix layer while normalizations may still be folded into it.
struct LayerDraft {
  let name: String
  let kind: MatrixLayer.Kind
  let inputs: Int
  let outputs: Int
  let groups: Int
  let positions: Int
  var weights: [[Float]]
  var bias: [Float]?
  /// For each output of each group the number of which its weights are integer multiples; nil where
  /// the file states none.
  var weightSteps: [Float]?
  /// The numbers that an input can be; nil where the file leaves that open.
  var inputCodes: QuantizedNumbers?
  /// Where the file has the numbers.
  var place: LayerPlace

  /// Whether a normalization's channels are this layer's outputs.
  func accepts(_ scaling: ChannelScaling, isConvolution: Bool) -> Bool {
    scaling.channels == groups * outputs && (isConvolution || positions == 1 && scaling.inner == 1)
      && scaling.channels > 0 && foldedIsFinite(scaling)
  }

  private func foldedIsFinite(_ scaling: ChannelScaling) -> Bool {
    let largest = weights.joined().reduce(Float(0)) { max($0, $1.magnitude) }
    let limit = Double(Float.greatestFiniteMagnitude)
    return scaling.scale.allSatisfy { ($0 * Double(largest)).magnitude <= limit }
      && scaling.shift.indices.allSatisfy { channel in
        let old = Double(bias?[channel] ?? 0)
        return (old * scaling.scale[channel] + scaling.shift[channel]).magnitude <= limit
      }
  }

  /// Takes a normalization into weights and bias; computed in double, rounded once.
  mutating func fold(_ scaling: ChannelScaling, of step: Step) {
    if let node = step.node {
      place.normalizations.append(node)
    } else {
      place.hindrance = LayerPlace.Hindrance(
        found: "other numbers for a layer that a function normalizes",
        accepted: "its own numbers, or a normalization of the graph itself")
    }
    for group in 0..<groups {
      for row in 0..<inputs {
        for column in 0..<outputs {
          let place = row * outputs + column
          let scale = scaling.scale[group * outputs + column]
          weights[group][place] = Float(Double(weights[group][place]) * scale)
        }
      }
    }
    weightSteps = weightSteps.map { steps in
      steps.indices.map { steps[$0] * Float(scaling.scale[$0].magnitude) }
    }
    bias = scaling.shift.indices.map { channel in
      Float(Double(bias?[channel] ?? 0) * scaling.scale[channel] + scaling.shift[channel])
    }
  }

  /// The layer as it is.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - index: Its place among the layers of the network.
  ///   - window: The window of a convolution; nil if rows of the input are the vectors.
  /// - Returns: The layer.
  func layer(name: String, index: Int, window: Window?) -> MatrixLayer {
    MatrixLayer(
      name: name, index: index, kind: kind, inputs: inputs, outputs: outputs, groups: groups,
      weights: weights, bias: bias, positions: positions, weightSteps: weightSteps,
      inputCodes: inputCodes, window: window, raises: nil)
  }
}
