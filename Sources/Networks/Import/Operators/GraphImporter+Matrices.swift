/// `Gemm` and `MatMul`: a layer where the right operand is a stored matrix, digital otherwise.
extension GraphImporter {
  mutating func gemm(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 11 ? 3...3 : 2...3)
    let alpha = try node.attributes.number("alpha") ?? 1
    let beta = try node.attributes.number("beta") ?? 1
    let turnsLeft = try node.attributes.flag("transA")
    let turnsRight = try node.attributes.flag("transB")
    let shapes = try (0..<2).map { try node.shape($0) }
    for index in node.inputs.indices where node.hasInput(index) {
      try node.expect([node.elementType(0)], input: index)
    }
    guard shapes[0].count == 2, shapes[1].count == 2,
      shapes[0][turnsLeft ? 0 : 1] == shapes[1][turnsRight ? 1 : 0], !shapes[1].contains(0)
    else {
      let width = shapes[0].count == 2 ? "\(shapes[0][turnsLeft ? 0 : 1]) inputs" : "a list"
      throw node.refusal(
        "matrices of the shapes \(shapes[0]) and \(shapes[1]), transA = \(turnsLeft ? 1 : 0), "
          + "transB = \(turnsRight ? 1 : 0)", accepted: "batch × features and a matrix for \(width)"
      )
    }
    var left = try node.floats(0)
    if turnsLeft { left = try transposed(left, [1, 0], node) }
    let outputs = shapes[1][turnsRight ? 0 : 1]
    if case .activation(let value) = left, case .constant(let matrix) = try node.value(1) {
      guard let numbers = try node.finiteNumbers(1, count: matrix.count) else {
        throw node.refusal("the matrix is missing")
      }
      try keepBatch(of: left, from: [1], node)
      var weights =
        turnsRight
        ? Self.transposed(numbers[...], rows: outputs, columns: matrix.shape[1]) : numbers
      if alpha != 1 { weights = weights.map { $0 * alpha } }
      let bias = try layerBias(node, outputs: outputs, beta: beta)
      guard weights.allSatisfy(\.isFinite), bias?.allSatisfy(\.isFinite) ?? true else {
        throw node.refusal("a weight or bias is infinite", accepted: "finite numbers")
      }
      let positions = shape(of: left)[0]
      let product = try addLayer(
        LayerDraft(
          name: node.name, kind: .gemm, inputs: weights.count / outputs, outputs: outputs,
          groups: 1, positions: positions, weights: [weights], bias: bias,
          weightSteps: Self.outputSteps(matrix.steps, outputs: outputs, areRows: turnsRight)?
            .map { $0 * alpha.magnitude },
          place: node.place(
            weights: LayerPlace.Part(operand: 1, shape: matrix.shape, isTransposed: turnsRight),
            bias: bias == nil && node.hasInput(2)
              ? nil : LayerPlace.Part(operand: 2, shape: [outputs]))), value,
        MatrixOperation(layer: drafts.count, positions: positions), shape: [positions, outputs],
        batch: graph.batches[value], node)
      return bias != nil ? product : try shifted(product, beta: beta, node)
    }
    var right = try node.floats(1)
    if turnsRight { right = try transposed(right, [1, 0], node) }
    var product = try digitalProduct(left, right, node)
    if alpha != 1 {
      product = try combined(product, scalar(alpha, like: product), .multiply, node)
    }
    return try shifted(product, beta: beta, node)
  }

  /// The constant third operand of `Gemm` as a layer's bias; nil if there is none, or if it is not
  /// the same for every row.
  private func layerBias(_ node: NodeReader, outputs: Int, beta: Float) throws -> [Float]? {
    guard node.hasInput(2), case .constant(let constant) = try node.value(2),
      let broadcast = Broadcast(constant.shape, [1, outputs]), broadcast.shape == [1, outputs]
    else { return nil }
    let numbers = constant.floats
    return broadcast.left.map { $0.map { numbers[Int($0)] * beta } } ?? numbers.map { $0 * beta }
  }

  private func scalar(_ number: Float, like value: GraphValue) -> GraphValue {
    .constant(ConstantTensor(shape: [], storage: .floats([number]), type: type(of: value)))
  }

  /// A product with the third operand of `Gemm` added, if there is one.
  private mutating func shifted(_ product: GraphValue, beta: Float, _ node: NodeReader) throws
    -> GraphValue
  {
    guard node.hasInput(2) else { return product }
    let shape = shape(of: product)
    guard let broadcast = Broadcast(try node.shape(2), shape), broadcast.shape == shape else {
      throw node.refusal(
        "the bias has the shape \(try node.shape(2))", accepted: "a shape that spreads to \(shape)")
    }
    var bias = try node.floats(2)
    if beta != 1 { bias = try combined(bias, scalar(beta, like: bias), .multiply, node) }
    return try combined(product, bias, .add, node)
  }

  mutating func matrixProduct(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    try node.expect([node.elementType(0)], input: 1)
    let matrix = LayerPlace.Part(operand: 1, shape: try node.shape(1))
    return try product(node.floats(0), node.floats(1), matrix, node)
  }

  /// A layer if the right operand is a stored matrix, a digital product otherwise.
  ///
  /// - Parameters:
  ///   - left: The left operand.
  ///   - right: The right one.
  ///   - part: Where the file has the right one; nil if it has its numbers in another order.
  ///   - node: The node.
  /// - Returns: The product.
  /// - Throws: `InputError` if the shapes do not meet, or if images would be mixed.
  mutating func product(
    _ left: GraphValue, _ right: GraphValue, _ part: LayerPlace.Part?, _ node: NodeReader
  ) throws -> GraphValue {
    let shape = shape(of: left)
    guard case .activation(let value) = left, case .constant(let matrix) = right,
      matrix.shape.count == 2, !matrix.shape.contains(0), shape.last == matrix.shape[0]
    else { return try digitalProduct(left, right, node) }
    let weights = matrix.floats
    guard weights.allSatisfy(\.isFinite) else {
      throw node.refusal("the stored matrix holds an infinite number", accepted: "finite numbers")
    }
    try keepBatch(of: left, from: [shape.count - 1], node)
    let positions = shape.dropLast().reduce(1, *)
    return try addLayer(
      LayerDraft(
        name: node.name, kind: .matMul, inputs: matrix.shape[0], outputs: matrix.shape[1],
        groups: 1, positions: positions, weights: [weights], bias: nil,
        weightSteps: Self.outputSteps(matrix.steps, outputs: matrix.shape[1], areRows: false),
        place: node.place(weights: part, type: matrix.type)),
      value,
      MatrixOperation(layer: drafts.count, positions: positions),
      shape: shape.dropLast() + [matrix.shape[1]], batch: graph.batches[value], node)
  }

  /// A product that is computed digitally: matrices along the last two axes.
  mutating func digitalProduct(_ left: GraphValue, _ right: GraphValue, _ node: NodeReader) throws
    -> GraphValue
  {
    let shapes = [shape(of: left), shape(of: right)]
    guard !shapes[0].isEmpty, !shapes[1].isEmpty else {
      throw node.refusal("a product of numbers", accepted: "matrices")
    }
    // A list is a row on the left and a column on the right; the result lacks that axis.
    var operands = [left, right]
    if shapes[0].count == 1 { operands[0] = try refilled(left, [1] + extents(of: left), node) }
    if shapes[1].count == 1 { operands[1] = try refilled(right, extents(of: right) + [1], node) }
    let wide = operands.map { shape(of: $0) }
    let inner = wide[0][wide[0].count - 1]
    guard inner == wide[1][wide[1].count - 2], inner > 0 else {
      throw node.refusal(
        "matrices of the shapes \(shapes[0]) and \(shapes[1])",
        accepted: "as many rows on the right as columns on the left")
    }
    let (outer, batch) = try productAxes(operands, node)
    let product = MatrixProduct(
      rows: wide[0][wide[0].count - 2], inner: inner, columns: wide[1][wide[1].count - 1],
      blocks: zip(
        Broadcast.places(of: Array(wide[0].dropLast(2)), spreadTo: outer),
        Broadcast.places(of: Array(wide[1].dropLast(2)), spreadTo: outer)
      ).map { ($0, $1) })
    var result = try self.result(
      of: .kernel(product), operands, shape: outer + [product.rows, product.columns],
      type: type(of: left), batch: batch, node)
    if shapes[0].count == 1 || shapes[1].count == 1 {
      var shape = extents(of: result)
      if shapes[1].count == 1 { shape.removeLast() }
      if shapes[0].count == 1 { shape.remove(at: outer.count) }
      result = try refilled(result, shape, node)
    }
    return result
  }

  /// The axes before the matrices, and where the images lie in the product.
  private func productAxes(_ operands: [GraphValue], _ node: NodeReader) throws
    -> (shape: [Int], batch: BatchPlace?)
  {
    let ranks = operands.map { shape(of: $0).count }
    // Images along the rows of the left or the columns of the right matrices stay apart as long as
    // the other operand is the same for all of them.
    for (own, other, kept) in [(0, 1, ranks[0] - 2), (1, 0, ranks[1] - 1)] {
      guard let place = batch(of: operands[own]), place.axis == kept,
        batch(of: operands[other]) == nil
      else { continue }
      let outer = try meeting(
        operands.map { .constant(ConstantTensor(shape: shape(of: $0), storage: .floats([]))) },
        node, isolated: 2
      ).shape
      return (outer, BatchPlace(axis: outer.count + own, inner: place.inner))
    }
    for (operand, rank) in zip(operands, ranks) {
      try keepBatch(of: operand, from: [rank - 2, rank - 1], node)
    }
    return try meeting(operands, node, isolated: 2)
  }
}
