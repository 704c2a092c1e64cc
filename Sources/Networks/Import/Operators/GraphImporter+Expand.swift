/// `Expand`, `Tile` and `Trilu`.
extension GraphImporter {
  /// A tensor spread over a shape that it meets.
  mutating func expanded(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.value(0)
    guard let stated = try node.optionalIntegers(1, mayBeBatch: true) else {
      throw node.refusal("the shape is missing", accepted: "a constant")
    }
    let own = shape(of: value)
    let rank = max(own.count, stated.count)
    let wide = [Int](repeating: 1, count: rank - own.count) + own
    var wanted =
      [Int](repeating: 1, count: rank - stated.count)
      + (try node.shapeForOneImage(stated, input: 1, images: images))
    var place = batch(of: value)
    place?.axis += rank - own.count
    if let place, fixedBatch != nil, wanted[place.axis] != 1 {
      guard wanted[place.axis].isMultiple(of: images) else {
        throw node.refusal(
          "an extent of \(wanted[place.axis]) along the images: images would be mixed",
          accepted: "1 or \(images)")
      }
      wanted[place.axis] /= images
    }
    var result: [Int] = []
    for (axis, (extent, other)) in zip(wide, wanted).enumerated() {
      let isTaken = extent == other || other == 1 || extent == 1 && place?.axis != axis
      guard isTaken, other >= 0 else {
        throw node.refusal(
          "the shape \(stated) for \(own)", accepted: "extents that are equal or 1")
      }
      result.append(extent == 1 ? other : extent)
    }
    guard elementCount(result) != nil else {
      throw node.refusal("the result has the shape \(result)", accepted: "at most 2^26 numbers")
    }
    if result == wide {
      return try moved(value, Rearrangement(reshapedTo: result), batch: place, node)
    }
    var rearrangement = Rearrangement(reshapedTo: result)
    rearrangement.indices = Broadcast.places(of: own, spreadTo: result)
    return try moved(value, rearrangement, batch: place, node)
  }

  /// A tensor repeated along its axes.
  mutating func tiled(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let stated = try node.optionalIntegers(1, mayBeBatch: true)
    let whole = try stated.map { try node.shapeForOneImage($0, input: 1, images: images) }
    guard let repeats = whole, repeats.count == shape.count,
      repeats.allSatisfy({ (0...NetworkLimits.elements).contains($0) }),
      elementCount(zip(shape, repeats).map { $0.multipliedReportingOverflow(by: $1).partialValue })
        != nil
    else {
      throw node.refusal("the repeats", accepted: "\(shape.count) numbers, at most 2^26 results")
    }
    try keepBatch(of: value, from: repeats.indices.filter { repeats[$0] != 1 }, node)
    let picks = zip(allPlaces(shape), repeats).map { places, count in
      (0..<count).flatMap { _ in places }
    }
    return try moved(
      value, rearrangement(node, of: shape, picks: picks, order: Array(shape.indices)),
      batch: batch(of: value), node)
  }

  /// The upper or lower triangle of matrices, zeros elsewhere.
  mutating func triangle(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...2)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let isUpper = try node.attributes.integer("upper", in: 0...1) ?? 1 == 1
    let diagonal = try node.optionalIntegers(1)?.first ?? 0
    guard shape.count >= 2, diagonal.magnitude <= 1 << 40, elementCount(shape) != nil else {
      throw node.refusal("an input of the shape \(shape)", accepted: "matrices")
    }
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let block = [shape.count - 2, shape.count - 1]
    try keepBatch(of: value, from: block, node)
    var triangle = Rearrangement(reshapedTo: shape)
    triangle.indices = (0..<shape.reduce(1, *)).map { place in
      let (row, column) = (place / columns % rows, place % columns)
      let isKept = isUpper ? column >= row + diagonal : column <= row + diagonal
      return isKept ? Int32(clamping: place) : -1
    }
    return try moved(value, triangle, batch: batch(of: value), node)
  }
}
