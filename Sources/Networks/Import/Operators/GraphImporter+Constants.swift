/// Constants, types and extents.
extension GraphImporter {
  func identity(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    return try node.value(0)
  }

  func dropout(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...3)
    for name in ["ratio", "seed", "is_test"] { node.attributes.ignore(name) }
    if let training = try node.optionalScalar(2, types: [.bool]), training != 0 {
      throw node.refusal("training mode", accepted: "inference")
    }
    return try node.value(0)
  }

  func constant(_ node: NodeReader) throws -> GraphValue {
    try node.expect(0...0)
    let attributes = node.attributes
    if let proto = try attributes.tensor("value") {
      let location = NodeReader.location(name: node.name, type: node.type, inputShapes: [])
      return .constant(
        try TensorReader(source: source, external: external).constant(proto, location: location))
    }
    if let value = try attributes.number("value_float") {
      return .constant(ConstantTensor(shape: [], storage: .floats([value])))
    }
    if let value = try attributes.integer("value_int") {
      return .constant(ConstantTensor(shape: [], storage: .integers([value])))
    }
    if let values = try attributes.numbers("value_floats") {
      guard !values.contains(where: \.isNaN) else { throw node.refusal("a number that is NaN") }
      return .constant(ConstantTensor(shape: [values.count], storage: .floats(values)))
    }
    if let values = try attributes.integers("value_ints") {
      return .constant(ConstantTensor(shape: [values.count], storage: .integers(values)))
    }
    throw node.refusal("the constant has no value", accepted: "a tensor or numbers")
  }

  /// The extents of a tensor for all images.
  func shape(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.value(0)
    let extents = extents(of: value)
    let rank = extents.count
    let start = opset < 15 ? 0 : try node.attributes.integer("start") ?? 0
    let end = opset < 15 ? rank : try node.attributes.integer("end") ?? rank
    let from = min(max(start < -rank ? 0 : start < 0 ? start + rank : start, 0), rank)
    let to = min(max(end < -rank ? 0 : end < 0 ? end + rank : end, 0), rank)
    let range = from..<max(from, to)
    let isFree = fixedBatch == nil
    let batch = batch(of: value)
    return .constant(
      ConstantTensor(
        shape: [range.count], storage: .integers(Array(extents[range])),
        batchPlaces: range.map { isFree && $0 == batch?.axis }))
  }

  /// The number of places of a tensor for all images.
  func size(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.value(0)
    let count = extents(of: value).reduce(1, *)
    return .constant(
      ConstantTensor(
        shape: [], storage: .integers([count]),
        batchPlaces: [fixedBatch == nil && batch(of: value) != nil]))
  }

  /// One number, zero unless it is stated, at every place of a shape.
  func constantOfShape(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    guard let extents = try node.optionalIntegers(0, mayBeBatch: true) else {
      throw node.refusal("the shape is missing")
    }
    let shape = try node.shapeForOneImage(extents, input: 0, images: images)
    guard let count = elementCount(shape) else {
      throw node.refusal("the shape \(shape)", accepted: "at most 2^26 numbers, none negative")
    }
    var number = ConstantTensor(shape: [], storage: .floats([0]))
    if let proto = try node.attributes.tensor("value") {
      let location = NodeReader.location(name: node.name, type: node.type, inputShapes: [])
      number = try TensorReader(source: source, external: external)
        .constant(proto, location: location)
    }
    guard number.count == 1 else {
      throw node.refusal("a value of \(number.count) numbers", accepted: "one number")
    }
    let storage: ConstantTensor.Storage =
      switch number.storage {
      case .floats(let values): .floats([Float](repeating: values[0], count: count))
      case .integers(let values): .integers([Int](repeating: values[0], count: count))
      }
    return .constant(ConstantTensor(shape: shape, storage: storage, type: number.type))
  }

  /// Numbers at equal distances.
  func range(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    let bounds = try (0..<3).map { index in
      let constant = try node.constant(index)
      // Numbers of images, as a gather by computed places has them.
      if constant.dependsOnBatch { throw SingleImageFile() }
      try node.expect(ElementType.numbers, of: constant, input: index)
      guard constant.count == 1, constant.type == (try node.elementType(0)) else {
        throw node.refusal(
          "input \(index) has \(constant.count) numbers of the type \(constant.type)",
          accepted: "one number, all of one type")
      }
      return constant
    }
    let limit = NetworkLimits.elements
    if let integers = bounds.compactMap(\.integers?.first) as [Int]?, integers.count == 3 {
      let (start, end, step) = (integers[0], integers[1], integers[2])
      guard step != 0, [start, end, step].allSatisfy({ $0.magnitude < 1 << 40 }),
        (end - start) / step <= limit
      else { throw node.refusal("from \(start) to \(end) by \(step)", accepted: "2^26 numbers") }
      let numbers = Array(stride(from: start, to: end, by: step))
      return .constant(
        ConstantTensor(shape: [numbers.count], storage: .integers(numbers), type: bounds[0].type))
    }
    let (start, end, step) = (bounds[0].floats[0], bounds[1].floats[0], bounds[2].floats[0])
    let count = max((Double(end) - Double(start)) / Double(step), 0).rounded(.up)
    guard step != 0, count.isFinite, count <= Double(limit) else {
      throw node.refusal("from \(start) to \(end) by \(step)", accepted: "2^26 numbers")
    }
    let numbers = (0..<Int(count)).map { start + Float($0) * step }
    return .constant(
      ConstantTensor(shape: [numbers.count], storage: .floats(numbers), type: bounds[0].type))
  }

  mutating func cast(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    // Both say how numbers become 8-bit floating point, which is refused.
    for name in ["saturate", "round_mode"] { node.attributes.ignore(name) }
    let target = try node.attributes.integer("to") ?? 0
    guard let type = Int32(exactly: target).flatMap(ElementType.init) else {
      throw node.refusal("a cast to the type \(target)", accepted: ElementType.accepted)
    }
    return try cast(try node.value(0), to: type, node)
  }

  mutating func castLike(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    for name in ["saturate", "round_mode"] { node.attributes.ignore(name) }
    return try cast(try node.value(0), to: node.elementType(1), node)
  }

  private mutating func cast(_ value: GraphValue, to type: ElementType, _ node: NodeReader) throws
    -> GraphValue
  {
    switch value {
    case .constant(let constant): return .constant(try cast(constant, to: type, node))
    case .activation(let number):
      let own = graph.types[number]
      if own == type { return value }
      let function: Activation
      if type == .bool {
        function = .truth
      } else if own.isFloatingPoint, !type.isFloatingPoint {
        function = .truncation
      } else {
        // The number stays; that an integer type holds it is checked when it is computed.
        function = .identity
      }
      return try addStep(
        .activation(function), [.value(number)], shape: shape(of: value), type: type,
        batch: batch(of: value), node)
    }
  }

  private func cast(_ constant: ConstantTensor, to type: ElementType, _ node: NodeReader) throws
    -> ConstantTensor
  {
    let storage: ConstantTensor.Storage
    switch type {
    case .float, .double: storage = .floats(constant.floats)
    case .bool: storage = .integers(constant.floats.map { $0 == 0 ? 0 : 1 })
    default:
      let integers =
        constant.integers ?? constant.floats.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      guard integers.count == constant.count,
        integers.allSatisfy({ type.integerRange?.contains($0) ?? true })
      else { throw node.refusal("a number that \(type) does not hold") }
      storage = .integers(integers)
    }
    // Any number of images is true.
    return ConstantTensor(
      shape: constant.shape, storage: storage, type: type,
      batchPlaces: type == .bool ? nil : constant.batchPlaces)
  }
}
