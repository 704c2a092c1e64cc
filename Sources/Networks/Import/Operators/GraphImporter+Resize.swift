/// `Resize`: images taken at other places.
extension GraphImporter {
  mutating func resized(_ node: NodeReader) throws -> GraphValue {
    try node.expect(opset < 11 ? 2...2 : 1...4)
    var value = try node.floats(0)
    let shape = try node.shape(0)
    let axes =
      try (opset < 18 ? nil : node.attributes.integers("axes"))
      .map { try node.axes($0, rank: shape.count) } ?? Array(shape.indices)
    if let policy = try opset < 18 ? nil : node.attributes.text("keep_aspect_ratio_policy"),
      policy != "stretch"
    {
      throw node.refusal("keep_aspect_ratio_policy is \(policy)", accepted: "stretch")
    }
    if try opset >= 18 && node.attributes.flag("antialias") {
      throw node.refusal("antialias is 1", accepted: "0")
    }
    if opset >= 11 { _ = try node.optionalConstant(1) }
    let sampling = try AxisSampling(node, opset: opset)
    let scaling = try scaling(node, axes: axes, extents: extents(of: value))
    for (axis, (extent, scale)) in zip(axes, scaling) where scale != 1 || extent != shape[axis] {
      try keepBatch(of: value, from: [axis], node)
      var result = self.shape(of: value)
      let before = result[axis]
      result[axis] = extent
      guard extent > 0, elementCount(result) != nil else {
        throw node.refusal("the result has the shape \(result)", accepted: "1 to 2^26 numbers")
      }
      let kernel = Interpolation(
        outer: result[..<axis].reduce(1, *), extent: before,
        inner: result[(axis + 1)...].reduce(1, *),
        taps: sampling.taps(from: before, to: extent, scale: scale))
      value = try self.result(
        of: .kernel(kernel), [value], shape: result, type: type(of: value),
        batch: batch(of: value), node)
    }
    return value
  }

  /// For each axis how many places it gets, and how many of them there are for one before.
  private func scaling(_ node: NodeReader, axes: [Int], extents: [Int]) throws
    -> [(extent: Int, scale: Float)]
  {
    let scalesInput = opset < 11 ? 1 : 2
    if let constant = try node.optionalConstant(scalesInput), constant.count > 0 {
      try node.expect([.float], of: constant, input: scalesInput)
      guard constant.count == axes.count, !node.hasInput(3),
        constant.floats.allSatisfy({ $0 > 0 && $0 < 65_536 })
      else {
        throw node.refusal("the scales \(constant.floats)", accepted: "\(axes.count) above 0")
      }
      return zip(axes, constant.floats).map { axis, scale -> (extent: Int, scale: Float) in
        let whole = (Float(extents[axis]) * scale).rounded(.down)
        return (scale == 1 ? shapeExtent(node, axis) : Int(whole), scale)
      }
    }
    guard opset >= 11, let sizes = try node.optionalIntegers(3, mayBeBatch: true),
      sizes.count == axes.count
    else { throw node.refusal("scales and sizes are missing", accepted: "one of the two") }
    return zip(axes, sizes).map { axis, size -> (extent: Int, scale: Float) in
      if size == extents[axis] { return (shapeExtent(node, axis), 1) }
      return (size, Float(size) / Float(extents[axis]))
    }
  }

  private func shapeExtent(_ node: NodeReader, _ axis: Int) -> Int {
    node.inputShapes[0]?[axis] ?? 1
  }
}
