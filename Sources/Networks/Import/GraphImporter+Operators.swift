/// The operators that are read, each with the first opset that has it in the form that is read.
let supportedOperators: [String: Int] = {
  var operators = [
    "Add": 7, "AveragePool": 7, "BatchNormalization": 7, "Cast": 7, "Celu": 12, "Clip": 7,
    "Concat": 7, "Constant": 7, "Conv": 7, "Div": 7, "Dropout": 7, "Elu": 7, "Flatten": 7,
    "Gather": 7, "Gelu": 20, "Gemm": 7, "GlobalAveragePool": 7, "GlobalMaxPool": 7,
    "HardSigmoid": 7, "HardSwish": 14, "Identity": 7, "InstanceNormalization": 7,
    "LayerNormalization": 17, "LeakyRelu": 7, "LogSoftmax": 7, "LRN": 7, "MatMul": 7, "Max": 7,
    "MaxPool": 7, "Mean": 7, "Min": 7, "Mish": 18, "Mul": 7, "Pad": 7, "Pow": 7, "PRelu": 7,
    "Relu": 7, "Reshape": 7, "RMSNormalization": 23, "Selu": 7, "Shape": 7, "Shrink": 9,
    "Sigmoid": 7, "Slice": 7, "Softmax": 7, "Softplus": 7, "Softsign": 7, "Split": 7, "Squeeze": 7,
    "Sub": 7, "Sum": 7, "Swish": 24, "Tanh": 7, "ThresholdedRelu": 10, "Transpose": 7,
    "Unsqueeze": 7,
  ]
  for function in Activation.Elementary.allCases {
    operators[function.rawValue] = function.firstOpset
  }
  for reduction in Reduction.allCases { operators[reduction.rawValue] = 7 }
  return operators
}()

extension Activation.Elementary {
  /// The first opset that has the operator.
  fileprivate var firstOpset: Int {
    switch self {
    case .areaCosine, .areaSine, .areaTangent, .hyperbolicCosine, .hyperbolicSine, .errorFunction,
      .sign:
      9
    case .round: 11
    default: 7
    }
  }
}

extension GraphImporter {
  /// The results of a node, in the order of its outputs.
  mutating func values(of node: NodeReader) throws -> [GraphValue] {
    switch node.type {
    case "Split": try split(node)
    case "Conv": [try convolution(node)]
    case "Gemm": [try gemm(node)]
    case "MatMul": [try matrixProduct(node)]
    case "BatchNormalization": [try batchNormalization(node)]
    case "InstanceNormalization": [try instanceNormalization(node)]
    case "LayerNormalization", "RMSNormalization": [try layerNormalization(node)]
    case "LRN": [try localResponse(node)]
    case "Softmax", "LogSoftmax": [try softmax(node)]
    case "Add", "Sub", "Mul", "Div", "Pow": [try arithmetic(node)]
    case "Sum", "Mean", "Max", "Min": [try variadic(node)]
    case "PRelu": [try parametricRelu(node)]
    case "MaxPool", "AveragePool": [try pool(node)]
    case "GlobalAveragePool", "GlobalMaxPool": [try globalPool(node)]
    case "Concat": [try concatenation(node)]
    case "Constant": [try constant(node)]
    case "Shape": [try shape(node)]
    case "Cast": [try cast(node)]
    case "Dropout": [try dropout(node)]
    case "Identity": [try identity(node)]
    case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Slice", "Pad", "Gather":
      [try layout(node)]
    default:
      if let reduction = Reduction(rawValue: node.type) {
        [try self.reduction(reduction, node)]
      } else {
        [try activation(node)]
      }
    }
  }

  private func identity(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    return try node.value(0)
  }

  private func dropout(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...3)
    for name in ["ratio", "seed", "is_test"] { node.attributes.ignore(name) }
    if let training = try node.optionalScalar(2, types: [.bool]), training != 0 {
      throw node.refusal("training mode", accepted: "inference")
    }
    return try node.value(0)
  }

  private func constant(_ node: NodeReader) throws -> GraphValue {
    try node.expect(0...0)
    let attributes = node.attributes
    if let proto = try attributes.tensor("value") {
      let location = NodeReader.location(name: node.name, type: node.type, inputShapes: [])
      return .constant(
        try TensorReader(source: source, external: external).constant(proto, location: location))
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

  /// The extents of a tensor; the first of one that depends on the input is the number of images.
  private func shape(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    var extents = try node.shape(0)
    let rank = extents.count
    var isBatch = [Bool](repeating: false, count: rank)
    if case .activation = try node.value(0), rank > 0 {
      if let fixedBatch { extents[0] = fixedBatch } else { isBatch[0] = true }
    }
    let start = try node.attributes.integer("start") ?? 0
    let end = try node.attributes.integer("end") ?? rank
    let from = min(max(start < -rank ? 0 : start < 0 ? start + rank : start, 0), rank)
    let to = min(max(end < -rank ? 0 : end < 0 ? end + rank : end, 0), rank)
    let range = from..<max(from, to)
    return .constant(
      ConstantTensor(
        shape: [range.count], storage: .integers(Array(extents[range])),
        batchPlaces: Array(isBatch[range])))
  }

  private func cast(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    // Both say how numbers become 8-bit floating point, which is refused.
    for name in ["saturate", "round_mode"] { node.attributes.ignore(name) }
    let target = try node.attributes.integer("to") ?? 0
    let type = Int32(exactly: target).flatMap(ElementType.init)
    switch (try node.value(0), type) {
    case (.activation(let value), .float?): return .activation(value)
    case (.constant(let constant), let type?):
      return .constant(try cast(constant, to: type, node))
    default:
      throw node.refusal(
        "a cast to the type \(target)",
        accepted: "to float (1); constants also to int32 (6), int64 (7), bool (9), double (11)")
    }
  }

  private func cast(_ constant: ConstantTensor, to type: ElementType, _ node: NodeReader) throws
    -> ConstantTensor
  {
    let storage: ConstantTensor.Storage
    switch type {
    case .float, .double: storage = .floats(constant.floats)
    case .bool: storage = .integers(constant.floats.map { $0 == 0 ? 0 : 1 })
    case .int32, .int64:
      let integers =
        constant.integers ?? constant.floats.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      guard integers.count == constant.count,
        integers.allSatisfy({ type.integerRange?.contains($0) ?? true })
      else { throw node.refusal("a number that \(type) does not hold") }
      storage = .integers(integers)
    }
    // Any number of images is true.
    return ConstantTensor(
      shape: constant.shape, storage: storage, type: type,
      batchPlaces: type == .bool ? nil : constant.batchPlaces)
  }
}
