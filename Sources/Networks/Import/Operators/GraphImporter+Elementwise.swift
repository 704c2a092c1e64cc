extension GraphImporter {
  /// A function of one number.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - type: The type of the result; nil for the input's.
  /// - Returns: The result.
  /// - Throws: `InputError` if the input has a type that the operator does not take.
  mutating func activation(_ node: NodeReader, type: ElementType? = nil) throws -> GraphValue {
    try node.expect(1...1)
    let function = try function(node)
    try node.expect(
      function.takesIntegers ? ElementType.numbers : ElementType.floatingPoint, input: 0)
    return try applied(function, to: node.value(0), type: type ?? node.elementType(0), node)
  }

  /// The results of a function at every place.
  mutating func applied(
    _ function: Activation, to value: GraphValue, type: ElementType, _ node: NodeReader
  ) throws -> GraphValue {
    try result(
      of: .activation(function), [value], shape: shape(of: value), type: type,
      batch: batch(of: value), node)
  }

  private func function(_ node: NodeReader) throws -> Activation {
    if let function = Activation.Elementary(rawValue: node.type) { return .elementary(function) }
    switch node.type {
    case "IsNaN": return .isNotANumber
    case "Relu": return .relu
    case "LeakyRelu": return .leakyRelu(slope: try node.finiteNumber("alpha", default: 0.01))
    case "Sigmoid": return .sigmoid
    case "Tanh": return .tanh
    case "Celu":
      let alpha = try node.finiteNumber("alpha", default: 1)
      guard alpha != 0 else { throw node.refusal("alpha is 0", accepted: "another number") }
      return .celu(alpha: alpha)
    case "Elu": return .elu(alpha: try node.finiteNumber("alpha", default: 1))
    case "Gelu":
      switch try node.attributes.text("approximate") ?? "none" {
      case "none": return .gelu(isApproximate: false)
      case "tanh": return .gelu(isApproximate: true)
      case let other: throw node.refusal("approximate is \(other)", accepted: "none, tanh")
      }
    case "HardSigmoid":
      return .hardSigmoid(
        alpha: try node.finiteNumber("alpha", default: 0.2),
        beta: try node.finiteNumber("beta", default: 0.5))
    case "HardSwish": return .hardSwish
    case "Mish": return .mish
    case "Selu":
      return .selu(
        alpha: try node.finiteNumber("alpha", default: 1.67326319217681884765625),
        gamma: try node.finiteNumber("gamma", default: 1.05070102214813232421875))
    case "Shrink":
      return .shrink(
        bias: try node.finiteNumber("bias", default: 0),
        threshold: try node.finiteNumber("lambd", default: 0.5))
    case "Softplus": return .softplus
    case "Softsign": return .softsign
    case "Swish": return .swish(alpha: try node.finiteNumber("alpha", default: 1))
    case "ThresholdedRelu":
      return .thresholdedRelu(alpha: try node.finiteNumber("alpha", default: 1))
    default: throw node.refusal("the operator \(node.type) is not supported")
    }
  }

  mutating func clip(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 11 ? 1...1 : 1...3)
    let type = try node.elementType(0)
    try node.expect(opset < 12 ? ElementType.floatingPoint : ElementType.numbers, input: 0)
    let largest = Float.greatestFiniteMagnitude
    let lower =
      try opset < 11 ? node.attributes.number("min") : node.optionalScalar(1, types: [type])
    let upper =
      try opset < 11 ? node.attributes.number("max") : node.optionalScalar(2, types: [type])
    let bounds = (max(lower ?? -largest, -largest), min(upper ?? largest, largest))
    guard bounds.0 <= bounds.1 else {
      throw node.refusal("the bounds are out of order", accepted: "min ≤ max")
    }
    return try applied(
      .clip(lower: bounds.0, upper: bounds.1), to: node.value(0), type: type, node)
  }

  mutating func softmax(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    let stated = try node.attributes.integer("axis") ?? (opset < 13 ? 1 : -1)
    let axis =
      opset < 13 && stated == shape.count ? stated : try node.axis(stated, rank: shape.count)
    // Before opset 13 all axes from the stated one on are normalized together.
    let end = opset < 13 ? shape.count : axis + 1
    try keepBatch(of: value, from: axis..<end, node)
    let softmax = Operation.softmax(
      outer: shape[..<axis].reduce(1, *), length: shape[axis..<end].reduce(1, *),
      inner: shape[end...].reduce(1, *), isLogarithm: node.type == "LogSoftmax")
    return try result(
      of: softmax, [value], shape: shape, type: node.elementType(0), batch: batch(of: value), node)
  }

  // MARK: - Two and more operands

  mutating func arithmetic(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    guard var arithmetic = Arithmetic(rawValue: node.type) else {
      throw node.refusal("the operator \(node.type) is not supported")
    }
    let accepted: [ElementType] =
      switch arithmetic {
      case .and, .or, .exclusiveOr: [.bool]
      case .equal: ElementType.allCases
      default: ElementType.numbers
      }
    try node.expect(accepted, input: 0)
    if arithmetic == .divide, try !node.elementType(0).isFloatingPoint { arithmetic = .quotient }
    return try combined(node.value(0), node.value(1), arithmetic, node)
  }

  /// What a division leaves.
  mutating func modulus(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    try node.expect(ElementType.numbers, input: 0)
    let takesDividend = try node.attributes.flag("fmod")
    guard try takesDividend || !node.elementType(0).isFloatingPoint else {
      throw node.refusal("fmod is 0 for floating point", accepted: "fmod = 1")
    }
    return try combined(
      node.value(0), node.value(1), takesDividend ? .remainder : .modulus, node)
  }

  /// A sum, mean or extreme of any number of operands, taken from the left.
  mutating func variadic(_ node: NodeReader) throws -> GraphValue {
    guard !node.inputs.isEmpty else { throw node.refusal("no inputs", accepted: "at least one") }
    let isMean = node.type == "Mean"
    let isSum = isMean || node.type == "Sum"
    let arithmetic: Arithmetic = isSum ? .add : node.type == "Max" ? .maximum : .minimum
    try node.expect(
      isSum || opset < 12 ? ElementType.floatingPoint : ElementType.numbers, input: 0)
    var result = try node.value(0)
    for index in node.inputs.indices.dropFirst() {
      guard try opset >= 8 || node.shape(index) == node.shape(0) else {
        throw node.refusal("the shapes differ in opset \(opset)", accepted: "equal shapes")
      }
      result = try combined(result, node.value(index), arithmetic, node)
    }
    guard isMean else { return result }
    let count = ConstantTensor(
      shape: [], storage: .floats([Float(node.inputs.count)]), type: type(of: result))
    return try combined(result, .constant(count), .divide, node)
  }

  mutating func parametricRelu(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let shape = try node.shape(0)
    try node.expect(ElementType.floatingPoint, input: 0)
    // The slopes are spread over the input, never the other way round.
    guard let broadcast = Broadcast(shape, try node.shape(1)), broadcast.shape == shape else {
      throw node.refusal(
        "slopes of the shape \(try node.shape(1))", accepted: "a shape that spreads to \(shape)")
    }
    return try combined(node.value(0), node.value(1), .slope, node)
  }

  /// Two operands, place by place, where their shapes meet.
  mutating func combined(
    _ left: GraphValue, _ right: GraphValue, _ arithmetic: Arithmetic, _ node: NodeReader
  ) throws -> GraphValue {
    let types = [type(of: left), type(of: right)]
    guard types[0] == types[1] || arithmetic == .power && opset >= 12 && types[1] != .bool else {
      throw node.refusal(
        "operands of the types \(types[0]) and \(types[1])", accepted: "two operands of one type")
    }
    let (shape, batch) = try meeting([left, right], node)
    guard let broadcast = Broadcast(self.shape(of: left), self.shape(of: right)) else {
      throw node.refusal("the shapes do not meet", accepted: "extents that are equal or 1")
    }
    if [.divide, .quotient, .modulus, .remainder].contains(arithmetic),
      case .constant(let divisor) = right, divisor.floats.contains(0)
    {
      throw node.refusal("a division by zero", accepted: "divisors other than 0")
    }
    return try result(
      of: .arithmetic(arithmetic, broadcast), [left, right], shape: shape,
      type: arithmetic.isLogical ? .bool : types[0], batch: batch, node)
  }
}
