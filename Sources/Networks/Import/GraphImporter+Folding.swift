extension GraphImporter {
  /// The result of an operation: computed at once where all operands are constants, otherwise a step.
  ///
  /// - Parameters:
  ///   - operation: What is done; no matrix layer.
  ///   - operands: What it reads.
  ///   - shape: The shape of the result for one image.
  ///   - type: The type of the result.
  ///   - batch: Where the images lie in it, if it depends on the input.
  ///   - node: The node.
  /// - Returns: A constant or the result of a step.
  /// - Throws: `InputError` if the result is too large or a constant has no result.
  mutating func result(
    of operation: Operation, _ operands: [GraphValue], shape: [Int], type: ElementType = .float,
    batch: BatchPlace?, _ node: NodeReader
  ) throws -> GraphValue {
    let constants = operands.compactMap { operand -> ConstantTensor? in
      if case .constant(let constant) = operand { constant } else { nil }
    }
    guard constants.count == operands.count, !operands.isEmpty else {
      return try addStep(
        operation, operands.map { try operand($0, node) }, shape: shape, type: type, batch: batch,
        node)
    }
    return .constant(try folded(operation, constants, shape: shape, type: type, node))
  }

  /// What a step reads: a tensor, or a constant that is the same for every batch.
  func operand(_ value: GraphValue, _ node: NodeReader) throws -> Operand {
    switch value {
    case .activation(let number): return .value(number)
    case .constant(let constant):
      try requireNoBatch(constant, node)
      guard constant.isExact else {
        throw node.refusal(
          "a constant integer beyond 2^24 beside tensors", accepted: "integers up to 2^24")
      }
      return .constant(constant.floats)
    }
  }

  func requireNoBatch(_ constant: ConstantTensor, _ node: NodeReader) throws {
    guard !constant.dependsOnBatch else {
      throw node.refusal(
        "a computation with the number of images", accepted: "the same for every batch")
    }
  }

  private mutating func folded(
    _ operation: Operation, _ constants: [ConstantTensor], shape: [Int], type: ElementType,
    _ node: NodeReader
  ) throws -> ConstantTensor {
    guard let count = elementCount(shape, limit: NetworkLimits.constants) else {
      throw node.refusal("the result has the shape \(shape)", accepted: "at most 2^28 numbers")
    }
    foldedWork += work(of: operation, results: count)
    guard foldedWork <= NetworkLimits.foldedWork else {
      throw node.refusal(
        "\(foldedWork) products of constants up to this node", accepted: "at most 2^34")
    }
    var places: [Bool]?
    if constants.contains(where: \.dependsOnBatch) {
      places = operation.marks(
        constants.map { $0.batchPlaces ?? [Bool](repeating: false, count: $0.count) })
      if places == nil { for constant in constants { try requireNoBatch(constant, node) } }
    }
    let integers = constants.compactMap(\.integers)
    if !type.isFloatingPoint, integers.count == constants.count,
      let results = operation.exact(integers, count: count)
    {
      let range = type.integerRange ?? 0...0
      let whole = results.enumerated().compactMap { place, result in
        result.flatMap { range.contains($0) || places?[place] == true ? $0 : nil }
      }
      guard whole.count == count else {
        throw node.refusal(
          "an integer that \(type) does not hold", accepted: "no overflow, no division by zero")
      }
      return ConstantTensor(
        shape: shape, storage: .integers(whole), type: type, batchPlaces: places)
    }
    for constant in constants { try requireNoBatch(constant, node) }
    guard constants.allSatisfy(\.isExact) else {
      throw node.refusal("integers beyond 2^24", accepted: "smaller integers")
    }
    let sources = constants.map(\.floats)
    let results = try node.refusing {
      () throws(KernelRefusal) in
      try PlainKernels.results(of: operation, sources, count: count)
    }
    if type.isFloatingPoint {
      guard !results.contains(where: \.isNaN) else {
        throw node.refusal("a result that is not a number", accepted: "constants with a result")
      }
      return ConstantTensor(shape: shape, storage: .floats(results), type: type)
    }
    if let wrong = results.first(where: { !type.holds($0) }) {
      throw node.refusal(
        "the result \(wrong)", accepted: "integers of the type \(type) up to 2^24")
    }
    return ConstantTensor(shape: shape, storage: .integers(results.map { Int($0) }), type: type)
  }
}

extension Operation {
  /// The results for integers of any size, nil where there is none; nil altogether if the operation
  /// has no such form.
  fileprivate func exact(_ operands: [[Int]], count: Int) -> [Int?]? {
    switch self {
    case .activation(.elementary(let function)): operands[0].map(function.exact)
    case .arithmetic(let arithmetic, let broadcast):
      (0..<count).map { place in
        arithmetic.exact(
          operands[0][broadcast.left.map { Int($0[place]) } ?? place],
          operands[1][broadcast.right.map { Int($0[place]) } ?? place])
      }
    case .kernel(let kernel): kernel.exact(operands)
    default: nil
    }
  }

  /// Which results follow from marked operands; nil if marks cannot be followed.
  fileprivate func marks(_ operands: [[Bool]]) -> [Bool]? {
    switch self {
    case .activation: operands[0]
    case .arithmetic(_, let broadcast):
      (0..<broadcast.shape.reduce(1, *)).map { place in
        operands[0][broadcast.left.map { Int($0[place]) } ?? place]
          || operands[1][broadcast.right.map { Int($0[place]) } ?? place]
      }
    case .kernel(let kernel): kernel.marks(operands)
    default: nil
    }
  }
}

extension ElementType {
  /// Whether a number is one that a tensor of this type may hold while it is computed in single
  /// precision, where integers beyond 2²⁴ have gaps.
  func holds(_ number: Float) -> Bool {
    guard let range = integerRange else { return true }
    guard number.magnitude <= 16_777_216, let whole = Int(exactly: number) else { return false }
    return range.contains(whole)
  }
}

extension ConstantTensor {
  /// Whether single precision holds every number exactly.
  var isExact: Bool { integers?.allSatisfy { $0.magnitude <= 1 << 24 } ?? true }
}

extension NodeReader {
  /// Names this node where a kernel has no result.
  func refusing<Result>(_ body: () throws(KernelRefusal) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw refusal(error.found, accepted: error.accepted)
    }
  }
}
