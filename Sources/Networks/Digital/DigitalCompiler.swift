internal import CDNNL
internal import CKernels

/// Turns a graph into a program: chooses primitives, fuses activations, inserts reorders.
struct DigitalCompiler {
  private let graph: Graph
  private let context: DNNLContext
  private let readings: [Int]
  private var actions: [DigitalProgram.Action] = []
  /// Each value in the orders it exists in; the first is the one it was computed in.
  private var located: [Int: [LocatedTensor]] = [:]
  /// The weights of each layer in the orders they exist in: the steps of a recurrent layer share its
  /// matrix.
  private var weights: [Int: [LocatedTensor]] = [:]
  /// The weights of each layer that Winograd's algorithm multiplies with.
  private var tiled: [Int: UnsafePointer<Float>] = [:]
  /// The bias of each layer.
  private var biases: [Int: LocatedTensor] = [:]
  /// The only step that reads a value.
  private var readers: [Int: Int] = [:]

  init(_ graph: Graph) throws {
    self.graph = graph
    context = try DNNLContext()
    readings = graph.readings()
    for (index, step) in graph.steps.enumerated() {
      for case .value(let value) in step.operands { readers[value] = index }
    }
  }

  /// Makes the program.
  ///
  /// - Parameter source: The file, as messages name it.
  /// - Returns: The program.
  /// - Throws: `UnavailableError` if oneDNN refuses a step.
  mutating func compile(source: String) throws -> DigitalProgram {
    let input = try context.locate(context.description(graph.shapes[0]))
    located[0] = [input]
    var fused: Set<Int> = []
    for (index, step) in graph.steps.enumerated() where !fused.contains(index) {
      var result = step.result
      var activation: Activation?
      if takesActivation(step), readings[result] == 1, let reader = readers[result],
        case .activation(let following) = graph.steps[reader].operation, following.dnnl != nil
      {
        activation = following
        result = graph.steps[reader].result
        fused.insert(reader)
      }
      try add(step, activation: activation, result: result)
    }
    let output = try plain(graph.output)
    try context.settleScratchpad()
    return DigitalProgram(
      source: source, context: context, actions: actions, input: input.pointer,
      output: output.pointer)
  }

  private mutating func add(_ step: Step, activation: Activation?, result: Int) throws {
    switch step.operation {
    case .matrix(let matrix):
      if try addTiledConvolution(step, matrix, activation, result) { return }
      if let window = matrix.window {
        try addConvolution(step, matrix, window, activation, result)
      } else {
        try addProduct(step, matrix, activation, result)
      }
    case .activation(let function)
    where function.dnnl != nil && graph.types[result].isFloatingPoint:
      guard let (kind, alpha, beta) = function.dnnl else { return }
      let source = try native(step.operands[0])
      var operation = dnnl_eltwise_desc_t()
      var description = source.description
      try DNNLContext.check(
        dnnl_eltwise_forward_desc_init(
          &operation, dnnl_forward_inference, kind, &description, alpha, beta), step.name)
      let plan = try context.plan(&operation, activation: nil, what: step.name)
      let target = try context.locate(description)
      append(context.bind(plan, [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, target)]))
      located[result] = [target]
    case .arithmetic where graph.isSum(step):
      try addSum(step, activation, result)
    case .maximumPool(let window, _) where graph.shapes[result].count == 4:
      try addPool(step, window, result)
    case .rearrangement(let rearrangement) where rearrangement.indices == nil:
      guard case .value(let value) = step.operands[0] else { return }
      let source = try plain(value)
      located[result] = [
        try context.locate(context.description(graph.shapes[result]), at: source.pointer)
      ]
    default:
      let sources = try step.operands.map { operand in
        switch operand {
        case .value(let value): return UnsafePointer(try plain(value).pointer)
        case .constant(let numbers): return UnsafePointer(stored(numbers))
        }
      }
      let target = try context.locate(context.description(graph.shapes[result]))
      actions.append(
        .plain(
          DigitalProgram.PlainStep(
            step: step, type: graph.types[result], sources: sources, target: target.pointer,
            count: graph.count(result))))
      located[result] = [target]
    }
  }

  /// Whether the primitive for the step can apply an activation to its result.
  private func takesActivation(_ step: Step) -> Bool {
    if case .matrix = step.operation { true } else { graph.isSum(step) }
  }

  private mutating func append(_ bound: BoundPrimitive) { actions.append(.primitive(bound)) }

  private func stored(_ numbers: [Float]) -> UnsafeMutablePointer<Float> {
    let pointer = context.allocate(bytes: numbers.count * MemoryLayout<Float>.size)
    pointer.update(from: numbers, count: numbers.count)
    return pointer
  }

  // MARK: - Orders

  /// An operand as it was computed; a constant in row-major order.
  private mutating func native(_ operand: Operand) throws -> LocatedTensor {
    switch operand {
    case .value(let value):
      guard let tensor = located[value]?.first else {
        preconditionFailure("value \(value) is read before it is computed")
      }
      return tensor
    case .constant(let numbers):
      return try context.locate(context.description([numbers.count]), at: stored(numbers))
    }
  }

  /// A value in a given order; converted once.
  private mutating func ordered(_ value: Int, _ description: dnnl_memory_desc_t) throws
    -> LocatedTensor
  {
    var wanted = description
    for tensor in located[value] ?? [] {
      var existing = tensor.description
      if dnnl_memory_desc_equal(&existing, &wanted) != 0 { return tensor }
    }
    let source = try native(.value(value))
    let target = try context.locate(description)
    append(try context.reorder(source, into: target))
    located[value, default: []].append(target)
    return target
  }

  /// A value in row-major order.
  private mutating func plain(_ value: Int) throws -> LocatedTensor {
    try ordered(value, context.description(graph.shapes[value]))
  }

  /// Weights in the order a primitive wants; converted at once.
  private func prepared(
    _ numbers: [Float], _ description: dnnl_memory_desc_t, as wanted: dnnl_memory_desc_t?
  ) throws -> LocatedTensor {
    let source = try context.locate(description, at: stored(numbers))
    var (existing, target) = (description, wanted ?? description)
    if dnnl_memory_desc_equal(&existing, &target) != 0 { return source }
    let result = try context.locate(target)
    let reorder = try context.reorder(source, into: result)
    try context.settleScratchpad()
    try context.run(reorder)
    return result
  }

  /// The weights of a layer in the order a primitive wants; converted once.
  private mutating func weights(
    of layer: MatrixLayer, _ numbers: @autoclosure () -> [Float],
    _ description: dnnl_memory_desc_t, as wanted: dnnl_memory_desc_t?
  ) throws -> LocatedTensor {
    var target = wanted ?? description
    for tensor in weights[layer.index] ?? [] {
      var existing = tensor.description
      if dnnl_memory_desc_equal(&existing, &target) != 0 { return tensor }
    }
    let tensor = try prepared(numbers(), description, as: wanted)
    weights[layer.index, default: []].append(tensor)
    return tensor
  }

  private mutating func bias(
    of layer: MatrixLayer, _ description: dnnl_memory_desc_t
  ) throws -> LocatedTensor? {
    guard let numbers = layer.bias else { return nil }
    if let known = biases[layer.index] { return known }
    let tensor = try prepared(numbers, description, as: nil)
    biases[layer.index] = tensor
    return tensor
  }

  // MARK: - Primitives

  private mutating func addConvolution(
    _ step: Step, _ matrix: MatrixOperation, _ window: Window, _ activation: Activation?,
    _ result: Int
  ) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    let isFlat = graph.shapes[value].count == 3
    var shape = try ConvolutionDescription(context, layer, matrix, window, images: 1)
    var operation = try shape.forward(dnnl_forward_inference, what: step.name)
    let plan = try context.plan(&operation, activation: activation, what: step.name)
    let prepared = try self.weights(
      of: layer, layer.groups == 1 ? layer.weights[0] : Array(layer.weights.joined()), shape.stored,
      as: plan.weights)
    var arguments: [(Int32, LocatedTensor)] = [(DNNL_ARG_WEIGHTS, prepared)]
    if let bias = try self.bias(of: layer, shape.bias) { arguments.append((DNNL_ARG_BIAS, bias)) }
    let wantedSource = plan.source ?? shape.source
    let input: LocatedTensor
    if isFlat {
      let rowMajor = try context.locate(
        context.description(shape.inputShape), at: plain(value).pointer)
      input = try converted(rowMajor, to: wantedSource)
    } else {
      input = try ordered(value, wantedSource)
    }
    arguments.append((DNNL_ARG_SRC, input))
    let output = try context.locate(plan.target ?? shape.target)
    arguments.append((DNNL_ARG_DST, output))
    append(context.bind(plan, arguments))
    if isFlat {
      let rowMajor = try converted(output, to: context.description(shape.outputShape))
      located[result] = [
        try context.locate(context.description(graph.shapes[result]), at: rowMajor.pointer)
      ]
    } else {
      located[result] = [output]
    }
  }

  /// Adds a convolution by Winograd's algorithm where that has its shape; whether it has.
  private mutating func addTiledConvolution(
    _ step: Step, _ matrix: MatrixOperation, _ activation: Activation?, _ result: Int
  ) throws -> Bool {
    let layer = graph.layers[matrix.layer]
    guard case .value(let value) = step.operands[0], graph.shapes[value].count == 4,
      let window = matrix.window, let shape = WinogradStep.shape(layer, window, matrix),
      let bounds = activation.map(\.bounds) ?? (-Float.infinity...Float.infinity)
    else { return false }
    let weights = tiledWeights(of: layer, shape)
    let bias = try self.bias(of: layer, context.description([layer.outputs]))
    let input = try ordered(value, context.blockedDescription(graph.shapes[value]))
    let output = try context.locate(context.blockedDescription(graph.shapes[result]))
    let tiles = WinogradStep(
      shape: shape, source: input.pointer, weights: weights, taps: layer.weights[0],
      bias: bias.map { UnsafePointer($0.pointer) },
      bounds: bounds, target: output.pointer)
    context.reserveScratchpad(bytes: tiles.spaceBytes)
    actions.append(.winograd(tiles))
    located[result] = [output]
    return true
  }

  /// The weights of a layer as Winograd's algorithm wants them; transformed once.
  private mutating func tiledWeights(
    of layer: MatrixLayer, _ shape: assay_winograd_shape
  ) -> UnsafePointer<Float> {
    if let known = tiled[layer.index] { return known }
    let place = context.allocate(bytes: WinogradStep.weightBytes(shape))
    WinogradStep.weights(of: layer, shape, into: place)
    tiled[layer.index] = UnsafePointer(place)
    return UnsafePointer(place)
  }

  private mutating func converted(_ tensor: LocatedTensor, to description: dnnl_memory_desc_t)
    throws -> LocatedTensor
  {
    var (existing, wanted) = (tensor.description, description)
    if dnnl_memory_desc_equal(&existing, &wanted) != 0 { return tensor }
    let target = try context.locate(description)
    append(try context.reorder(tensor, into: target))
    return target
  }

  private mutating func addProduct(
    _ step: Step, _ matrix: MatrixOperation, _ activation: Activation?, _ result: Int
  ) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try ProductDescription(context, layer, matrix, images: 1)
    var operation = try shape.forward(dnnl_forward_inference, what: step.name)
    let plan = try context.plan(&operation, activation: activation, what: step.name)
    let input = try context.locate(shape.source, at: plain(value).pointer)
    let output = try context.locate(shape.target)
    var arguments: [(Int32, LocatedTensor)] = [
      (DNNL_ARG_SRC, input), (DNNL_ARG_DST, output),
      (
        DNNL_ARG_WEIGHTS,
        try self.weights(of: layer, layer.weights[0], shape.stored, as: plan.weights)
      ),
    ]
    if let bias = try self.bias(of: layer, shape.bias) { arguments.append((DNNL_ARG_BIAS, bias)) }
    append(context.bind(plan, arguments))
    located[result] = [
      try context.locate(context.description(graph.shapes[result]), at: output.pointer)
    ]
  }

  private mutating func addSum(_ step: Step, _ activation: Activation?, _ result: Int) throws {
    let description: dnnl_memory_desc_t
    if case .value(let value) = step.operands[0] {
      description = try native(.value(value)).description
    } else {
      description = try context.description(graph.shapes[result])
    }
    let operands = try step.operands.map { operand in
      switch operand {
      case .value(let value): return try ordered(value, description)
      case .constant(let numbers):
        let rowMajor = try context.description(graph.shapes[result])
        return try prepared(numbers, rowMajor, as: description)
      }
    }
    var (left, right, sum) = (description, description, description)
    var operation = dnnl_binary_desc_t()
    try DNNLContext.check(
      dnnl_binary_desc_init(&operation, dnnl_binary_add, &left, &right, &sum), step.name)
    let plan = try context.plan(&operation, activation: activation, what: step.name)
    let target = try context.locate(sum)
    append(
      context.bind(
        plan,
        [(DNNL_ARG_SRC_0, operands[0]), (DNNL_ARG_SRC_1, operands[1]), (DNNL_ARG_DST, target)]))
    located[result] = [target]
  }

  private mutating func addPool(_ step: Step, _ window: Window, _ result: Int) throws {
    let source = try native(step.operands[0])
    let (rows, columns) = (window.rows, window.columns)
    var input = source.description
    var output = try context.anyDescription(graph.shapes[result])
    var operation = dnnl_pooling_v2_desc_t()
    try DNNLContext.check(
      dnnl_pooling_v2_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_pooling_max, &input, &output,
        [Int64(rows.stride), Int64(columns.stride)], [Int64(rows.kernel), Int64(columns.kernel)],
        [Int64(rows.dilation - 1), Int64(columns.dilation - 1)],
        [Int64(rows.paddingBefore), Int64(columns.paddingBefore)],
        [Int64(rows.neededPaddingAfter), Int64(columns.neededPaddingAfter)]), step.name)
    let plan = try context.plan(&operation, activation: nil, what: step.name)
    let target = try context.locate(plan.target ?? output)
    append(context.bind(plan, [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, target)]))
    located[result] = [target]
  }
}
