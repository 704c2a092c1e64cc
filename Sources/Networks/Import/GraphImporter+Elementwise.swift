extension GraphImporter {
  mutating func activation(_ node: NodeReader) throws -> GraphValue {
    let isClip = node.type == "Clip"
    try node.expect(isClip ? 1...3 : 1...1)
    let value = try node.activation(0)
    let activation: Activation
    switch node.type {
    case "Relu": activation = .relu
    case "LeakyRelu":
      let slope = try node.attributes.number("alpha") ?? 0.01
      guard slope.isFinite else { throw node.refusal("alpha is \(slope)", accepted: "a number") }
      activation = .leakyRelu(slope: slope)
    case "Sigmoid": activation = .sigmoid
    case "Tanh": activation = .tanh
    default:
      let largest = Float.greatestFiniteMagnitude
      let lower = try opset < 11 ? node.attributes.number("min") : node.optionalScalar(1)
      let upper = try opset < 11 ? node.attributes.number("max") : node.optionalScalar(2)
      activation = .clip(
        lower: max(lower ?? -largest, -largest), upper: min(upper ?? largest, largest))
      guard case .clip(let low, let high) = activation, low <= high else {
        throw node.refusal("the bounds are out of order", accepted: "min ≤ max")
      }
    }
    return try addStep(
      .activation(activation), [.value(value)], shape: try node.shape(0), node)
  }

  mutating func softmax(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    let stated = try node.attributes.integer("axis") ?? (opset < 13 ? 1 : -1)
    let axis = try node.axis(stated, rank: shape.count)
    guard axis > 0 else {
      throw node.refusal("the axis is the batch", accepted: "another axis")
    }
    // Before opset 13 all axes from the stated one on are normalized together.
    let end = opset < 13 ? shape.count : axis + 1
    return try addStep(
      .softmax(
        outer: shape[..<axis].reduce(1, *), length: shape[axis..<end].reduce(1, *),
        inner: shape[end...].reduce(1, *)), [.value(value)], shape: shape, node)
  }

  mutating func arithmetic(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let left = try node.shape(0)
    let right = try node.shape(1)
    guard let arithmetic = Arithmetic(rawValue: node.type),
      let broadcast = Broadcast(left, right)
    else {
      throw node.refusal(
        "the shapes \(left) and \(right) do not meet", accepted: "extents that are equal or 1")
    }
    if case .constant(let first)? = node.inputs[0], case .constant(let second)? = node.inputs[1] {
      return try combined(first, second, arithmetic, broadcast, node)
    }
    let operands: [Operand] = try node.inputs.map { input in
      switch input {
      case .activation(let value)?: return .value(value)
      case .constant(let constant)?:
        guard constant.floats.allSatisfy(\.isFinite) else {
          throw node.refusal("an infinite constant", accepted: "finite numbers")
        }
        return .constant(constant.floats)
      case nil: throw node.refusal("an input is missing")
      }
    }
    if arithmetic == .divide, case .constant(let divisor) = operands[1], divisor.contains(0) {
      throw node.refusal("a division by zero", accepted: "divisors other than 0")
    }
    return try addStep(
      .arithmetic(arithmetic, broadcast), operands, shape: broadcast.shape, node)
  }

  private func combined(
    _ first: ConstantTensor, _ second: ConstantTensor, _ arithmetic: Arithmetic,
    _ broadcast: Broadcast, _ node: NodeReader
  ) throws -> GraphValue {
    let count = broadcast.shape.reduce(1, *)
    func places(_ index: Int) -> (Int, Int) {
      (
        broadcast.left.map { Int($0[index]) } ?? index,
        broadcast.right.map { Int($0[index]) } ?? index
      )
    }
    if let left = first.integers, let right = second.integers {
      let results = (0..<count).map { index in
        let (leftPlace, rightPlace) = places(index)
        return arithmetic.exact(left[leftPlace], right[rightPlace])
      }
      guard let whole = results as? [Int] else {
        throw node.refusal("an integer overflow or a division by zero")
      }
      return .constant(ConstantTensor(shape: broadcast.shape, storage: .integers(whole)))
    }
    let left = first.floats
    let right = second.floats
    let results = (0..<count).map { index in
      let (leftPlace, rightPlace) = places(index)
      return arithmetic(left[leftPlace], right[rightPlace])
    }
    guard results.allSatisfy(\.isFinite) else { throw node.refusal("a result is not finite") }
    return .constant(ConstantTensor(shape: broadcast.shape, storage: .floats(results)))
  }
}
