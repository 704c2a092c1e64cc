/// `GatherElements`, `GatherND`, `ScatterND` and `ScatterElements`.
extension GraphImporter {
  mutating func gatheredElements(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    try node.expect(ElementType.indices, input: 1)
    let (value, indices) = (try node.value(0), try node.value(1))
    let (shape, wanted) = (try node.shape(0), try node.shape(1))
    let axis = try node.axis(node.attributes.integer("axis") ?? 0, rank: shape.count)
    guard wanted.count == shape.count,
      shape.indices.allSatisfy({ $0 == axis || wanted[$0] <= shape[$0] }),
      elementCount(wanted) != nil
    else {
      throw node.refusal(
        "indices of the shape \(wanted)", accepted: "extents up to \(shape) outside the axis")
    }
    try keepBatch(of: value, from: [axis], node)
    guard batch(of: value) == batch(of: indices) else {
      throw node.refusal(
        "numbers and indices whose images lie differently: images would be mixed",
        accepted: "images along one axis of both")
    }
    return try result(
      of: .kernel(ElementLookup(shape: shape, wanted: wanted, axis: axis)), [value, indices],
      shape: wanted, type: node.elementType(0), batch: batch(of: value), node)
  }

  mutating func gatheredBlocks(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.value(0)
    let shape = try node.shape(0)
    if opset >= 12, try node.attributes.integer("batch_dims") ?? 0 != 0 {
      throw node.refusal("batch_dims", accepted: "0")
    }
    let indices = try node.constant(1)
    let depth = indices.shape.last ?? 0
    try keepBatch(of: value, from: 0..<min(depth, shape.count), node)
    let starts = try starts(indices, input: 1, of: shape, node)
    let block = shape[depth...].reduce(1, *)
    var moved = Rearrangement(
      reshapedTo: Array(indices.shape.dropLast()) + Array(shape[depth...]))
    guard elementCount(moved.shape) != nil else {
      throw node.refusal(
        "the result has the shape \(moved.shape)", accepted: "at most 2^26 numbers")
    }
    moved.indices = starts.flatMap { start in
      (0..<block).map { Int32(clamping: start + $0) }
    }
    var place = batch(of: value)
    place?.axis += indices.shape.count - 1 - depth
    return try self.moved(value, moved, batch: place, node)
  }

  /// Where the blocks begin that lists of indices name.
  private func starts(
    _ indices: ConstantTensor, input: Int, of shape: [Int], _ node: NodeReader
  ) throws -> [Int] {
    try node.expect([.int64], of: indices, input: input)
    guard let depth = indices.shape.last, (1...max(shape.count, 1)).contains(depth),
      let numbers = indices.integers, elementCount(shape) != nil
    else {
      throw node.refusal(
        "indices of the shape \(indices.shape)", accepted: "lists of 1 to \(shape.count) places")
    }
    let strides = rowMajorStrides(shape)
    return try stride(from: 0, to: numbers.count, by: depth).map { first in
      var start = 0
      for axis in 0..<depth {
        let stated = numbers[first + axis]
        guard (-shape[axis]..<shape[axis]).contains(stated) else {
          throw node.refusal("the index \(stated)", accepted: "a place among \(shape[axis])")
        }
        start += (stated < 0 ? stated + shape[axis] : stated) * strides[axis]
      }
      return start
    }
  }

  private func scatterReduction(_ node: NodeReader, first: Int) throws -> Arithmetic? {
    let known: [String: Arithmetic] = [
      "add": .add, "mul": .multiply, "max": .maximum, "min": .minimum,
    ]
    let name = opset < first ? "none" : try node.attributes.text("reduction") ?? "none"
    guard name == "none" || known[name] != nil else {
      throw node.refusal("reduction is \(name)", accepted: "none, add, mul, max, min")
    }
    return known[name]
  }

  mutating func scatteredBlocks(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    let shape = try node.shape(0)
    try node.expect([node.elementType(0)], input: 2)
    let reduction = try scatterReduction(node, first: 16)
    let indices = try node.constant(1)
    let depth = indices.shape.last ?? 0
    let starts = try starts(indices, input: 1, of: shape, node)
    let block = Array(shape[depth...])
    guard try node.shape(2) == indices.shape.dropLast() + block else {
      throw node.refusal(
        "new numbers of the shape \(try node.shape(2))",
        accepted: "\(indices.shape.dropLast() + block)")
    }
    let size = block.reduce(1, *)
    let places = starts.flatMap { start in (0..<size).map { Int32(clamping: start + $0) } }
    for index in [0, 2] { try keepBatch(of: node.value(index), from: 0..<depth, node) }
    return try scattered(node, reduction, places, shift: indices.shape.count - 1 - depth)
  }

  mutating func scatteredElements(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    let shape = try node.shape(0)
    try node.expect([node.elementType(0)], input: 2)
    let reduction = try scatterReduction(node, first: 16)
    let axis = try node.axis(node.attributes.integer("axis") ?? 0, rank: shape.count)
    let indices = try node.constant(1)
    try node.expect(ElementType.indices, of: indices, input: 1)
    let wanted = indices.shape
    guard let numbers = indices.integers, wanted == (try node.shape(2)),
      wanted.count == shape.count, elementCount(shape) != nil,
      numbers.allSatisfy({ (-shape[axis]..<shape[axis]).contains($0) }),
      shape.indices.allSatisfy({ $0 == axis || wanted[$0] <= shape[$0] })
    else {
      throw node.refusal(
        "indices of the shape \(wanted)", accepted: "the shape of the new numbers, inside \(shape)")
    }
    let strides = rowMajorStrides(shape)
    let own = rowMajorStrides(wanted)
    let places = numbers.enumerated().map { index, stated in
      var place = (stated < 0 ? stated + shape[axis] : stated) * strides[axis]
      for other in shape.indices where other != axis {
        place += index / own[other] % wanted[other] * strides[other]
      }
      return Int32(clamping: place)
    }
    try keepBatch(of: node.value(0), from: [axis], node)
    return try scattered(node, reduction, places, shift: 0)
  }

  /// The old numbers with new ones at some places, where the new ones have so many axes more in
  /// front of a block.
  private mutating func scattered(
    _ node: NodeReader, _ reduction: Arithmetic?, _ places: [Int32], shift: Int
  ) throws -> GraphValue {
    let (value, more) = (try node.value(0), try node.value(2))
    let shape = try node.shape(0)
    var other = batch(of: more)
    other?.axis -= shift
    if let place = batch(of: value) ?? other {
      guard batch(of: value) ?? place == place, other ?? place == place,
        shape[place.axis] == 1 || batch(of: value) != nil
      else {
        throw node.refusal(
          "old and new numbers whose images lie differently: images would be mixed",
          accepted: "images along one axis of both")
      }
    }
    let kernel = Scattering(
      reduction: reduction, count: shape.reduce(1, *), places: places)
    return try result(
      of: .kernel(kernel), [value, more], shape: shape, type: node.elementType(0),
      batch: batch(of: value) ?? other, node)
  }
}
