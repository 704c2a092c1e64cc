/// Operators that only move numbers; constants are moved at once.
extension GraphImporter {
  /// Numbers moved to other places.
  mutating func moved(
    _ value: GraphValue, _ rearrangement: Rearrangement, batch: BatchPlace?, _ node: NodeReader
  ) throws -> GraphValue {
    switch value {
    case .constant(let constant): .constant(constant.rearranged(rearrangement))
    case .activation(let number):
      try addStep(
        .rearrangement(rearrangement), [.value(number)], shape: rearrangement.shape,
        type: graph.types[number], batch: batch, node)
    }
  }

  /// The same numbers in another shape.
  ///
  /// - Parameters:
  ///   - value: The numbers.
  ///   - extents: The shape for all images.
  ///   - node: The node.
  /// - Returns: The result.
  /// - Throws: `InputError` if the images would be mixed.
  mutating func refilled(_ value: GraphValue, _ extents: [Int], _ node: NodeReader) throws
    -> GraphValue
  {
    guard let (shape, batch) = reshaped(value, to: extents) else {
      throw node.refusal(
        "the shape \(described(extents)) puts the images of \(described(self.extents(of: value))) "
          + "along no axis: images would be mixed", accepted: "an axis that is the batch")
    }
    return try moved(value, Rearrangement(reshapedTo: shape), batch: batch, node)
  }

  /// Extents as a message shows them.
  private func described(_ extents: [Int]) -> String {
    guard fixedBatch == nil else { return "\(extents)" }
    let names = extents.map { extent in
      guard extent != 0, extent.isMultiple(of: images) else { return "\(extent)" }
      return extent == images ? "N" : "\(extent / images)·N"
    }
    return "[\(names.joined(separator: ", "))]"
  }

  /// A rearrangement after the size of its result was found bearable.
  func rearrangement(
    _ node: NodeReader, of shape: [Int], picks: [[Int32]], order: [Int], fill: Float = 0
  ) throws -> Rearrangement {
    guard elementCount(shape) != nil, elementCount(picks.map(\.count)) != nil else {
      throw node.refusal(
        "the result has the shape \(picks.map(\.count))", accepted: "at most 2^26 numbers")
    }
    return Rearrangement(of: shape, picks: picks, order: order, fill: fill)
  }

  func allPlaces(_ shape: [Int]) -> [[Int32]] {
    shape.map { (0..<Int32(clamping: min($0, NetworkLimits.elements))).map { $0 } }
  }

  mutating func flattened(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.value(0)
    let extents = extents(of: value)
    let stated = try node.attributes.integer("axis") ?? 1
    let axis =
      stated == extents.count ? stated : try node.axis(stated, rank: extents.count)
    return try refilled(
      value, [extents[..<axis].reduce(1, *), extents[axis...].reduce(1, *)], node)
  }

  mutating func reshaped(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.value(0)
    let extents = extents(of: value)
    guard var wanted = try node.optionalIntegers(1, mayBeBatch: true) else {
      throw node.refusal("the shape is missing", accepted: "a constant")
    }
    // A constant that was spread over all images stands for one.
    if case .constant = value {
      wanted = try node.shapeForOneImage(wanted, input: 1, images: images)
    }
    let takesZero = opset < 14 ? false : try node.attributes.flag("allowzero")
    func refusal() -> any Error {
      node.refusal(
        "the numbers of the shape \(described(extents)) do not fill the shape "
          + "\(described(wanted))" + (batch(of: value) == nil ? "" : ", or images would be mixed"),
        accepted: "as many places; one extent may be -1")
    }
    var result: [Int] = []
    for (axis, extent) in wanted.enumerated() {
      if extent == 0, !takesZero {
        guard axis < extents.count else { throw refusal() }
        result.append(extents[axis])
      } else {
        guard extent >= -1 else { throw refusal() }
        result.append(extent)
      }
    }
    let unknown = result.indices.filter { result[$0] == -1 }
    let limit = NetworkLimits.constants * images
    guard unknown.count <= 1, let count = elementCount(extents, limit: limit),
      let known = elementCount(result.filter { $0 != -1 }, limit: limit)
    else { throw refusal() }
    if let place = unknown.first {
      guard known > 0, count.isMultiple(of: known) else { throw refusal() }
      result[place] = count / known
    } else if known != count {
      // Such a file declares any number of images and can run with one alone, as exporters write it
      // that were given an example of one image.
      if fixedBatch == nil, known == elementCount(shape(of: value)) { throw SingleImageFile() }
      throw refusal()
    }
    return try refilled(value, result, node)
  }

  mutating func squeezed(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 13 ? 1...1 : 1...2)
    let value = try node.value(0)
    let extents = extents(of: value)
    // Without axes every extent of 1 goes, also that of the batch of a file for one image.
    let axes =
      try node.integers(attribute: opset < 13 ? "axes" : nil, input: 1)
      .map { try node.axes($0, rank: extents.count) }
      ?? extents.indices.filter { extents[$0] == 1 }
    try keepBatch(of: value, from: axes, node)
    guard axes.allSatisfy({ extents[$0] == 1 }) else {
      throw node.refusal(
        "the axes \(axes) of \(extents) are not all 1", accepted: "axes of extent 1")
    }
    return try refilled(
      value, extents.indices.filter { !axes.contains($0) }.map { extents[$0] }, node)
  }

  mutating func unsqueezed(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 13 ? 1...1 : 2...2)
    let value = try node.value(0)
    let extents = extents(of: value)
    guard let listed = try node.integers(attribute: opset < 13 ? "axes" : nil, input: 1) else {
      throw node.refusal("the axes are missing")
    }
    let rank = extents.count + listed.count
    let axes = Set(try node.axes(listed, rank: rank))
    var rest = extents.makeIterator()
    return try refilled(
      value, (0..<rank).map { axes.contains($0) ? 1 : rest.next() ?? 1 }, node)
  }

  mutating func transposed(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let order = try node.attributes.integers("perm") ?? shape.indices.reversed()
    guard order.sorted() == Array(shape.indices) else {
      throw node.refusal("perm is \(order)", accepted: "a permutation of the \(shape.count) axes")
    }
    return try transposed(value, order, node)
  }

  /// The axes of a value in another order.
  mutating func transposed(_ value: GraphValue, _ order: [Int], _ node: NodeReader) throws
    -> GraphValue
  {
    let shape = shape(of: value)
    let place = batch(of: value).flatMap { batch in
      order.firstIndex(of: batch.axis).map { BatchPlace(axis: $0, inner: batch.inner) }
    }
    // Axes of extent 1 may move without a number moving.
    let moving = order.filter { shape[$0] != 1 }
    if moving == moving.sorted() {
      return try moved(
        value, Rearrangement(reshapedTo: order.map { shape[$0] }), batch: place, node)
    }
    return try moved(
      value, rearrangement(node, of: shape, picks: allPlaces(shape), order: order), batch: place,
      node)
  }

  mutating func sliced(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 10 ? 1...1 : 3...5)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let whole = extents(of: value)
    let batch = batch(of: value)
    let types: [ElementType] = [.int32, .int64]
    let isOld = opset < 10
    guard
      let starts = try node.integers(attribute: isOld ? "starts" : nil, input: 1, types: types),
      let ends = try node.integers(
        attribute: isOld ? "ends" : nil, input: 2, types: types, mayBeBatch: true)
    else { throw node.refusal("starts or ends are missing") }
    let listed =
      try node.integers(attribute: isOld ? "axes" : nil, input: 3, types: types)
      ?? Array(starts.indices)
    let steps =
      try node.optionalIntegers(4, types: types) ?? [Int](repeating: 1, count: starts.count)
    let batchEnds = try node.optionalConstant(2)?.batchPlaces
    let axes = try node.axes(listed, rank: shape.count)
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count,
      steps.allSatisfy({ $0 != 0 && $0 != Int.min })
    else {
      throw node.refusal(
        "starts \(starts), ends \(ends), axes \(listed), steps \(steps)",
        accepted: "lists of one length, no step 0")
    }
    var picks = allPlaces(shape)
    for (index, axis) in axes.enumerated() {
      if axis == batch?.axis {
        // Only what keeps every image of any batch is no change of the batch.
        let isMarked = batchEnds?[index] == true || fixedBatch != nil
        let isWhole =
          starts[index] == 0 && steps[index] == 1
          && ends[index] >= (isMarked ? whole[axis] : Int(Int32.max))
        if !isWhole { try keepBatch(of: value, from: [axis], node) }
        continue
      }
      guard batchEnds?[index] != true else {
        throw node.refusal(
          "the end depends on the number of images", accepted: "the same for every batch")
      }
      let extent = shape[axis]
      func placed(_ position: Int) -> Int {
        position < 0 ? max(position, -extent - 1) + extent : min(position, extent)
      }
      let step = min(max(steps[index], -1 << 40), 1 << 40)
      let places =
        step > 0
        ? Array(stride(from: max(placed(starts[index]), 0), to: placed(ends[index]), by: step))
        : Array(
          stride(from: min(placed(starts[index]), extent - 1), to: placed(ends[index]), by: step))
      picks[axis] = places.filter { (0..<extent).contains($0) }.map { Int32(clamping: $0) }
    }
    return try moved(
      value, rearrangement(node, of: shape, picks: picks, order: Array(shape.indices)),
      batch: batch, node)
  }

  mutating func padded(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 11 ? 1...1 : opset < 18 ? 2...3 : 2...4)
    let value = try node.value(0)
    let shape = try node.shape(0)
    guard let pads = try node.integers(attribute: opset < 11 ? "pads" : nil, input: 1) else {
      throw node.refusal("pads are missing")
    }
    let axes =
      try node.optionalIntegers(3, types: [.int32, .int64])
      .map { try node.axes($0, rank: shape.count) } ?? Array(shape.indices)
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ (-NetworkLimits.window...NetworkLimits.window).contains($0) })
    else {
      throw node.refusal(
        "pads are \(pads)", accepted: "\(2 * axes.count) integers, each at most 2^20")
    }
    let type = try node.elementType(0)
    let fill =
      try opset < 11 ? node.attributes.number("value") : node.optionalScalar(2, types: [type])
    let mode: PaddingMode
    switch try node.attributes.text("mode") ?? "constant" {
    case "constant": mode = .constant(fill ?? 0)
    case "reflect": mode = .reflection
    case "edge": mode = .edge
    case "wrap" where opset >= 19: mode = .torus
    case let other:
      throw node.refusal(
        "the mode is \(other)",
        accepted: "constant, reflect, edge" + (opset < 19 ? "" : ", wrap"))
    }
    var padding = shape.map { _ in (0, 0) }
    for (index, axis) in axes.enumerated() {
      padding[axis] = (pads[index], pads[index + axes.count])
    }
    try keepBatch(of: value, from: padding.indices.filter { padding[$0] != (0, 0) }, node)
    return try moved(
      value, padded(shape, by: padding, mode: mode, node), batch: batch(of: value), node)
  }

  enum PaddingMode {
    case constant(Float)
    case reflection
    case edge
    /// The places repeat as on a torus.
    case torus
  }

  /// Adds places before and after each axis; negative counts remove places.
  func padded(
    _ shape: [Int], by padding: [(Int, Int)], mode: PaddingMode, _ node: NodeReader
  ) throws -> Rearrangement {
    var fill: Float = 0
    if case .constant(let value) = mode { fill = value }
    let counts = zip(shape, padding).map { $0 + $1.0 + $1.1 }
    guard elementCount(counts) != nil else {
      throw node.refusal(
        "the padded shape \(counts)", accepted: "at most 2^26 numbers, none negative")
    }
    var picks: [[Int32]] = []
    for (extent, (before, after)) in zip(shape, padding) {
      if case .reflection = mode, max(before, after) >= max(extent, 1) {
        throw node.refusal("a reflection of \(max(before, after)) places of \(extent)")
      }
      picks.append(
        (-before..<extent + after).map { place in
          let source =
            switch mode {
            case .constant: (0..<extent).contains(place) ? place : -1
            case .reflection:
              place < 0 ? -place : place >= extent ? 2 * (extent - 1) - place : place
            case .edge: min(max(place, 0), extent - 1)
            case .torus: (place % extent + extent) % extent
            }
          return Int32(clamping: source)
        })
    }
    return try rearrangement(node, of: shape, picks: picks, order: Array(shape.indices), fill: fill)
  }
}
