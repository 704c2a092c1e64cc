internal import Configuration

/// What a name in the file stands for.
enum GraphValue {
  /// A tensor that depends on the input; its number.
  case activation(Int)
  case constant(ConstantTensor)
}

/// One node while it is read: its inputs, its attributes, and how errors name it.
struct NodeReader {
  let source: String
  let name: String
  let type: String
  /// One entry for each input; nil for one that is left out.
  let inputs: [GraphValue?]
  let inputShapes: [[Int]?]
  let inputTypes: [ElementType?]
  /// The outputs, by their names in the file; empty for one that is left out.
  let outputs: [String]
  let attributes: NodeAttributes
  /// The place among the nodes of the file's graph; nil inside a function.
  let place: Int?

  /// Where messages place a node.
  static func location(name: String, type: String, inputShapes: [[Int]?]) -> String {
    let shapes = inputShapes.map { $0.map { "\($0)" } ?? "none" }.joined(separator: ", ")
    return "node \"\(name)\" (\(type)\(shapes.isEmpty ? "" : "; inputs \(shapes)"))"
  }

  var outputCount: Int { outputs.count }

  /// Whether somebody could read an output.
  func hasOutput(_ index: Int) -> Bool { index < outputs.count && !outputs[index].isEmpty }

  func refusal(_ found: String, accepted: String? = nil) -> InputError {
    InputError(
      source: source,
      location: Self.location(name: name, type: type, inputShapes: inputShapes), found: found,
      accepted: accepted)
  }

  /// A number that an attribute states; not infinite, and not NaN.
  func finiteNumber(_ attribute: String, default value: Float) throws -> Float {
    let stated = try attributes.number(attribute) ?? value
    guard stated.isFinite else {
      throw refusal("\(attribute) is \(stated)", accepted: "a number")
    }
    return stated
  }

  /// Checks the number of inputs.
  func expect(_ range: ClosedRange<Int>) throws {
    guard range.contains(inputs.count) else {
      throw refusal(
        "the node has \(inputs.count) inputs",
        accepted: "\(range.lowerBound) to \(range.upperBound) inputs")
    }
  }

  /// The shape of an input that must be there.
  func shape(_ index: Int) throws -> [Int] {
    guard index < inputs.count, let shape = inputShapes[index] else {
      throw refusal("input \(index) is missing")
    }
    return shape
  }

  /// An input that must be there.
  func value(_ index: Int) throws -> GraphValue {
    _ = try shape(index)
    guard let value = inputs[index] else { throw refusal("input \(index) is missing") }
    return value
  }

  /// Whether there is an input.
  func hasInput(_ index: Int) -> Bool { index < inputs.count && inputs[index] != nil }

  /// The element type of an input that must be there.
  func elementType(_ index: Int) throws -> ElementType {
    _ = try shape(index)
    guard let type = inputTypes[index] else { throw refusal("input \(index) is missing") }
    return type
  }

  /// Checks the element type of an input that must be there.
  func expect(_ types: [ElementType], input index: Int) throws {
    let type = try elementType(index)
    guard types.contains(type) else {
      throw refusal(
        "input \(index) has the element type \(type)",
        accepted: types.map(\.description).joined(separator: ", "))
    }
  }

  /// An input that must be there and be floating point.
  func floats(_ index: Int) throws -> GraphValue {
    try expect(ElementType.floatingPoint, input: index)
    return try value(index)
  }

  /// An input that must be there, depend on the network's input and be floating point.
  func activation(_ index: Int) throws -> Int {
    try expect(ElementType.floatingPoint, input: index)
    guard case .activation(let value) = inputs[index] else {
      throw refusal("input \(index) is a constant", accepted: "a tensor computed from the input")
    }
    return value
  }

  /// An input that is left out or constant.
  func optionalConstant(_ index: Int) throws -> ConstantTensor? {
    guard index < inputs.count, let value = inputs[index] else { return nil }
    guard case .constant(let constant) = value else {
      throw refusal("input \(index) depends on the network's input", accepted: "a constant")
    }
    return constant
  }

  /// An input that must be constant.
  func constant(_ index: Int) throws -> ConstantTensor {
    guard let constant = try optionalConstant(index) else {
      throw refusal("input \(index) is missing", accepted: "a constant")
    }
    return constant
  }

  /// Checks the element type of a constant against those that the operator's definition allows, and
  /// that it is the same for every number of images.
  func expect(
    _ types: [ElementType], of constant: ConstantTensor, input index: Int,
    mayBeBatch: Bool = false
  ) throws {
    guard types.contains(constant.type) else {
      throw refusal(
        "input \(index) has the element type \(constant.type)",
        accepted: types.map(\.description).joined(separator: ", "))
    }
    guard mayBeBatch || !constant.dependsOnBatch else {
      throw refusal(
        "input \(index) depends on the number of images", accepted: "the same for every batch")
    }
  }

  /// A constant of finite numbers with a given count.
  func finiteNumbers(_ index: Int, count: Int, types: [ElementType] = [.float]) throws -> [Float]? {
    guard let constant = try optionalConstant(index) else { return nil }
    try expect(types, of: constant, input: index)
    let values = constant.floats
    guard values.count == count else {
      throw refusal("input \(index) has \(values.count) numbers", accepted: "\(count) numbers")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw refusal("input \(index) holds an infinite number", accepted: "finite numbers")
    }
    return values
  }

  /// A constant list of integers that is an input; nil if it is left out.
  func optionalIntegers(
    _ index: Int, types: [ElementType] = [.int64], mayBeBatch: Bool = false
  ) throws -> [Int]? {
    guard let constant = try optionalConstant(index) else { return nil }
    try expect(types, of: constant, input: index, mayBeBatch: mayBeBatch)
    guard constant.shape.count <= 1 else {
      throw refusal("input \(index) has the shape \(constant.shape)", accepted: "a list")
    }
    return constant.integers
  }

  /// Integers that are an attribute in old opsets and an input in new ones.
  func integers(
    attribute: String?, input index: Int, types: [ElementType] = [.int64],
    mayBeBatch: Bool = false
  ) throws -> [Int]? {
    if let attribute { return try attributes.integers(attribute) }
    return try optionalIntegers(index, types: types, mayBeBatch: mayBeBatch)
  }

  /// The extents of a shape that is an input for one image, where its file counts all images.
  ///
  /// - Parameters:
  ///   - extents: The numbers of the input.
  ///   - index: The input.
  ///   - images: How many images the file counts.
  /// - Returns: The extents.
  /// - Throws: `InputError` if an extent follows from the images but is no multiple of them.
  func shapeForOneImage(_ extents: [Int], input index: Int, images: Int) throws -> [Int] {
    guard let places = try constant(index).batchPlaces else { return extents }
    return try zip(extents, places).map { extent, isCounted in
      guard isCounted else { return extent }
      guard extent.isMultiple(of: images) else {
        throw refusal("an extent that depends on the number of images: images would be mixed")
      }
      return extent / images
    }
  }

  /// A single number that is an input in new opsets.
  func optionalScalar(_ index: Int, types: [ElementType] = [.float]) throws -> Float? {
    guard let constant = try optionalConstant(index) else { return nil }
    try expect(types, of: constant, input: index)
    guard constant.count == 1 else {
      throw refusal("input \(index) has \(constant.count) numbers", accepted: "one number")
    }
    return constant.floats[0]
  }

  /// An axis counted from the front.
  func axis(_ axis: Int, rank: Int, what: String = "axis") throws -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw refusal("\(what) is \(axis)", accepted: "from \(-rank) to \(rank - 1)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Distinct axes counted from the front.
  func axes(_ axes: [Int], rank: Int) throws -> [Int] {
    let positive = try axes.map { try axis($0, rank: rank) }
    guard Set(positive).count == positive.count else {
      throw refusal("the axes \(axes) repeat")
    }
    return positive
  }
}
