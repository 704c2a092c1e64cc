/// `Where`, `Not` and `IsInf`.
extension GraphImporter {
  mutating func selection(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    try node.expect([.bool], input: 0)
    let type = try node.elementType(1)
    try node.expect([type], input: 2)
    let values = try (0..<3).map { try node.value($0) }
    let (shape, batch) = try meeting(values, node)
    let places = values.map { Broadcast.places(of: self.shape(of: $0), spreadTo: shape) }
    return try result(
      of: .kernel(Selection(places: places)), values, shape: shape, type: type, batch: batch, node)
  }

  mutating func negation(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    try node.expect([.bool], input: 0)
    return try applied(.negation, to: node.value(0), type: .bool, node)
  }

  mutating func infiniteness(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let function = Activation.isInfinite(
      positive: try node.attributes.integer("detect_positive", in: 0...1) ?? 1 == 1,
      negative: try node.attributes.integer("detect_negative", in: 0...1) ?? 1 == 1)
    return try applied(function, to: node.floats(0), type: .bool, node)
  }
}
