extension GraphImporter {
  /// The window of a convolution or a pool.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - shape: The input's shape: batch, channels and one or two axes.
  ///   - kernel: The kernel's extents if they follow from the weights.
  ///   - roundsUp: Whether a last position that is not complete counts.
  /// - Returns: The window; one dimension becomes a single row.
  /// - Throws: `InputError` if an attribute is out of range or nothing fits.
  func readWindow(
    _ node: NodeReader, shape: [Int], kernel: [Int]? = nil, roundsUp: Bool = false
  ) throws -> Window {
    let axes = try readWindowAxes(node, shape: shape, kernel: kernel, roundsUp: roundsUp)
    return axes.count == 1
      ? Window(rows: WindowAxis(input: 1), columns: axes[0])
      : Window(rows: axes[0], columns: axes[1])
  }

  private func readWindowAxes(
    _ node: NodeReader, shape: [Int], kernel: [Int]?, roundsUp: Bool
  ) throws -> [WindowAxis] {
    let count = shape.count - 2
    let limit = NetworkLimits.window
    func list(_ name: String, count: Int, from lowest: Int) throws -> [Int]? {
      guard let values = try node.attributes.integers(name) else { return nil }
      guard values.count == count, values.allSatisfy({ (lowest...limit).contains($0) }) else {
        throw node.refusal(
          "\(name) is \(values)", accepted: "\(count) integers from \(lowest) to \(limit)")
      }
      return values
    }
    let stated = try list("kernel_shape", count: count, from: 1)
    guard let extents = kernel ?? stated, stated == nil || stated == extents,
      extents.allSatisfy({ (1...limit).contains($0) })
    else {
      throw node.refusal(
        "kernel_shape is \(stated.map { "\($0)" } ?? "missing")",
        accepted: kernel.map { "\($0), as the weights have it" } ?? "\(count) positive integers")
    }
    let ones = [Int](repeating: 1, count: count)
    let strides = try list("strides", count: count, from: 1) ?? ones
    let dilations = try list("dilations", count: count, from: 1) ?? ones
    let pads = try list("pads", count: 2 * count, from: 0)
    let automatic = try node.attributes.text("auto_pad") ?? "NOTSET"
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(automatic) else {
      throw node.refusal(
        "auto_pad is \(automatic)", accepted: "NOTSET, VALID, SAME_UPPER, SAME_LOWER")
    }
    var axes: [WindowAxis] = []
    for axis in 0..<count {
      var window = WindowAxis(
        input: shape[axis + 2], kernel: extents[axis], stride: strides[axis],
        dilation: dilations[axis])
      if automatic == "NOTSET", let pads {
        window.paddingBefore = pads[axis]
        window.paddingAfter = pads[axis + count]
      }
      if automatic.hasPrefix("SAME") {
        window.output = (window.input + window.stride - 1) / window.stride
        let total = max(0, (window.output - 1) * window.stride + window.extent - window.input)
        window.paddingBefore = automatic == "SAME_UPPER" ? total / 2 : (total + 1) / 2
        window.paddingAfter = total - window.paddingBefore
      } else {
        let room =
          window.input + window.paddingBefore + window.paddingAfter - window.extent
        guard room >= 0 else {
          throw node.refusal(
            "the kernel spans \(window.extent) of \(window.input) places and their padding",
            accepted: "a kernel that fits")
        }
        window.output = room / window.stride + 1
        // A position that would start behind the input and its padding in front does not count.
        if roundsUp, room % window.stride != 0,
          window.output * window.stride < window.input + window.paddingBefore
        {
          window.output += 1
        }
      }
      axes.append(window)
    }
    return axes
  }

  mutating func pool(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard (3...5).contains(shape.count), !node.hasOutput(1), shape[0] == 1 else {
      throw node.refusal(
        "an input of the shape \(shape) for one image and \(node.outputCount) outputs",
        accepted: "1-D or 2-D pooling with one output")
    }
    try keepBatchFirst(of: value, node)
    let isMaximum = node.type == "MaxPool"
    if isMaximum { node.attributes.ignore("storage_order") }
    let axes = try readWindowAxes(
      node, shape: shape, kernel: nil, roundsUp: try node.attributes.flag("ceil_mode"))
    for axis in axes {
      guard axis.output <= NetworkLimits.elements,
        (0..<axis.output).allSatisfy({ !axis.taps(at: $0).isEmpty })
      else {
        throw node.refusal("a window lies wholly in the padding", accepted: "a shorter padding")
      }
    }
    let spatial = axes.map(\.output)
    let (window, repeats) = try flattened(axes, node)
    let operation: Operation
    if isMaximum {
      operation = .maximumPool(window, channels: shape[1] * repeats)
    } else {
      operation = .averagePool(
        window, channels: shape[1] * repeats,
        countsPadding: try node.attributes.flag("count_include_pad"))
    }
    return try result(
      of: operation, [value], shape: [1, shape[1]] + spatial, batch: batch(of: value), node)
  }

  /// The axes as rows and columns, and how often the window then counts for a channel: axes along
  /// which a window has one place, one after another, are joined.
  private func flattened(_ axes: [WindowAxis], _ node: NodeReader) throws -> (Window, Int) {
    if axes.count == 1 { return (Window(rows: WindowAxis(input: 1), columns: axes[0]), 1) }
    if axes.count == 2 { return (Window(rows: axes[0], columns: axes[1]), 1) }
    func isTrivial(_ axis: WindowAxis) -> Bool {
      axis.kernel == 1 && axis.stride == 1 && axis.paddingBefore + axis.paddingAfter == 0
    }
    if isTrivial(axes[0]) { return (Window(rows: axes[1], columns: axes[2]), axes[0].input) }
    guard isTrivial(axes[1]), isTrivial(axes[2]) else {
      throw node.refusal("a window of three dimensions", accepted: "1-D or 2-D pooling")
    }
    let count = axes[1].input * axes[2].input
    return (Window(rows: axes[0], columns: WindowAxis(input: count, output: count)), 1)
  }

  mutating func globalPool(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard shape.count >= 3 else {
      throw node.refusal("an input of \(shape.count) axes", accepted: "batch, channels and more")
    }
    return try reduced(
      value, over: 2..<shape.count, by: node.type == "GlobalMaxPool" ? .maximum : .mean, node)
  }

  /// A mean, sum or another reduction over axes.
  mutating func reduction(_ reduction: Reduction, _ node: NodeReader) throws -> GraphValue {
    let hasAttribute = opset < (reduction == .sum ? 13 : 18)
    try node.expect(hasAttribute ? 1...1 : 1...2)
    try node.expect(ElementType.numbers, input: 0)
    let value = try node.value(0)
    let rank = try node.shape(0).count
    let keeps = try node.attributes.integer("keepdims", in: 0...1) ?? 1 == 1
    let ignoresEmpty = try !hasAttribute && node.attributes.flag("noop_with_empty_axes")
    let listed = try node.integers(attribute: hasAttribute ? "axes" : nil, input: 1) ?? []
    if listed.isEmpty, ignoresEmpty {
      guard reduction.keepsOne else {
        throw node.refusal("no axes with noop_with_empty_axes", accepted: "axes")
      }
      return value
    }
    return try reduced(
      value, over: node.axes(listed.isEmpty ? Array(0..<rank) : listed, rank: rank), by: reduction,
      keepsAxes: keeps, node)
  }

  /// One number for all places along some axes.
  mutating func reduced(
    _ value: GraphValue, over listed: some Sequence<Int>, by reduction: Reduction,
    keepsAxes: Bool = true, _ node: NodeReader
  ) throws -> GraphValue {
    let shape = shape(of: value)
    let axes = Set(listed)
    try keepBatch(of: value, from: axes, node)
    let type = type(of: value)
    let count = axes.map { shape[$0] }.reduce(1, *)
    guard count > 0, type.isFloatingPoint || reduction.takesIntegers else {
      throw node.refusal(
        "\(count) numbers of the type \(type)", accepted: "at least one number, floating point")
    }
    let kept = shape.indices.filter { !axes.contains($0) }
    let result =
      keepsAxes
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }
    var place = batch(of: value)
    if let batch = place, !keepsAxes, let axis = kept.firstIndex(of: batch.axis) {
      place?.axis = axis
    }
    let order = kept + axes.sorted()
    let isInOrder = order == Array(shape.indices)
    let moved =
      isInOrder ? nil : try rearrangement(node, of: shape, picks: allPlaces(shape), order: order)
    return try self.result(
      of: .reduction(
        reduction, outputs: kept.map { shape[$0] }.reduce(1, *), count: count,
        indices: moved?.indices), [value], shape: result, type: type, batch: place, node)
  }
}
