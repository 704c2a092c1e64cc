internal import Configuration

/// A network whose matrix layers go to an engine.
struct EngineExecution {
  let graph: Graph
  let source: String
  /// The number of the first image among all that an engine gets.
  var firstImage = 0

  // Blocks of more than 32 MiB are mapped and unmapped by the C library each time, which costs
  // more than filling them.
  /// The most numbers that one matrix of input vectors holds: 16 MiB.
  private static let vectorElements = 1 << 22
  /// The most numbers that one value of a piece of the batch holds: 16 MiB.
  private static let valueElements = 1 << 22
  /// The most numbers of a value that stays in the cache of a core until the next step reads it: 256 KiB.
  private static let cachedElements = 1 << 16
  /// So many images share what a layer does once for all of them, even if they leave the cache.
  private static let sharingImages = 4

  /// How many images go through the network together.
  var batch: Int {
    let largest = max(graph.shapes.indices.map(graph.count).max() ?? 1, 1)
    let cached = max(Self.cachedElements / largest, Self.sharingImages)
    return max(1, min(256, Self.valueElements / largest, cached))
  }

  /// Computes the logits of some images.
  ///
  /// - Parameters:
  ///   - inputs: The images, one after another.
  ///   - count: Their number.
  ///   - engine: What computes the matrix products.
  /// - Returns: *images × outputs*.
  /// - Throws: Whatever the engine throws; `InputError` if its answer has another shape.
  func run(_ inputs: [Float], count: Int, engine: some MatrixEngine) throws -> [Float] {
    var values: [Int: [Float]] = [0: inputs]
    let readings = graph.readings()
    var waiting = readings
    var limited: Int?
    for (index, step) in graph.steps.enumerated() {
      if case .matrix(let matrix) = step.operation {
        let inputs = read(step.operands[0], values)
        // An activation that only limits is taken along by an engine that can.
        let limits = limits(after: index, readings)
        if let filled = try filled(
          matrix, inputs, count: count, bias: graph.layers[matrix.layer].bias, limits: limits,
          engine: engine)
        {
          values[step.result] = filled
          limited = limits == nil ? nil : index + 1
        } else {
          values[step.result] = try groupProduct(
            matrix, inputs, count: count, bias: graph.layers[matrix.layer].bias, engine: engine)
        }
      } else if limited == index, case .value(let value) = step.operands[0] {
        values[step.result] = values[value]
      } else {
        values[step.result] = try plain(step, values, count: count)
      }
      for case .value(let value) in step.operands {
        waiting[value] -= 1
        if waiting[value] == 0 { values[value] = nil }
      }
    }
    return values[graph.output] ?? []
  }

  /// The limits of the activation that follows a step, where it does nothing but limit and nothing else reads what
  /// it limits.
  private func limits(after index: Int, _ readings: [Int]) -> ClosedRange<Float>? {
    guard index + 1 < graph.steps.count, readings[graph.steps[index].result] == 1,
      case .activation(let activation) = graph.steps[index + 1].operation,
      case .value(graph.steps[index].result) = graph.steps[index + 1].operands[0]
    else { return nil }
    return activation.bounds
  }

  private func read(_ operand: Operand, _ values: [Int: [Float]]) -> [Float] {
    switch operand {
    case .constant(let numbers): return numbers
    case .value(let value):
      guard let numbers = values[value] else {
        preconditionFailure("value \(value) is read before it is computed")
      }
      return numbers
    }
  }

  private func plain(_ step: Step, _ values: [Int: [Float]], count: Int) throws -> [Float] {
    let size = graph.count(step.result)
    let operands = step.operands.map { read($0, values) }
    // A constant is the same for every image.
    let sizes = step.operands.map { operand in
      if case .value(let value) = operand { graph.count(value) } else { 0 }
    }
    let type = graph.types[step.result]
    return try [Float](unsafeUninitializedCapacity: count * size) { target, filled in
      guard let target = target.baseAddress else { return }
      try Self.withPointers(operands) { sources in
        for image in 0..<count {
          try step.refusing(in: source) {
            () throws(KernelRefusal) in
            try PlainKernels.run(
              step.operation, zip(sources, sizes).map { $0 + image * $1 },
              into: target + image * size, count: size)
            try PlainKernels.check(target + image * size, count: size, type: type)
          }
        }
      }
      filled = count * size
    }
  }

  private static func withPointers(
    _ arrays: [[Float]], _ found: [UnsafePointer<Float>] = [],
    _ body: ([UnsafePointer<Float>]) throws -> Void
  ) rethrows {
    guard let first = arrays.first else { return try body(found) }
    try first.withUnsafeBufferPointer { buffer in
      guard let pointer = buffer.baseAddress else { return }
      try withPointers(Array(arrays.dropFirst()), found + [pointer], body)
    }
  }

  /// The outputs of a layer as an engine writes them at once; nil if it cannot.
  private func filled(
    _ matrix: MatrixOperation, _ inputs: [Float], count: Int, bias: [Float]?,
    limits: ClosedRange<Float>?, engine: some MatrixEngine
  ) throws -> [Float]? {
    let layer = graph.layers[matrix.layer]
    let size = count * matrix.positions * outputs(of: matrix)
    var isFilled = false
    let results = try [Float](unsafeUninitializedCapacity: size) { target, filled in
      guard let start = target.baseAddress else { return }
      isFilled = try engine.fill(
        LayerOutputs(
          start, positions: matrix.positions, channels: layer.groups * layer.outputs,
          isPlanar: matrix.window != nil, bias: bias,
          limits: limits ?? -.infinity ... .infinity), layer: layer
      ) {
        self.inputs(
          matrix, inputs, count: count, group: $0, rows: 0..<count * matrix.positions)
      }
      if isFilled { filled = size }
    }
    return isFilled ? results : nil
  }

  /// The input vectors of a group.
  func inputs(
    _ matrix: MatrixOperation, _ inputs: [Float], count: Int, group: Int, rows: Range<Int>
  ) -> LayerInputs {
    let offset = matrix.window.map { group * matrix.groupChannels * $0.inputCount } ?? 0
    var found = LayerInputs(
      inputs, imageSize: inputs.count / max(count, 1), offset: offset, window: matrix.window,
      positions: matrix.positions, width: graph.layers[matrix.layer].inputs, rows: rows)
    found.firstImage = firstImage
    return found
  }

  /// The number of outputs of all groups of a layer.
  func outputs(of matrix: MatrixOperation) -> Int {
    graph.layers[matrix.layer].groups * graph.layers[matrix.layer].outputs
  }

  /// The outputs of a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer's step.
  ///   - inputs: What it multiplies, image after image.
  ///   - count: The number of images.
  ///   - bias: What is added to each output; nil for nothing.
  ///   - engine: What computes the product.
  /// - Returns: The outputs, image after image.
  /// - Throws: Whatever the engine throws; `InputError` if its answer has another shape.
  func product(
    _ matrix: MatrixOperation, _ inputs: [Float], count: Int, bias: [Float]?,
    engine: some MatrixEngine
  ) throws -> [Float] {
    try filled(matrix, inputs, count: count, bias: bias, limits: nil, engine: engine)
      ?? groupProduct(matrix, inputs, count: count, bias: bias, engine: engine)
  }

  private func groupProduct(
    _ matrix: MatrixOperation, _ inputs: [Float], count: Int, bias: [Float]?,
    engine: some MatrixEngine
  ) throws -> [Float] {
    let layer = graph.layers[matrix.layer]
    let positions = matrix.positions
    let vectorCount = count * positions
    var results = [Float](repeating: 0, count: vectorCount * layer.groups * layer.outputs)
    // Whole images, as long as one of them is not too much.
    let most = max(1, Self.vectorElements / max(layer.inputs, 1))
    let block = most < positions ? most : most / max(positions, 1) * positions
    for group in 0..<layer.groups {
      for start in stride(from: 0, to: vectorCount, by: block) {
        let rows = start..<min(start + block, vectorCount)
        let answer = try engine.product(
          layer: layer, group: group,
          inputs: self.inputs(matrix, inputs, count: count, group: group, rows: rows))
        guard answer.shape == [rows.count, layer.outputs] else {
          throw InputError(
            source: source, location: "layer \(layer.name)",
            found: "an engine's answer of the shape \(answer.shape)",
            accepted: "\([rows.count, layer.outputs])")
        }
        place(answer.elements, rows, group: group, layer, matrix, bias: bias, into: &results)
      }
    }
    return results
  }

  /// Puts an answer in its place and adds the bias; a convolution's outputs become channels.
  private func place(
    _ answer: [Float], _ rows: Range<Int>, group: Int, _ layer: MatrixLayer,
    _ matrix: MatrixOperation, bias: [Float]?, into results: inout [Float]
  ) {
    let outputs = layer.outputs
    let channels = layer.groups * outputs
    let positions = matrix.positions
    let biases =
      bias.map { Array($0[group * outputs..<(group + 1) * outputs]) }
      ?? [Float](repeating: 0, count: outputs)
    results.withUnsafeMutableBufferPointer { results in
      answer.withUnsafeBufferPointer { answer in
        guard matrix.window != nil else {
          for place in 0..<answer.count {
            results[rows.lowerBound * outputs + place] = answer[place] + biases[place % outputs]
          }
          return
        }
        var row = rows.lowerBound
        while row < rows.upperBound {
          let (image, position) = row.quotientAndRemainder(dividingBy: positions)
          let count = min(rows.upperBound, (image + 1) * positions) - row
          let source = (row - rows.lowerBound) * outputs
          for output in 0..<outputs {
            let target = (image * channels + group * outputs + output) * positions + position
            let bias = biases[output]
            for place in 0..<count {
              results[target + place] = answer[source + place * outputs + output] + bias
            }
          }
          row += count
        }
      }
    }
  }
}
