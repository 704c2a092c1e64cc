extension GraphImporter {
  /// A transposed convolution: each position's channels times a stored matrix, on arrays, and the
  /// patches that come out added where they overlap, digitally.
  mutating func transposedConvolution(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    guard shape.count == 3 || shape.count == 4, shape[0] == 1 else {
      throw node.refusal(
        "the input has the shape \(shape) for one image",
        accepted: "1-D or 2-D transposed convolution")
    }
    try keepBatchFirst(of: .activation(value), node)
    let kernel = try node.constant(1)
    let groups = try node.attributes.integer("group", in: 1...NetworkLimits.window) ?? 1
    guard kernel.shape.count == shape.count, !kernel.shape.contains(0),
      kernel.shape[0] == shape[1], shape[1].isMultiple(of: groups)
    else {
      throw node.refusal(
        "\(shape[1]) channels in \(groups) groups and a kernel of the shape \(kernel.shape)",
        accepted: "channels × outputs × kernel, channels a multiple of the groups")
    }
    let window = try readTransposedWindow(
      node, shape: shape, kernel: Array(kernel.shape.dropFirst(2)))
    guard let numbers = try node.finiteNumbers(1, count: kernel.count) else {
      throw node.refusal("the kernel is missing")
    }
    let channels = shape[1] / groups
    let outputs = kernel.shape[1]
    let patch = outputs * window.kernelCount
    let weights = (0..<groups).map { group in
      Array(numbers[(group * channels * patch)..<((group + 1) * channels * patch)])
    }
    let places = Window(
      rows: WindowAxis(input: window.rows.output, output: window.rows.output),
      columns: WindowAxis(input: window.columns.output, output: window.columns.output))
    let spatial = Array(shape[2...])
    let patches = try addLayer(
      LayerDraft(
        name: node.name, kind: .transposedConvolution, inputs: channels, outputs: patch,
        groups: groups, positions: places.positions, weights: weights, bias: nil,
        place: node.place(weights: LayerPlace.Part(operand: 1, shape: kernel.shape))), value,
      MatrixOperation(
        layer: drafts.count, window: places, groupChannels: channels, positions: places.positions),
      shape: [1, groups * patch] + spatial, batch: graph.batches[value], node)
    let result =
      shape.count == 3 ? [window.columns.input] : [window.rows.input, window.columns.input]
    let all = groups * outputs
    let sum = try self.result(
      of: .kernel(OverlapAddition(window: window, channels: all)), [patches],
      shape: [1, all] + result, batch: graph.batches[value], node)
    guard let bias = try node.finiteNumbers(2, count: all) else { return sum }
    let spread = ConstantTensor(
      shape: [1, all] + result.map { _ in 1 }, storage: .floats(bias), type: type(of: sum))
    return try combined(sum, .constant(spread), .add, node)
  }

  /// The window that would take the input's places as its positions out of the result.
  private func readTransposedWindow(_ node: NodeReader, shape: [Int], kernel: [Int]) throws
    -> Window
  {
    let count = kernel.count
    func list(_ name: String, count: Int, from lowest: Int, standard: Int) throws -> [Int] {
      let values =
        try node.attributes.integers(name) ?? [Int](repeating: standard, count: count)
      guard values.count == count,
        values.allSatisfy({ (lowest...NetworkLimits.window).contains($0) })
      else {
        throw node.refusal("\(name) is \(values)", accepted: "\(count) integers from \(lowest)")
      }
      return values
    }
    if let stated = try node.attributes.integers("kernel_shape"), stated != kernel {
      throw node.refusal("kernel_shape is \(stated)", accepted: "\(kernel), as the weights have it")
    }
    let strides = try list("strides", count: count, from: 1, standard: 1)
    let dilations = try list("dilations", count: count, from: 1, standard: 1)
    let more = try list("output_padding", count: count, from: 0, standard: 0)
    let pads = try list("pads", count: 2 * count, from: 0, standard: 0)
    let wanted = try node.attributes.integers("output_shape")
    let automatic = try node.attributes.text("auto_pad") ?? "NOTSET"
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(automatic),
      wanted.map({ $0.count == count }) ?? true
    else {
      throw node.refusal(
        "auto_pad is \(automatic), output_shape is \(wanted ?? [])",
        accepted: "NOTSET, VALID, SAME_UPPER, SAME_LOWER, \(count) extents")
    }
    let axes = try (0..<count).map { axis in
      var window = WindowAxis(
        input: 0, kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis],
        output: shape[axis + 2])
      let whole = (window.output - 1) * window.stride + more[axis] + window.extent
      if wanted != nil || automatic.hasPrefix("SAME") {
        window.input = wanted?[axis] ?? window.output * window.stride
        let total = max(0, whole - window.input)
        window.paddingBefore = automatic == "SAME_UPPER" ? total / 2 : total - total / 2
        guard total.isMultiple(of: 2) else {
          throw node.refusal(
            "an odd padding of \(total) places that the file leaves to the reader",
            accepted: "pads, or an even padding")
        }
        guard window.input <= whole else {
          throw node.refusal("an output of \(window.input) of \(whole) places", accepted: "fewer")
        }
      } else {
        window.paddingBefore = automatic == "VALID" ? 0 : pads[axis]
        window.input = whole - (automatic == "VALID" ? 0 : pads[axis] + pads[axis + count])
      }
      guard (1...NetworkLimits.elements).contains(window.input) else {
        throw node.refusal("an output of \(window.input) places", accepted: "at least one")
      }
      return window
    }
    return count == 1
      ? Window(rows: WindowAxis(input: 1), columns: axes[0])
      : Window(rows: axes[0], columns: axes[1])
  }
}
