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
    return count == 1
      ? Window(rows: WindowAxis(input: 1), columns: axes[0])
      : Window(rows: axes[0], columns: axes[1])
  }

  mutating func pool(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    guard shape.count == 3 || shape.count == 4, node.outputCount == 1 else {
      throw node.refusal(
        "an input of \(shape.count) axes and \(node.outputCount) outputs",
        accepted: "1-D or 2-D pooling with one output")
    }
    let isMaximum = node.type == "MaxPool"
    if isMaximum { node.attributes.ignore("storage_order") }
    let window = try readWindow(
      node, shape: shape, roundsUp: try node.attributes.flag("ceil_mode"))
    for axis in [window.rows, window.columns] {
      guard axis.output <= NetworkLimits.elements,
        (0..<axis.output).allSatisfy({ !axis.taps(at: $0).isEmpty })
      else {
        throw node.refusal("a window lies wholly in the padding", accepted: "a shorter padding")
      }
    }
    let spatial =
      shape.count == 3 ? [window.columns.output] : [window.rows.output, window.columns.output]
    let operation: Operation
    if isMaximum {
      operation = .maximumPool(window, channels: shape[1])
    } else {
      operation = .averagePool(
        window, channels: shape[1],
        countsPadding: try node.attributes.flag("count_include_pad"))
    }
    return try addStep(operation, [.value(value)], shape: [1, shape[1]] + spatial, node)
  }

  mutating func globalPool(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    guard shape.count >= 3 else {
      throw node.refusal("an input of \(shape.count) axes", accepted: "batch, channels and more")
    }
    let count = shape.dropFirst(2).reduce(1, *)
    let ones = [Int](repeating: 1, count: shape.count - 2)
    return try addStep(
      .reduction(
        node.type == "GlobalMaxPool" ? .maximum : .mean, outputs: shape[1], count: count,
        indices: nil), [.value(value)], shape: [1, shape[1]] + ones, node)
  }

  /// A mean, sum or another reduction over axes.
  mutating func reduction(_ reduction: Reduction, _ node: NodeReader) throws -> GraphValue {
    try node.expect(1...2)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    let keeps = try node.attributes.integer("keepdims", in: 0...1) ?? 1 == 1
    let ignoresEmpty = try node.attributes.flag("noop_with_empty_axes")
    let listed = try node.integers(attribute: "axes", input: 1) ?? []
    if listed.isEmpty, ignoresEmpty {
      guard reduction.keepsOne else {
        throw node.refusal("no axes with noop_with_empty_axes", accepted: "axes")
      }
      return .activation(value)
    }
    let axes = Set(try node.axes(listed.isEmpty ? Array(shape.indices) : listed, rank: shape.count))
    guard !axes.contains(0) else {
      throw node.refusal(
        "the axes \(listed) include the batch: images would be mixed", accepted: "other axes")
    }
    let kept = shape.indices.filter { !axes.contains($0) }
    let order = kept + axes.sorted()
    let picks = shape.map { (0..<Int32($0)).map { $0 } }
    let moved = Rearrangement(of: shape, picks: picks, order: order)
    let result =
      keeps
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }
    let isInOrder = order == Array(shape.indices)
    return try addStep(
      .reduction(
        reduction, outputs: kept.map { shape[$0] }.reduce(1, *),
        count: axes.map { shape[$0] }.reduce(1, *), indices: isInOrder ? nil : moved.indices),
      [.value(value)], shape: result, node)
  }
}
