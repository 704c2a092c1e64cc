extension GraphImporter {
  mutating func batchNormalization(_ node: NodeReader) throws -> GraphValue {
    try node.expect(5...5)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    node.attributes.ignore("momentum")
    guard try node.attributes.integer("spatial") ?? 1 == 1 else {
      throw node.refusal("no spatial mode", accepted: "spatial = 1")
    }
    if try node.attributes.integer("training_mode") ?? 0 != 0 {
      return try selfNormalization(node)
    }
    guard !(1..<node.outputCount).contains(where: node.hasOutput) else {
      throw node.refusal("\(node.outputCount) outputs", accepted: "one, as of inference")
    }
    let epsilon = try node.attributes.number("epsilon") ?? 1e-5
    guard shape.count >= 2 else { throw node.refusal("the input has no channels") }
    try keepBatch(of: value, from: [1], node)
    let channels = shape[1]
    var stored: [[Float]] = []
    for index in 1...4 {
      // Mean and variance may have another type from opset 14 on, scale and shift from 15 on.
      let mayDiffer = opset >= (index > 2 ? 14 : 15)
      guard
        let numbers = try node.finiteNumbers(
          index, count: channels, types: mayDiffer ? [.float, .double] : [.float])
      else { throw node.refusal("input \(index) is missing") }
      stored.append(numbers)
    }
    var scale: [Double] = []
    var shift: [Double] = []
    for channel in 0..<channels {
      let variance = Double(stored[3][channel]) + Double(epsilon)
      guard variance > 0 else {
        throw node.refusal(
          "variance + epsilon is \(variance) in channel \(channel)", accepted: "a positive number")
      }
      scale.append(Double(stored[0][channel]) / variance.squareRoot())
      shift.append(Double(stored[1][channel]) - Double(stored[2][channel]) * scale[channel])
    }
    return try result(
      of: .scaling(
        ChannelScaling(
          channels: shape[0] * channels, inner: shape.dropFirst(2).reduce(1, *),
          scale: (0..<shape[0]).flatMap { _ in scale },
          shift: (0..<shape[0]).flatMap { _ in shift })),
      [value], shape: shape, type: node.elementType(0), batch: batch(of: value), node)
  }

  /// A normalization by the input's own statistics, as weights are standardized with it: of a
  /// constant, or of the one image of a file.
  private mutating func selfNormalization(_ node: NodeReader) throws -> GraphValue {
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard batch(of: value) == nil, shape.count >= 2, shape[0] == 1 else {
      throw node.refusal(
        "training mode, where images would be mixed", accepted: "inference, or one image")
    }
    let length = shape.dropFirst(2).reduce(1, *)
    guard let scale = try node.finiteNumbers(1, count: shape[1]),
      let shift = try node.finiteNumbers(2, count: shape[1])
    else { throw node.refusal("scale or shift is missing") }
    func spread(_ numbers: [Float]) -> [Float] {
      numbers.flatMap { [Float](repeating: $0, count: length) }
    }
    let normalization = BlockNormalization(
      length: length, isCentered: true, epsilon: try epsilon(of: node), scale: spread(scale),
      shift: spread(shift))
    return try result(
      of: .blockNormalization(normalization), [value], shape: shape, type: node.elementType(0),
      batch: nil, node)
  }

  /// A normalization over the places of one channel.
  mutating func instanceNormalization(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard shape.count >= 3 else {
      throw node.refusal("an input of \(shape.count) axes", accepted: "batch, channels and more")
    }
    let epsilon = try epsilon(of: node)
    guard let scale = try node.finiteNumbers(1, count: shape[1]),
      let shift = try node.finiteNumbers(2, count: shape[1])
    else { throw node.refusal("scale or shift is missing") }
    let length = shape.dropFirst(2).reduce(1, *)
    try keepBatch(of: value, from: 1..<shape.count, node)
    func spread(_ numbers: [Float]) -> [Float] {
      (0..<shape[0]).flatMap { _ in
        numbers.flatMap { [Float](repeating: $0, count: length) }
      }
    }
    return try result(
      of: .blockNormalization(
        BlockNormalization(
          length: length, isCentered: true, epsilon: epsilon, scale: spread(scale),
          shift: spread(shift))),
      [value], shape: shape, type: node.elementType(0), batch: batch(of: value), node)
  }

  /// A normalization over the last axes, with or without the mean subtracted.
  mutating func layerNormalization(_ node: NodeReader) throws -> GraphValue {
    let isCentered = node.type == "LayerNormalization"
    try node.expect(isCentered ? 2...3 : 2...2)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    let axis = try node.axis(node.attributes.integer("axis") ?? -1, rank: shape.count)
    try keepBatch(of: value, from: axis..<shape.count, node)
    _ = try node.attributes.integer("stash_type", in: 1...1)
    let epsilon = try epsilon(of: node)
    let normalized = Array(shape[axis...])
    func spread(_ index: Int) throws -> [Float]? {
      guard let constant = try node.optionalConstant(index) else { return nil }
      guard let numbers = try node.finiteNumbers(index, count: constant.count),
        let broadcast = Broadcast(constant.shape, shape), broadcast.shape == shape,
        constant.shape.count <= normalized.count
          || constant.shape.dropLast(normalized.count)
            .allSatisfy({ $0 == 1 })
      else {
        throw node.refusal(
          "input \(index) has the shape \(constant.shape)",
          accepted: "a shape that spreads to \(normalized)")
      }
      return broadcast.left.map { $0.map { numbers[Int($0)] } } ?? numbers
    }
    guard let scale = try spread(1) else { throw node.refusal("the scale is missing") }
    return try result(
      of: .blockNormalization(
        BlockNormalization(
          length: normalized.reduce(1, *), isCentered: isCentered, epsilon: epsilon, scale: scale,
          shift: try spread(2))),
      [value], shape: shape, type: node.elementType(0), batch: batch(of: value), node)
  }

  func epsilon(of node: NodeReader) throws -> Float {
    let epsilon = try node.attributes.number("epsilon") ?? 1e-5
    guard epsilon.isFinite, epsilon >= 0 else {
      throw node.refusal("epsilon is \(epsilon)", accepted: "a number from 0")
    }
    return epsilon
  }

  /// A normalization by neighboring channels.
  mutating func localResponse(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard shape.count >= 3, shape[0] == 1 else {
      throw node.refusal("an input of \(shape.count) axes", accepted: "batch, channels and more")
    }
    try keepBatchFirst(of: value, node)
    guard let size = try node.attributes.integer("size", in: 1...NetworkLimits.window) else {
      throw node.refusal("the attribute size is missing")
    }
    let defaults: [(String, Float)] = [("alpha", 0.0001), ("beta", 0.75), ("bias", 1)]
    let parameters = try defaults.map { try node.finiteNumber($0, default: $1) }
    return try result(
      of: .localResponse(
        LocalResponse(
          channels: shape[1], inner: shape.dropFirst(2).reduce(1, *), size: size,
          alpha: parameters[0], beta: parameters[1], bias: parameters[2])),
      [value], shape: shape, batch: batch(of: value), node)
  }
}
