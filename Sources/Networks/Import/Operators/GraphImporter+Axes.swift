/// Operators along one axis: `ArgMax`, `ArgMin`, `TopK`, `CumSum`, `OneHot`, `Hardmax`,
/// `LpNormalization`.
extension GraphImporter {
  /// The axis of a node's first input, which holds no images.
  private func ownAxis(_ node: NodeReader, standard: Int) throws -> Int {
    let axis = try node.axis(
      node.attributes.integer("axis") ?? standard, rank: node.shape(0).count)
    try keepBatch(of: node.value(0), from: [axis], node)
    return axis
  }

  mutating func extremePlace(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    try node.expect(ElementType.numbers, input: 0)
    let shape = try node.shape(0)
    let axis = try ownAxis(node, standard: 0)
    let keeps = try node.attributes.integer("keepdims", in: 0...1) ?? 1 == 1
    let prefersLast = opset < 12 ? false : try node.attributes.flag("select_last_index")
    let kernel = Ranking(
      axis: Axis(axis, of: shape), count: 1, takesLargest: node.type == "ArgMax",
      givesPlaces: true, prefersLast: prefersLast)
    var result = shape
    result[axis] = 1
    guard shape[axis] > 0 else { throw node.refusal("no places along the axis \(axis)") }
    let places = try self.result(
      of: .kernel(kernel), [node.value(0)], shape: result, type: .int64,
      batch: batch(of: node.value(0)), node)
    if keeps { return places }
    var extents = extents(of: places)
    extents.remove(at: axis)
    return try refilled(places, extents, node)
  }

  mutating func largest(_ node: NodeReader) throws -> [GraphValue] {
    try node.expect(opset < 10 ? 1...1 : 2...2)
    try node.expect(opset < 11 ? ElementType.floatingPoint : ElementType.numbers, input: 0)
    let shape = try node.shape(0)
    let axis = try ownAxis(node, standard: -1)
    let stated =
      opset < 10 ? try node.attributes.integer("k") : try node.optionalIntegers(1)?.first
    guard let count = stated, (1...max(shape[axis], 1)).contains(count) else {
      throw node.refusal("K is \(stated ?? 0)", accepted: "1 to \(shape[axis])")
    }
    let takesLargest =
      opset < 11 ? true : try node.attributes.integer("largest", in: 0...1) ?? 1 == 1
    if opset >= 11, try node.attributes.integer("sorted", in: 0...1) ?? 1 == 0 {
      throw node.refusal("sorted is 0, which leaves the order open", accepted: "1")
    }
    var result = shape
    result[axis] = count
    return try [false, true].map { givesPlaces in
      let kernel = Ranking(
        axis: Axis(axis, of: shape), count: count, takesLargest: takesLargest,
        givesPlaces: givesPlaces, prefersLast: false)
      return try self.result(
        of: .kernel(kernel), [node.value(0)], shape: result,
        type: givesPlaces ? .int64 : node.elementType(0), batch: batch(of: node.value(0)), node)
    }
  }

  mutating func runningSum(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    try node.expect(ElementType.numbers, input: 0)
    let shape = try node.shape(0)
    guard let stated = try node.optionalIntegers(1, types: ElementType.indices)?.first else {
      throw node.refusal("the axis is missing")
    }
    let axis = try node.axis(stated, rank: shape.count)
    try keepBatch(of: node.value(0), from: [axis], node)
    let kernel = RunningSum(
      axis: Axis(axis, of: shape), isExclusive: try node.attributes.flag("exclusive"),
      isReverse: try node.attributes.flag("reverse"))
    return try result(
      of: .kernel(kernel), [node.value(0)], shape: shape, type: node.elementType(0),
      batch: batch(of: node.value(0)), node)
  }

  mutating func oneHot(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    try node.expect(ElementType.numbers, input: 0)
    let indices = try node.value(0)
    let shape = try node.shape(0)
    let axis = try node.axis(node.attributes.integer("axis") ?? -1, rank: shape.count + 1)
    let depth = try node.constant(1)
    try node.expect(ElementType.numbers, of: depth, input: 1)
    let pair = try node.constant(2)
    guard depth.count == 1, let classes = Int(exactly: depth.floats[0]),
      (1...NetworkLimits.elements).contains(classes), pair.count == 2, pair.isExact
    else {
      throw node.refusal("a depth of \(depth.floats)", accepted: "a positive number, two values")
    }
    let result = Array(shape[..<axis]) + [classes] + Array(shape[axis...])
    guard elementCount(result) != nil else {
      throw node.refusal("the result has the shape \(result)", accepted: "at most 2^26 numbers")
    }
    var place = batch(of: indices)
    if let batch = place, batch.axis >= axis { place?.axis += 1 }
    let kernel = OneHot(
      axis: Axis(axis, of: result), off: pair.floats[0], on: pair.floats[1])
    return try self.result(
      of: .kernel(kernel), [indices], shape: result, type: pair.type, batch: place, node)
  }

  mutating func hardMaximum(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    var shape = try node.shape(0)
    let axis = try ownAxis(node, standard: opset < 13 ? 1 : -1)
    if opset < 13 {
      // All axes from the stated one on count as one.
      try keepBatch(of: value, from: axis..<shape.count, node)
      shape = Array(shape[..<axis]) + [shape[axis...].reduce(1, *)]
    }
    return try result(
      of: .kernel(LineNormalization(axis: Axis(axis, of: shape), form: .hard)), [value],
      shape: node.shape(0), type: node.elementType(0), batch: batch(of: value), node)
  }

  mutating func lineNormalization(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    let axis = try ownAxis(node, standard: -1)
    let power = try node.attributes.integer("p", in: 1...2) ?? 2
    let kernel = LineNormalization(
      axis: Axis(axis, of: try node.shape(0)), form: power == 1 ? .magnitudes : .squares)
    return try result(
      of: .kernel(kernel), [value], shape: node.shape(0), type: node.elementType(0),
      batch: batch(of: value), node)
  }
}
