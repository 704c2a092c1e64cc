extension GraphImporter {
  /// An operator that only moves numbers; constants are moved at once.
  mutating func layout(_ node: NodeReader) throws -> GraphValue {
    let shape = try node.shape(0)
    let isConstant = if case .constant? = node.inputs[0] { true } else { false }
    let rearrangement: Rearrangement
    switch node.type {
    case "Flatten": rearrangement = try flattened(node, shape, isConstant: isConstant)
    case "Reshape": rearrangement = try reshaped(node, shape, isConstant: isConstant)
    case "Squeeze": rearrangement = try squeezed(node, shape, isConstant: isConstant)
    case "Unsqueeze": rearrangement = try unsqueezed(node, shape, isConstant: isConstant)
    case "Transpose": rearrangement = try transposed(node, shape, isConstant: isConstant)
    case "Slice": rearrangement = try sliced(node, shape, isConstant: isConstant)
    case "Pad": rearrangement = try padded(node, shape, isConstant: isConstant)
    case "Gather": rearrangement = try gathered(node, shape, isConstant: isConstant)
    default: throw node.refusal("the operator \(node.type) is not supported")
    }
    guard case .constant(let constant)? = node.inputs[0] else {
      return try addStep(
        .rearrangement(rearrangement), [.value(node.activation(0))], shape: rearrangement.shape,
        node)
    }
    return .constant(constant.rearranged(rearrangement))
  }

  func keepBatch(_ touches: Bool, _ isConstant: Bool, _ node: NodeReader) throws {
    guard isConstant || !touches else {
      throw node.refusal("the batch axis is changed: images would be mixed", accepted: "other axes")
    }
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

  private func flattened(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(1...1)
    let stated = try node.attributes.integer("axis") ?? 1
    let axis = stated == shape.count ? stated : try node.axis(stated, rank: shape.count)
    try keepBatch(axis == 0, isConstant, node)
    return Rearrangement(
      reshapedTo: [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)])
  }

  private func reshaped(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(2...2)
    guard var wanted = try node.optionalIntegers(1, mayBeBatch: !isConstant) else {
      throw node.refusal("the shape is missing", accepted: "a constant")
    }
    let batchPlaces = try node.constant(1).batchPlaces
    let takesZero = try node.attributes.flag("allowzero")
    func refusal() -> any Error {
      node.refusal(
        "the numbers of the shape \(shape) do not fill the shape \(wanted)",
        accepted: "as many places; one extent may be -1")
    }
    if !isConstant, let first = wanted.first, first > 0 {
      // The first extent must be the number of images: a file that leaves it free cannot state it.
      guard fixedBatch.map({ $0 == first }) ?? (batchPlaces?[0] == true) else {
        throw node.refusal(
          "the shape is \(wanted), with a first extent that is not the batch: images would be mixed",
          accepted: "a first extent of 0, -1 or the number of images")
      }
      wanted[0] = 1
    }
    guard isConstant || batchPlaces?.dropFirst().contains(true) != true else {
      throw node.refusal(
        "an extent behind the first is the number of images: images would be mixed",
        accepted: "the number of images in the first place alone")
    }
    var result: [Int] = []
    for (axis, extent) in wanted.enumerated() {
      if extent == 0, !takesZero {
        guard axis < shape.count else { throw refusal() }
        result.append(shape[axis])
      } else {
        guard extent >= -1 else { throw refusal() }
        result.append(extent)
      }
    }
    let unknown = result.indices.filter { result[$0] == -1 }
    guard unknown.count <= 1, let count = elementCount(shape, limit: NetworkLimits.constants),
      let known = elementCount(result.filter { $0 != -1 }, limit: NetworkLimits.constants)
    else { throw refusal() }
    if let place = unknown.first {
      guard known > 0, count.isMultiple(of: known) else { throw refusal() }
      result[place] = count / known
    } else if known != count {
      throw refusal()
    }
    return Rearrangement(reshapedTo: result)
  }

  private func squeezed(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(1...2)
    // Without axes every extent of 1 goes, also that of the batch of a file for one image.
    let axes =
      try node.integers(attribute: "axes", input: 1).map { try node.axes($0, rank: shape.count) }
      ?? shape.indices.filter { shape[$0] == 1 && (isConstant || $0 > 0 || fixedBatch == 1) }
    try keepBatch(axes.contains(0), isConstant, node)
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
      throw node.refusal("the axes \(axes) of \(shape) are not all 1", accepted: "axes of extent 1")
    }
    return Rearrangement(
      reshapedTo: shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }

  private func unsqueezed(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(1...2)
    guard let listed = try node.integers(attribute: "axes", input: 1) else {
      throw node.refusal("the axes are missing")
    }
    let rank = shape.count + listed.count
    let axes = Set(try node.axes(listed, rank: rank))
    try keepBatch(axes.contains(0), isConstant, node)
    var rest = shape.makeIterator()
    return Rearrangement(reshapedTo: (0..<rank).map { axes.contains($0) ? 1 : rest.next() ?? 1 })
  }

  private func transposed(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(1...1)
    let order = try node.attributes.integers("perm") ?? shape.indices.reversed()
    guard order.sorted() == Array(shape.indices) else {
      throw node.refusal("perm is \(order)", accepted: "a permutation of the \(shape.count) axes")
    }
    try keepBatch(order.first != 0, isConstant, node)
    return try rearrangement(node, of: shape, picks: allPlaces(shape), order: order)
  }

  private func sliced(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(opset < 10 ? 1...1 : 3...5)
    let types: [ElementType] = [.int32, .int64]
    guard let starts = try node.integers(attribute: "starts", input: 1, types: types),
      let ends = try node.integers(attribute: "ends", input: 2, types: types, mayBeBatch: true)
    else { throw node.refusal("starts or ends are missing") }
    let listed =
      try node.integers(attribute: "axes", input: 3, types: types) ?? Array(starts.indices)
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
      if axis == 0, !isConstant {
        // Only what keeps every image of any batch is no change of the batch.
        let isWhole =
          starts[index] == 0 && steps[index] == 1
          && (batchEnds?[index] == true || ends[index] >= fixedBatch ?? Int(Int32.max))
        try keepBatch(!isWhole, isConstant, node)
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
    return try rearrangement(node, of: shape, picks: picks, order: Array(shape.indices))
  }

  private func padded(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(opset < 11 ? 1...1 : 2...4)
    guard let pads = try node.integers(attribute: "pads", input: 1) else {
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
    let type: ElementType =
      if case .constant(let constant)? = node.inputs[0] { constant.type } else { .float }
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
    guard (fill ?? 0).isFinite else { throw node.refusal("the padding value is infinite") }
    var padding = shape.map { _ in (0, 0) }
    for (index, axis) in axes.enumerated() {
      padding[axis] = (pads[index], pads[index + axes.count])
    }
    try keepBatch(padding.first.map { $0 != (0, 0) } ?? false, isConstant, node)
    return try padded(shape, by: padding, mode: mode, node)
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

  private func gathered(_ node: NodeReader, _ shape: [Int], isConstant: Bool) throws
    -> Rearrangement
  {
    try node.expect(2...2)
    let axis = try node.axis(node.attributes.integer("axis") ?? 0, rank: shape.count)
    try keepBatch(axis == 0, isConstant, node)
    let indices = try node.constant(1)
    try node.expect([.int32, .int64], of: indices, input: 1)
    guard let places = indices.integers,
      places.allSatisfy({ (-shape[axis]..<shape[axis]).contains($0) })
    else {
      throw node.refusal("the indices leave the axis of \(shape[axis])")
    }
    var picks = allPlaces(shape)
    picks[axis] = places.map { Int32(clamping: $0 < 0 ? $0 + shape[axis] : $0) }
    var result = try rearrangement(node, of: shape, picks: picks, order: Array(shape.indices))
    result.shape = Array(shape[..<axis]) + indices.shape + Array(shape[(axis + 1)...])
    return result
  }
}
