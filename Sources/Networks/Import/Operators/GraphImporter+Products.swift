extension GraphImporter {
  mutating func convolution(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    let operand = try node.floats(0)
    let shape = try node.shape(0)
    guard shape.count == 3 || shape.count == 4, shape[0] == 1 else {
      throw node.refusal(
        "the input has the shape \(shape) for one image", accepted: "1-D or 2-D convolution")
    }
    try keepBatchFirst(of: operand, node)
    let kernel = try node.constant(1)
    guard kernel.shape.count == shape.count, !kernel.shape.contains(0) else {
      throw node.refusal(
        "the kernel has the shape \(kernel.shape)",
        accepted: "\(shape.count) positive extents: outputs × channels × kernel")
    }
    let groups = try node.attributes.integer("group", in: 1...NetworkLimits.window) ?? 1
    let channels = kernel.shape[1]
    let (needed, overflow) = channels.multipliedReportingOverflow(by: groups)
    guard !overflow, needed == shape[1], kernel.shape[0].isMultiple(of: groups) else {
      throw node.refusal(
        "\(shape[1]) channels and \(kernel.shape[0]) outputs in \(groups) groups of a kernel for "
          + "\(channels) channels",
        accepted: "channels = groups × kernel channels, outputs a multiple of the groups")
    }
    var window = try readWindow(node, shape: shape, kernel: Array(kernel.shape.dropFirst(2)))
    let outputs = kernel.shape[0] / groups
    let inputs = channels * window.kernelCount
    guard let numbers = try node.finiteNumbers(1, count: kernel.count) else {
      throw node.refusal("the kernel is missing")
    }
    let weights = (0..<groups).map { group in
      Self.transposed(
        numbers[(group * outputs * inputs)..<((group + 1) * outputs * inputs)], rows: outputs,
        columns: inputs)
    }
    let bias = try node.finiteNumbers(2, count: kernel.shape[0])
    let spatial =
      shape.count == 3 ? [window.columns.output] : [window.rows.output, window.columns.output]
    guard case .activation(var value) = operand else {
      guard window.positions * inputs <= NetworkLimits.elements else {
        throw node.refusal(
          "\(window.positions) patches of \(inputs) constants", accepted: "at most 2^26 numbers")
      }
      return try result(
        of: .kernel(
          PatchProduct(window: window, channels: channels, weights: weights, bias: bias)),
        [operand], shape: [1, kernel.shape[0]] + spatial, batch: nil, node)
    }
    let rows = window.rows
    let columns = window.columns
    // oneDNN's fast kernels expect a padding shorter than the kernel: pad beforehand otherwise.
    if [rows, columns].contains(where: { max($0.paddingBefore, $0.neededPaddingAfter) >= $0.extent }
    ) {
      let padding = (0..<shape.count).map { axis in
        switch axis {
        case shape.count - 1: (columns.paddingBefore, columns.neededPaddingAfter)
        case 2: (rows.paddingBefore, rows.neededPaddingAfter)
        default: (0, 0)
        }
      }
      let rearrangement = try padded(shape, by: padding, mode: .constant(0), node)
      guard
        case .activation(let paddedValue) = try addStep(
          .rearrangement(rearrangement), [.value(value)], shape: rearrangement.shape,
          batch: graph.batches[value], node)
      else { throw node.refusal("the padding failed") }
      value = paddedValue
      for path in [\Window.rows, \Window.columns] {
        window[keyPath: path].input +=
          window[keyPath: path].paddingBefore + window[keyPath: path].neededPaddingAfter
        window[keyPath: path].paddingBefore = 0
        window[keyPath: path].paddingAfter = 0
      }
    }
    return try addLayer(
      LayerDraft(
        name: node.name, kind: .convolution, inputs: inputs, outputs: outputs, groups: groups,
        positions: window.positions, weights: weights, bias: bias,
        weightSteps: Self.outputSteps(kernel.steps, outputs: kernel.shape[0], areRows: true),
        place: node.place(
          weights: LayerPlace.Part(operand: 1, shape: kernel.shape, isTransposed: true),
          bias: LayerPlace.Part(operand: 2, shape: [kernel.shape[0]]))),
      value,
      MatrixOperation(
        layer: drafts.count, window: window, groupChannels: channels, positions: window.positions),
      shape: [1, kernel.shape[0]] + spatial, batch: graph.batches[value], node)
  }

  mutating func addLayer(
    _ draft: LayerDraft, _ value: Int, _ operation: MatrixOperation, shape: [Int],
    batch: BatchPlace?, _ node: NodeReader
  ) throws -> GraphValue {
    drafts.append(draft)
    return try addStep(
      .matrix(operation), [.value(value)], shape: shape, type: graph.types[value], batch: batch,
      node)
  }

  /// The step of each output's weights, where each has one alone.
  ///
  /// - Parameters:
  ///   - steps: The step of each weight of a matrix, row-major; nil if none is stated.
  ///   - outputs: The number of outputs.
  ///   - areRows: Whether an output's weights are a row, instead of a column.
  /// - Returns: As many steps, above 0; nil if none are stated or one output has several.
  static func outputSteps(_ steps: [Float]?, outputs: Int, areRows: Bool) -> [Float]? {
    guard let steps, steps.count >= outputs else { return nil }
    let inputs = steps.count / outputs
    var found: [Float] = []
    for output in 0..<outputs {
      let places =
        areRows
        ? stride(from: output * inputs, to: (output + 1) * inputs, by: 1)
        : stride(from: output, to: steps.count, by: outputs)
      let own = Set(places.lazy.map { steps[$0] }.filter { $0 > 0 })
      guard own.count == 1, let step = own.first else { return nil }
      found.append(step)
    }
    return found
  }

  static func transposed(_ matrix: ArraySlice<Float>, rows: Int, columns: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: rows * columns) { result, count in
      matrix.withUnsafeBufferPointer { matrix in
        for row in 0..<rows {
          for column in 0..<columns {
            result[column * rows + row] = matrix[row * columns + column]
          }
        }
      }
      count = rows * columns
    }
  }
}
