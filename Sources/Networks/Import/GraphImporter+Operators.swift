/// The operators that are read, for messages.
let supportedOperators = [
  "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "Div",
  "Dropout", "Flatten", "Gather", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Identity",
  "LeakyRelu", "MatMul", "MaxPool", "Mul", "Pad", "ReduceMean", "Relu", "Reshape", "Shape",
  "Sigmoid", "Slice", "Softmax", "Squeeze", "Sub", "Tanh", "Transpose", "Unsqueeze",
]

extension GraphImporter {
  /// The result of a node.
  mutating func value(of node: NodeReader) throws -> GraphValue {
    switch node.type {
    case "Conv": try convolution(node)
    case "Gemm": try gemm(node)
    case "MatMul": try matrixProduct(node)
    case "BatchNormalization": try batchNormalization(node)
    case "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Clip": try activation(node)
    case "Softmax": try softmax(node)
    case "Add", "Sub", "Mul", "Div": try arithmetic(node)
    case "MaxPool", "AveragePool": try pool(node)
    case "GlobalAveragePool", "GlobalMaxPool": try globalPool(node)
    case "ReduceMean": try mean(node)
    case "Concat": try concatenation(node)
    case "Constant": try constant(node)
    case "Shape": try shape(node)
    case "Cast": try cast(node)
    case "Dropout": try dropout(node)
    case "Identity": try identity(node)
    default: try layout(node)
    }
  }

  private func identity(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    _ = try node.shape(0)
    guard let value = node.inputs[0] else { throw node.refusal("input 0 is missing") }
    return value
  }

  private func dropout(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...3)
    for name in ["ratio", "seed", "is_test"] { node.attributes.ignore(name) }
    if let training = try node.optionalScalar(2), training != 0 {
      throw node.refusal("training mode", accepted: "inference")
    }
    _ = try node.shape(0)
    guard let value = node.inputs[0] else { throw node.refusal("input 0 is missing") }
    return value
  }

  private func constant(_ node: NodeReader) throws -> GraphValue {
    try node.expect(0...0)
    let attributes = node.attributes
    if let proto = try attributes.tensor("value") {
      let location = NodeReader.location(name: node.name, type: node.type, inputShapes: [])
      return .constant(
        try TensorReader(source: source).constant(proto, location: location))
    }
    if let value = try attributes.number("value_float") {
      return .constant(ConstantTensor(shape: [], storage: .floats([value])))
    }
    if let value = try attributes.integer("value_int") {
      return .constant(ConstantTensor(shape: [], storage: .integers([value])))
    }
    if let values = try attributes.numbers("value_floats") {
      guard !values.contains(where: \.isNaN) else { throw node.refusal("a number that is NaN") }
      return .constant(ConstantTensor(shape: [values.count], storage: .floats(values)))
    }
    if let values = try attributes.integers("value_ints") {
      return .constant(ConstantTensor(shape: [values.count], storage: .integers(values)))
    }
    throw node.refusal("the constant has no value", accepted: "a tensor or numbers")
  }

  private func shape(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let shape = try node.shape(0)
    let rank = shape.count
    let start = try node.attributes.integer("start") ?? 0
    let end = try node.attributes.integer("end") ?? rank
    let from = min(max(start < -rank ? 0 : start < 0 ? start + rank : start, 0), rank)
    let to = min(max(end < -rank ? 0 : end < 0 ? end + rank : end, 0), rank)
    let part = from < to ? Array(shape[from..<to]) : []
    return .constant(ConstantTensor(shape: [part.count], storage: .integers(part)))
  }

  private func cast(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let target = try node.attributes.integer("to") ?? 0
    _ = try node.shape(0)
    switch (node.inputs[0], target) {
    case (.activation(let value)?, 1): return .activation(value)
    case (.constant(let constant)?, 1), (.constant(let constant)?, 11):
      return .constant(ConstantTensor(shape: constant.shape, storage: .floats(constant.floats)))
    case (.constant(let constant)?, 6), (.constant(let constant)?, 7):
      if constant.integers != nil { return .constant(constant) }
      let integers = constant.floats.map { Int(exactly: $0.rounded(.towardZero)) }
      guard let whole = integers as? [Int] else {
        throw node.refusal("a number that no integer holds")
      }
      return .constant(ConstantTensor(shape: constant.shape, storage: .integers(whole)))
    default:
      throw node.refusal(
        "a cast to the type \(target)", accepted: "to float; constants also to integers")
    }
  }
}
