/// Where the numbers of a network that are trained lie among each other: of every layer the weights, group after
/// group, *inputs × outputs* each, and the bias behind them.
package struct ParameterLayout: Sendable, Equatable {
  /// Where the numbers of a layer lie.
  package struct Layer: Sendable, Equatable {
    package let weights: Range<Int>
    /// Empty if the layer has none.
    package let bias: Range<Int>
    /// The inputs and the outputs of a group.
    package let inputs: Int
    package let outputs: Int

    /// Where the weights of every output lie.
    package var columns: [StrideTo<Int>] {
      stride(from: weights.lowerBound, to: weights.upperBound, by: max(inputs * outputs, 1)).flatMap
      {
        group in
        (0..<outputs).map { stride(from: group + $0, to: group + inputs * outputs, by: outputs) }
      }
    }
  }

  /// One for every matrix layer, in their order.
  package let layers: [Layer]
  /// How many numbers there are.
  package let count: Int

  /// Lays out the numbers of some layers.
  package init(_ layers: [MatrixLayer]) {
    var count = 0
    self.layers = layers.map { layer in
      let weights = count..<count + layer.groups * layer.inputs * layer.outputs
      let bias = weights.upperBound..<weights.upperBound + (layer.bias?.count ?? 0)
      count = bias.upperBound
      return Layer(weights: weights, bias: bias, inputs: layer.inputs, outputs: layer.outputs)
    }
    self.count = count
  }

  /// The numbers that some layers have.
  ///
  /// - Parameter layers: Layers of this layout.
  /// - Returns: Their weights and biases, ``count`` numbers.
  package func numbers(of layers: [MatrixLayer]) -> [Float] {
    precondition(ParameterLayout(layers) == self, "layers of another layout")
    return layers.flatMap { Array($0.weights.joined()) + ($0.bias ?? []) }
  }

  /// Layers with other numbers.
  ///
  /// - Parameters:
  ///   - parameters: The numbers, ``count`` of them.
  ///   - layers: Layers of this layout.
  /// - Returns: As many layers, in the same order.
  package func layers(of parameters: [Float], like layers: [MatrixLayer]) -> [MatrixLayer] {
    precondition(ParameterLayout(layers) == self, "layers of another layout")
    precondition(parameters.count == count, "\(parameters.count) numbers for \(count)")
    return zip(layers, self.layers).map { layer, place in
      let size = layer.inputs * layer.outputs
      let weights = (0..<layer.groups).map { group in
        let start = place.weights.lowerBound + group * size
        return Array(parameters[start..<start + size])
      }
      return layer.holding(
        weights: weights, bias: layer.bias == nil ? nil : Array(parameters[place.bias]))
    }
  }
}
