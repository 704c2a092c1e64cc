extension GraphImporter {
  /// Rows of a tensor by their numbers; the numbers may be computed.
  mutating func gathered(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let axis = try node.axis(node.attributes.integer("axis") ?? 0, rank: shape.count)
    try node.expect(ElementType.indices, input: 1)
    try keepBatch(of: value, from: [axis], node)
    let wanted = try node.shape(1)
    let result = Array(shape[..<axis]) + wanted + Array(shape[(axis + 1)...])
    guard elementCount(result) != nil else {
      throw node.refusal("the result has the shape \(result)", accepted: "at most 2^26 numbers")
    }
    var place = batch(of: value)
    if let batch = place, batch.axis > axis { place?.axis += wanted.count - 1 }
    guard case .constant(let indices) = try node.value(1) else {
      if let other = batch(of: try node.value(1)) {
        guard place == nil else {
          throw node.refusal(
            "images both in the table and in the numbers: images would be mixed",
            accepted: "a table that is the same for all images")
        }
        place = BatchPlace(axis: axis + other.axis, inner: other.inner)
      }
      let lookup = Lookup(
        outer: shape[..<axis].reduce(1, *), extent: shape[axis],
        inner: shape[(axis + 1)...].reduce(1, *), count: wanted.reduce(1, *))
      return try self.result(
        of: .kernel(lookup), [value, node.value(1)], shape: result, type: node.elementType(0),
        batch: place, node)
    }
    try node.expect(ElementType.indices, of: indices, input: 1)
    guard let places = indices.integers,
      places.allSatisfy({ (-shape[axis]..<shape[axis]).contains($0) })
    else {
      throw node.refusal("the indices leave the axis of \(shape[axis])")
    }
    var picks = allPlaces(shape)
    picks[axis] = places.map { Int32(clamping: $0 < 0 ? $0 + shape[axis] : $0) }
    var rearrangement = try rearrangement(
      node, of: shape, picks: picks, order: Array(shape.indices))
    rearrangement.shape = result
    return try moved(value, rearrangement, batch: place, node)
  }
}
