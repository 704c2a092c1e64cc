extension GraphImporter {
  mutating func convolution(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    var value = try node.activation(0)
    let shape = try node.shape(0)
    guard shape.count == 3 || shape.count == 4 else {
      throw node.refusal("the input has \(shape.count) axes", accepted: "1-D or 2-D convolution")
    }
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
          .rearrangement(rearrangement), [.value(value)], shape: rearrangement.shape, node)
      else { throw node.refusal("the padding failed") }
      value = paddedValue
      for path in [\Window.rows, \Window.columns] {
        window[keyPath: path].input +=
          window[keyPath: path].paddingBefore + window[keyPath: path].neededPaddingAfter
        window[keyPath: path].paddingBefore = 0
        window[keyPath: path].paddingAfter = 0
      }
    }
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
    return try addLayer(
      LayerDraft(
        name: node.name, kind: .convolution, inputs: inputs, outputs: outputs, groups: groups,
        positions: window.positions, weights: weights, bias: bias), value,
      MatrixOperation(layer: drafts.count, window: window, groupChannels: channels),
      shape: [1, kernel.shape[0]] + spatial, node)
  }

  mutating func gemm(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...3)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    guard shape.count == 2, try !node.attributes.flag("transA") else {
      throw node.refusal(
        "an input of \(shape.count) axes, or transposed", accepted: "batch × features, transA = 0")
    }
    let matrix = try node.constant(1)
    let isTransposed = try node.attributes.flag("transB")
    guard matrix.shape.count == 2, !matrix.shape.contains(0),
      matrix.shape[isTransposed ? 1 : 0] == shape[1]
    else {
      throw node.refusal(
        "the matrix has the shape \(matrix.shape), transB = \(isTransposed ? 1 : 0)",
        accepted: "a matrix for \(shape[1]) inputs")
    }
    let outputs = matrix.shape[isTransposed ? 0 : 1]
    guard var weights = try node.finiteNumbers(1, count: matrix.count) else {
      throw node.refusal("the matrix is missing")
    }
    if isTransposed { weights = Self.transposed(weights[...], rows: outputs, columns: shape[1]) }
    let alpha = try node.attributes.number("alpha") ?? 1
    let beta = try node.attributes.number("beta") ?? 1
    if alpha != 1 { weights = weights.map { $0 * alpha } }
    var bias: [Float]?
    if let constant = try node.optionalConstant(2) {
      try node.expect([.float], of: constant, input: 2)
      guard let broadcast = Broadcast(constant.shape, [1, outputs]),
        broadcast.shape == [1, outputs]
      else {
        throw node.refusal(
          "the bias has the shape \(constant.shape)", accepted: "[\(outputs)] or [1, \(outputs)]")
      }
      let numbers = constant.floats
      bias = broadcast.left.map { $0.map { numbers[Int($0)] * beta } } ?? numbers.map { $0 * beta }
    }
    guard weights.allSatisfy(\.isFinite), bias?.allSatisfy(\.isFinite) ?? true else {
      throw node.refusal("a weight or bias is infinite", accepted: "finite numbers")
    }
    return try addLayer(
      LayerDraft(
        name: node.name, kind: .gemm, inputs: shape[1], outputs: outputs, groups: 1, positions: 1,
        weights: [weights], bias: bias), value, MatrixOperation(layer: drafts.count),
      shape: [1, outputs], node)
  }

  mutating func matrixProduct(_ node: NodeReader) throws -> GraphValue {
    try node.expect(2...2)
    let value = try node.activation(0)
    let shape = try node.shape(0)
    let matrix = try node.constant(1)
    guard shape.count >= 2, matrix.shape.count == 2, !matrix.shape.contains(0),
      matrix.shape[0] == shape.last
    else {
      throw node.refusal(
        "the matrix has the shape \(matrix.shape)",
        accepted: "a constant matrix whose rows are the input's last axis")
    }
    guard let weights = try node.finiteNumbers(1, count: matrix.count) else {
      throw node.refusal("the matrix is missing")
    }
    return try addLayer(
      LayerDraft(
        name: node.name, kind: .matMul, inputs: matrix.shape[0], outputs: matrix.shape[1],
        groups: 1, positions: shape.dropLast().reduce(1, *), weights: [weights], bias: nil), value,
      MatrixOperation(layer: drafts.count), shape: shape.dropLast() + [matrix.shape[1]], node)
  }

  private mutating func addLayer(
    _ draft: LayerDraft, _ value: Int, _ operation: MatrixOperation, shape: [Int],
    _ node: NodeReader
  ) throws -> GraphValue {
    drafts.append(draft)
    return try addStep(.matrix(operation), [.value(value)], shape: shape, node)
  }

  private static func transposed(_ matrix: ArraySlice<Float>, rows: Int, columns: Int) -> [Float] {
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
