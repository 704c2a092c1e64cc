/// `QuantizeLinear` and `DequantizeLinear`.
extension GraphImporter {
  mutating func quantized(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    try node.expect([.float], input: 0)
    if opset >= 19 { node.attributes.ignore("saturate") }
    if opset >= 23, let precision = try node.attributes.integer("precision"), precision > 1 {
      throw node.refusal("precision is \(precision)", accepted: "0 or 1 (float)")
    }
    var type = node.hasInput(2) ? try node.elementType(2) : .uint8
    if opset >= 21, let stated = try node.attributes.integer("output_dtype"), stated != 0 {
      guard let known = Int32(exactly: stated).flatMap(ElementType.init),
        !node.hasInput(2) || known == type
      else { throw node.refusal("output_dtype is \(stated)", accepted: "the zero point's type") }
      type = known
    }
    let accepted: [ElementType] = [.uint8, .int8] + (opset >= 21 ? [.uint16, .int16] : [])
    guard accepted.contains(type), let range = type.integerRange else {
      throw node.refusal(
        "the type \(type)", accepted: accepted.map(\.description).joined(separator: ", "))
    }
    let kernel = try quantization(
      node, type: type, range: Float(range.lowerBound)...Float(range.upperBound))
    return try result(
      of: .kernel(kernel), [node.value(0)], shape: node.shape(0), type: type,
      batch: batch(of: node.value(0)), node)
  }

  mutating func dequantized(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    let types: [ElementType] = [.uint8, .int8, .uint16, .int16, .int32]
    try node.expect(types, input: 0)
    try node.expect([.float], input: 1)
    if opset >= 23 { _ = try node.attributes.integer("output_dtype", in: 0...1) }
    let kernel = try quantization(node, type: node.elementType(0), range: nil)
    let numbers = try result(
      of: .kernel(kernel), [node.value(0)], shape: node.shape(0), batch: batch(of: node.value(0)),
      node)
    guard case .constant(var constant) = numbers else { return numbers }
    constant.steps = kernel.steps
    return .constant(constant)
  }

  private func quantization(
    _ node: NodeReader, type: ElementType, range: ClosedRange<Float>?
  ) throws -> Quantization {
    let shape = try node.shape(0)
    let scale = try node.constant(1)
    if opset >= 21, try node.attributes.integer("block_size") ?? 0 != 0 {
      throw node.refusal("a block_size", accepted: "0: scales for a tensor or an axis")
    }
    let stated = opset < 13 ? 0 : try node.attributes.integer("axis") ?? 1
    var (outer, inner, count) = (1, shape.reduce(1, *), 1)
    if scale.count != 1 || scale.shape.count == 1 && scale.count > 1 {
      let axis = try node.axis(stated, rank: shape.count)
      try keepBatch(of: try node.value(0), from: [axis], node)
      guard opset >= 13, scale.shape == [shape[axis]] else {
        throw node.refusal(
          "scales of the shape \(scale.shape)", accepted: "one, or one for each place of an axis")
      }
      (outer, inner, count) = (
        shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *), shape[axis]
      )
    }
    guard let scales = try node.finiteNumbers(1, count: count), !scales.contains(0) else {
      throw node.refusal("a scale of 0", accepted: "other numbers")
    }
    var zeroPoints = [Float](repeating: 0, count: count)
    if let constant = try node.optionalConstant(2) {
      try node.expect([type], of: constant, input: 2)
      guard constant.count == count else {
        throw node.refusal("\(constant.count) zero points", accepted: "\(count)")
      }
      zeroPoints = constant.floats
    }
    return Quantization(
      scales: scales, zeroPoints: zeroPoints, range: range, outer: outer, inner: inner)
  }
}
