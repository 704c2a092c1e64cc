/// What a node has to become so that a layer has its numbers.
extension ModelEditor {
  /// Puts the numbers of layers in their places; those that cannot be put back are left out.
  ///
  /// - Parameters:
  ///   - layers: The layers of the network.
  ///   - places: Where the file has the numbers of each.
  mutating func put(_ layers: [MatrixLayer], places: [LayerPlace]) {
    // Layers of one recurrent node share its operands.
    var operands: [[Int]: [Float]] = [:]
    func numbers(_ node: Int, _ part: LayerPlace.Part) -> [Float] {
      operands[[node, part.operand]]
        ?? (part.whole.isEmpty ? [Float](repeating: 0, count: part.count) : part.whole)
    }
    for (layer, place) in zip(layers, places) {
      guard let node = place.node, let part = place.weights, place.hindrance == nil else {
        continue
      }
      var weights = numbers(node, part)
      part.put(weightsOf: layer, into: &weights)
      operands[[node, part.operand]] = weights
      give(
        node, part.operand, shape: part.shape, numbers: weights, type: place.type, word: "weights")
      if let bias = layer.bias, let part = place.bias {
        var numbers = numbers(node, part)
        numbers.replaceSubrange(part.offset..<part.offset + bias.count, with: bias)
        operands[[node, part.operand]] = numbers
        give(
          node, part.operand, shape: part.shape, numbers: numbers, type: place.type, word: "bias")
      }
      settle(layer, place, node)
    }
  }

  /// Takes out the factors and normalizations that are in the numbers of a layer.
  private mutating func settle(_ layer: MatrixLayer, _ place: LayerPlace, _ node: Int) {
    if layer.kind == .gemm {
      let hasBias = layer.bias != nil
      model.graph.node[node].attribute.removeAll {
        $0.name == "alpha" || hasBias && $0.name == "beta"
      }
    }
    var rest = place.normalizations[...]
    // A node without a bias keeps its last normalization, which adds one and does nothing else.
    if place.bias == nil, let bias = layer.bias, let last = rest.popLast() {
      let ones = [Float](repeating: 1, count: bias.count)
      let zeros = [Float](repeating: 0, count: bias.count)
      for (operand, (word, numbers)) in [
        ("scale", ones), ("shift", bias), ("mean", zeros), ("variance", ones),
      ].enumerated() {
        give(
          last, operand + 1, shape: [bias.count], numbers: numbers, type: place.type, word: word)
      }
      var epsilon = ONNXAttributeProto()
      epsilon.name = "epsilon"
      epsilon.type = 1
      epsilon.f = 0
      model.graph.node[last].attribute.removeAll { $0.name == "epsilon" }
      model.graph.node[last].attribute.append(epsilon)
    }
    for normalization in rest { makeIdentity(normalization) }
  }

  /// Lets a node hand its first input on.
  private mutating func makeIdentity(_ node: Int) {
    var proto = model.graph.node[node]
    for name in proto.input.dropFirst() { drop(name) }
    proto.opType = "Identity"
    proto.input = [proto.input[0]]
    proto.output = [proto.output[0]]
    proto.attribute = []
    model.graph.node[node] = proto
  }
}
