extension GraphImporter {
  /// A function of one number.
  mutating func activation(_ node: NodeReader) throws -> GraphValue {
    let isClip = node.type == "Clip"
    try node.expect(isClip ? 1...3 : 1...1)
    let function = try isClip ? clip(node) : function(node)
    switch try node.value(0) {
    case .activation(let value):
      return try addStep(
        .activation(function), [.value(value)], shape: try node.shape(0), node)
    case .constant(let constant):
      return .constant(try applied(function, to: constant, node))
    }
  }

  private func function(_ node: NodeReader) throws -> Activation {
    if let function = Activation.Elementary(rawValue: node.type) { return .elementary(function) }
    func parameter(_ name: String, _ value: Float) throws -> Float {
      let stated = try node.attributes.number(name) ?? value
      guard stated.isFinite else {
        throw node.refusal("\(name) is \(stated)", accepted: "a number")
      }
      return stated
    }
    switch node.type {
    case "Relu": return .relu
    case "LeakyRelu": return .leakyRelu(slope: try parameter("alpha", 0.01))
    case "Sigmoid": return .sigmoid
    case "Tanh": return .tanh
    case "Celu":
      let alpha = try parameter("alpha", 1)
      guard alpha != 0 else { throw node.refusal("alpha is 0", accepted: "another number") }
      return .celu(alpha: alpha)
    case "Elu": return .elu(alpha: try parameter("alpha", 1))
    case "Gelu":
      switch try node.attributes.text("approximate") ?? "none" {
      case "none": return .gelu(isApproximate: false)
      case "tanh": return .gelu(isApproximate: true)
      case let other: throw node.refusal("approximate is \(other)", accepted: "none, tanh")
      }
    case "HardSigmoid":
      return .hardSigmoid(alpha: try parameter("alpha", 0.2), beta: try parameter("beta", 0.5))
    case "HardSwish": return .hardSwish
    case "Mish": return .mish
    case "Selu":
      return .selu(
        alpha: try parameter("alpha", 1.67326319217681884765625),
        gamma: try parameter("gamma", 1.05070102214813232421875))
    case "Shrink":
      return .shrink(bias: try parameter("bias", 0), threshold: try parameter("lambd", 0.5))
    case "Softplus": return .softplus
    case "Softsign": return .softsign
    case "Swish": return .swish(alpha: try parameter("alpha", 1))
    case "ThresholdedRelu": return .thresholdedRelu(alpha: try parameter("alpha", 1))
    default: throw node.refusal("the operator \(node.type) is not supported")
    }
  }

  private func clip(_ node: NodeReader) throws -> Activation {
    let largest = Float.greatestFiniteMagnitude
    let lower = try opset < 11 ? node.attributes.number("min") : node.optionalScalar(1)
    let upper = try opset < 11 ? node.attributes.number("max") : node.optionalScalar(2)
    let bounds = (max(lower ?? -largest, -largest), min(upper ?? largest, largest))
    guard bounds.0 <= bounds.1 else {
      throw node.refusal("the bounds are out of order", accepted: "min ≤ max")
    }
    return .clip(lower: bounds.0, upper: bounds.1)
  }

  private func applied(_ function: Activation, to constant: ConstantTensor, _ node: NodeReader)
    throws -> ConstantTensor
  {
    try requireNoBatch(constant, node)
    var result = constant
    if let integers = constant.integers, case .elementary(let function) = function,
      constant.type != .bool
    {
      let values = integers.map(function.exact)
      guard let whole = values as? [Int],
        whole.allSatisfy({ constant.type.integerRange?.contains($0) ?? true })
      else { throw node.refusal("integers", accepted: "floating point, or an integer result") }
      result.storage = .integers(whole)
      return result
    }
    guard constant.type.isFloatingPoint else {
      throw node.refusal("input 0 has the element type \(constant.type)", accepted: "float, double")
    }
    let values = constant.floats.map { function($0) }
    guard values.allSatisfy(\.isFinite) else { throw node.refusal("a result is not finite") }
    result.storage = .floats(values)
    return result
  }

  mutating func softmax(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    let stated = try node.attributes.integer("axis") ?? (opset < 13 ? 1 : -1)
    let axis = try node.axis(stated, rank: shape.count)
    guard axis > 0 else {
      throw node.refusal("the axis is the batch: images would be mixed", accepted: "another axis")
    }
    // Before opset 13 all axes from the stated one on are normalized together.
    let end = opset < 13 ? shape.count : axis + 1
    return try addStep(
      .softmax(
        outer: shape[..<axis].reduce(1, *), length: shape[axis..<end].reduce(1, *),
        inner: shape[end...].reduce(1, *), isLogarithm: node.type == "LogSoftmax"),
      [.value(value)], shape: shape, node)
  }

  // MARK: - Two and more operands

  mutating func arithmetic(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    guard let arithmetic = Arithmetic(rawValue: node.type) else {
      throw node.refusal("the operator \(node.type) is not supported")
    }
    return try combined(node.value(0), node.value(1), arithmetic, node)
  }

  /// A sum, mean or extreme of any number of operands, taken from the left.
  mutating func variadic(_ node: NodeReader) throws -> GraphValue {
    guard !node.inputs.isEmpty else { throw node.refusal("no inputs", accepted: "at least one") }
    let isMean = node.type == "Mean"
    let isSum = isMean || node.type == "Sum"
    let arithmetic: Arithmetic = isSum ? .add : node.type == "Max" ? .maximum : .minimum
    var result = try node.value(0)
    if case .constant(let constant) = result, isSum, !constant.type.isFloatingPoint {
      throw node.refusal("input 0 has the element type \(constant.type)", accepted: "float, double")
    }
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
    _ = try node.activation(0)
    let shape = try node.shape(0)
    // The slopes are spread over the input, never the other way round.
    guard let broadcast = Broadcast(shape, try node.shape(1)), broadcast.shape == shape else {
      throw node.refusal(
        "slopes of the shape \(try node.shape(1))", accepted: "a shape that spreads to \(shape)")
    }
    return try combined(node.value(0), node.value(1), .slope, node)
  }

  private func type(of value: GraphValue) -> ElementType {
    switch value {
    case .activation: .float
    case .constant(let constant): constant.type
    }
  }

  private mutating func combined(
    _ left: GraphValue, _ right: GraphValue, _ arithmetic: Arithmetic, _ node: NodeReader
  ) throws -> GraphValue {
    let shapes = [shape(of: left), shape(of: right)]
    guard let broadcast = Broadcast(shapes[0], shapes[1]) else {
      throw node.refusal(
        "the shapes \(shapes[0]) and \(shapes[1]) do not meet",
        accepted: "extents that are equal or 1")
    }
    let types = [type(of: left), type(of: right)]
    guard types[0] == types[1] || arithmetic == .power && opset >= 12 && types[1] != .bool else {
      throw node.refusal(
        "operands of the types \(types[0]) and \(types[1])", accepted: "two operands of one type")
    }
    if case .constant(let first) = left, case .constant(let second) = right {
      return .constant(try combined(first, second, arithmetic, broadcast, node))
    }
    let operands = try [left, right].map { operand in
      if case .activation(let value) = operand {
        // Shapes meet at their last axes: a missing axis would lay images along another one.
        guard shape(of: operand).count == broadcast.shape.count || fixedBatch == 1 else {
          throw node.refusal(
            "a tensor of \(shape(of: operand).count) axes and a result of "
              + "\(broadcast.shape.count): images would be mixed", accepted: "as many axes")
        }
        return Operand.value(value)
      }
      return try self.operand(operand, node, acceptsIntegers: arithmetic == .power)
    }
    if arithmetic == .divide, case .constant(let divisor) = operands[1], divisor.contains(0) {
      throw node.refusal("a division by zero", accepted: "divisors other than 0")
    }
    return try addStep(
      .arithmetic(arithmetic, broadcast), operands, shape: broadcast.shape, node)
  }

  /// What a step reads: a tensor, or a constant of finite numbers.
  func operand(_ value: GraphValue, _ node: NodeReader, acceptsIntegers: Bool = false) throws
    -> Operand
  {
    switch value {
    case .activation(let number): return .value(number)
    case .constant(let constant):
      guard acceptsIntegers || constant.type == .float else {
        throw node.refusal(
          "a constant of the element type \(constant.type)", accepted: "float, as the input")
      }
      guard constant.floats.allSatisfy(\.isFinite) else {
        throw node.refusal("an infinite constant", accepted: "finite numbers")
      }
      try requireNoBatch(constant, node)
      return .constant(constant.floats)
    }
  }

  private func requireNoBatch(_ constant: ConstantTensor, _ node: NodeReader) throws {
    guard !constant.dependsOnBatch else {
      throw node.refusal(
        "a computation with the number of images", accepted: "the same for every batch")
    }
  }

  private func combined(
    _ first: ConstantTensor, _ second: ConstantTensor, _ arithmetic: Arithmetic,
    _ broadcast: Broadcast, _ node: NodeReader
  ) throws -> ConstantTensor {
    let count = broadcast.shape.reduce(1, *)
    func places(_ index: Int) -> (Int, Int) {
      (
        broadcast.left.map { Int($0[index]) } ?? index,
        broadcast.right.map { Int($0[index]) } ?? index
      )
    }
    for constant in [first, second] { try requireNoBatch(constant, node) }
    var result = first
    result.shape = broadcast.shape
    if let left = first.integers, let right = second.integers {
      let results = (0..<count).map { index in
        let (leftPlace, rightPlace) = places(index)
        return arithmetic.exact(left[leftPlace], right[rightPlace])
      }
      guard first.type != .bool, let whole = results as? [Int],
        whole.allSatisfy({ first.type.integerRange?.contains($0) ?? true })
      else { throw node.refusal("an integer overflow, a division by zero, or truth values") }
      result.storage = .integers(whole)
      return result
    }
    guard first.type.isFloatingPoint else {
      throw node.refusal("an integer with an exponent of the type \(second.type)")
    }
    let left = first.floats
    let right = second.floats
    let results = (0..<count).map { index in
      let (leftPlace, rightPlace) = places(index)
      return arithmetic(left[leftPlace], right[rightPlace])
    }
    guard results.allSatisfy(\.isFinite) else { throw node.refusal("a result is not finite") }
    result.storage = .floats(results)
    return result
  }
}
