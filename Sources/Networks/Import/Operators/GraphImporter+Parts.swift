extension GraphImporter {
  /// The parts of a tensor along one axis.
  mutating func split(_ node: NodeReader) throws -> [GraphValue] {
    try node.expect(opset < 13 ? 1...1 : 1...2)
    let shape = try node.shape(0)
    let whole = try node.value(0)
    let axis = try node.axis(node.attributes.integer("axis") ?? 0, rank: shape.count)
    try keepBatch(of: whole, from: [axis], node)
    guard elementCount(shape) != nil else {
      throw node.refusal("a tensor of the shape \(shape)", accepted: "at most 2^26 numbers")
    }
    let lengths = try lengths(node, extent: shape[axis])
    var results: [GraphValue] = []
    var start = 0
    for length in lengths {
      var picks = allPlaces(shape)
      picks[axis] = Array(picks[axis][start..<start + length])
      start += length
      let part = try rearrangement(node, of: shape, picks: picks, order: Array(shape.indices))
      results.append(try moved(whole, part, batch: batch(of: whole), node))
    }
    return results
  }

  /// How long each part is: as stated, or equal.
  private func lengths(_ node: NodeReader, extent: Int) throws -> [Int] {
    let count = node.outputCount
    let stated = try opset < 13 ? node.attributes.integers("split") : node.optionalIntegers(1)
    let wanted = opset < 18 ? nil : try node.attributes.integer("num_outputs")
    guard opset < 18 || (stated == nil) != (wanted == nil) else {
      throw node.refusal("split and num_outputs", accepted: "one of the two")
    }
    if let stated {
      guard stated.count == count, stated.allSatisfy({ (0...extent).contains($0) }),
        stated.reduce(0, +) == extent
      else {
        throw node.refusal(
          "the parts \(stated) of \(extent) for \(count) outputs",
          accepted: "one length for each output, \(extent) together")
      }
      return stated
    }
    guard wanted ?? count == count else {
      throw node.refusal("num_outputs of \(wanted ?? 0) for \(count) outputs", accepted: "\(count)")
    }
    // From opset 18 on the last part may be shorter, before not.
    let length = (extent + count - 1) / count
    let last = extent - (count - 1) * length
    guard last > 0, last == length || wanted != nil else {
      throw node.refusal("\(extent) places in \(count) parts", accepted: "equal parts")
    }
    return [Int](repeating: length, count: count - 1) + [last]
  }

  mutating func concatenation(_ node: NodeReader) throws -> GraphValue {
    guard !node.inputs.isEmpty, let stated = try node.attributes.integer("axis") else {
      throw node.refusal("inputs or axis are missing")
    }
    let first = try node.shape(0)
    let axis = try node.axis(stated, rank: first.count)
    var total = 0
    var constants: [ConstantTensor] = []
    for index in node.inputs.indices {
      let shape = try node.shape(index)
      guard shape.count == first.count,
        shape.indices.allSatisfy({ $0 == axis || shape[$0] == first[$0] })
      else { throw node.refusal("the shapes differ outside the axis \(axis)") }
      total += shape[axis]
      if case .constant(let constant)? = node.inputs[index] { constants.append(constant) }
    }
    var result = first
    result[axis] = total
    guard elementCount(result) != nil else {
      throw node.refusal("the result has the shape \(result)", accepted: "at most 2^26 numbers")
    }
    let outer = first[..<axis].reduce(1, *)
    let inner = first[(axis + 1)...].reduce(1, *)
    if constants.count == node.inputs.count {
      guard constants.allSatisfy({ $0.type == constants[0].type }) else {
        throw node.refusal("constants of several element types", accepted: "one type")
      }
      return .constant(
        concatenated(constants, shape: result, outer: outer, axis: axis, inner: inner))
    }
    let values = try node.inputs.indices.map { try node.value($0) }
    let type = try node.elementType(0)
    if let other = values.map({ self.type(of: $0) }).first(where: { $0 != type }) {
      throw node.refusal("inputs of the types \(type) and \(other)", accepted: "one type")
    }
    let places = values.compactMap(batch)
    for value in values { try keepBatch(of: value, from: [axis], node) }
    guard places.allSatisfy({ $0 == places[0] }),
      places.isEmpty
        || values.allSatisfy({ batch(of: $0) != nil || shape(of: $0)[places[0].axis] == 1 })
    else {
      throw node.refusal(
        "the images of the inputs lie along different axes: images would be mixed",
        accepted: "images along one axis")
    }
    let operands = try values.map { try operand($0, node) }
    let blocks = try node.inputs.indices.map { try node.shape($0)[axis] * inner }
    return try addStep(
      .concatenation(outer: outer, blocks: blocks), operands, shape: result, type: type,
      batch: places.first, node)
  }

  private func concatenated(
    _ parts: [ConstantTensor], shape: [Int], outer: Int, axis: Int, inner: Int
  ) -> ConstantTensor {
    func joined<Value>(_ lists: [[Value]]) -> [Value] {
      (0..<outer).flatMap { block in
        zip(lists, parts).flatMap { list, part in
          let length = part.shape[axis] * inner
          return Array(list[(block * length)..<((block + 1) * length)])
        }
      }
    }
    let integers = parts.compactMap(\.integers)
    let places = parts.map { $0.batchPlaces ?? [Bool](repeating: false, count: $0.count) }
    return ConstantTensor(
      shape: shape,
      storage: integers.count == parts.count
        ? .integers(joined(integers)) : .floats(joined(parts.map(\.floats))),
      type: parts[0].type, batchPlaces: joined(places))
  }
}
