internal import CDNNL
internal import Configuration

extension GradientCompiler {
  /// The descriptions of a convolution's numbers, in an order that oneDNN chooses.
  private struct Convolution {
    var source: dnnl_memory_desc_t
    var weights: dnnl_memory_desc_t
    /// The weights as a layer holds them.
    let stored: dnnl_memory_desc_t
    var bias: dnnl_memory_desc_t
    var target: dnnl_memory_desc_t
    let inputShape: [Int]
    let outputShape: [Int]
    let strides: [Int64]
    let dilations: [Int64]
    let before: [Int64]
    let after: [Int64]

    init(
      _ context: DNNLContext, _ layer: MatrixLayer, _ matrix: MatrixOperation, _ window: Window,
      images: Int
    ) throws {
      let (rows, columns) = (window.rows, window.columns)
      inputShape = [images, layer.groups * matrix.groupChannels, rows.input, columns.input]
      outputShape = [images, layer.groups * layer.outputs, rows.output, columns.output]
      source = try context.anyDescription(inputShape)
      target = try context.anyDescription(outputShape)
      let kernel = [layer.outputs, matrix.groupChannels, rows.kernel, columns.kernel]
      let shape = layer.groups == 1 ? kernel : [layer.groups] + kernel
      weights = try context.anyDescription(shape)
      bias = try context.description([layer.groups * layer.outputs])
      // The layer holds, for each group, patch × output.
      var steps = [
        1, window.kernelCount * layer.outputs, columns.kernel * layer.outputs, layer.outputs,
      ]
      if layer.groups > 1 { steps.insert(layer.inputs * layer.outputs, at: 0) }
      stored = try context.description(shape, strides: steps)
      strides = [Int64(rows.stride), Int64(columns.stride)]
      dilations = [Int64(rows.dilation - 1), Int64(columns.dilation - 1)]
      before = [Int64(rows.paddingBefore), Int64(columns.paddingBefore)]
      after = [Int64(rows.neededPaddingAfter), Int64(columns.neededPaddingAfter)]
    }
  }

  /// Numbers of a layer in the order a primitive wants, converted whenever there are new ones.
  private mutating func loaded(
    _ pointer: UnsafeMutablePointer<Float>, _ stored: dnnl_memory_desc_t,
    as wanted: dnnl_memory_desc_t?
  ) throws -> LocatedTensor {
    try converted(context.locate(stored, at: pointer), to: wanted ?? stored, in: \.loading)
  }

  /// Takes gradients from the order a primitive gives them in to that of the layer, and adds them to those of
  /// other steps with the same matrix.
  private mutating func store(
    _ gradients: LocatedTensor, _ description: dnnl_memory_desc_t,
    at pointer: UnsafeMutablePointer<Float>, of layer: MatrixLayer
  ) throws {
    guard isShared(layer) else {
      let target = try context.locate(description, at: pointer)
      backward.append(.primitive(try context.reorder(gradients, into: target)))
      return
    }
    let own = try converted(gradients, to: description, in: \.backward)
    let count = numberCount(own)
    backward.append(.work { PlainGradients.add(pointer, own.pointer, pointer, count) })
  }

  /// Where the gradient by a bias goes; nil if the layer has none.
  private mutating func biasGradients(
    _ layer: MatrixLayer, _ description: dnnl_memory_desc_t
  ) throws -> (target: LocatedTensor, store: Action?)? {
    guard let place = parameters.biasGradients(layer.index) else { return nil }
    guard isShared(layer) else { return (try context.locate(description, at: place), nil) }
    let own = try context.locate(description)
    let count = numberCount(own)
    return (own, .work { PlainGradients.add(place, own.pointer, place, count) })
  }

  private func append(
    _ plan: DNNLContext.Plan, _ arguments: [(Int32, LocatedTensor)],
    to actions: inout [Action]
  ) {
    actions.append(.primitive(context.bind(plan, arguments)))
  }

  // MARK: - Convolutions

  /// The input of a convolution in the order it wants; a row of numbers is an image of one row.
  private mutating func input(
    _ value: Int, _ shape: [Int], as wanted: dnnl_memory_desc_t
  ) throws -> LocatedTensor {
    if graph.shapes[value].count == 4 { return try ordered(value, wanted) }
    let image = try context.locate(context.description(shape), at: plain(value).pointer)
    return try converted(image, to: wanted, in: \.forward)
  }

  mutating func addConvolution(_ index: Int, _ step: Step, _ matrix: MatrixOperation) throws {
    guard case .value(let value) = step.operands[0], let window = matrix.window else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try Convolution(context, layer, matrix, window, images: images)
    var operation = dnnl_convolution_desc_t()
    let status = withUnsafePointer(to: &shape.bias) { bias in
      dnnl_dilated_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &shape.source, &shape.weights,
        layer.bias == nil ? nil : bias, &shape.target, shape.strides, shape.dilations, shape.before,
        shape.after)
    }
    try DNNLContext.check(status, step.name)
    let plan = try context.plan(&operation, isTrained: true, what: step.name)
    plans[index] = plan
    let output = try context.locate(plan.target ?? context.description(shape.outputShape))
    var arguments: [(Int32, LocatedTensor)] = [
      (
        DNNL_ARG_SRC,
        try input(
          value, shape.inputShape, as: plan.source ?? context.description(shape.inputShape))
      ),
      (
        DNNL_ARG_WEIGHTS,
        try loaded(parameters.weights(layer.index), shape.stored, as: plan.weights)
      ),
      (DNNL_ARG_DST, output),
    ]
    if let bias = parameters.bias(layer.index) {
      arguments.append((DNNL_ARG_BIAS, try context.locate(shape.bias, at: bias)))
    }
    append(plan, arguments, to: &forward)
    if graph.shapes[step.result].count == 4 {
      locate(step.result, at: output)
    } else {
      let rows = try converted(output, to: context.description(shape.outputShape), in: \.forward)
      locate(
        step.result, at: try context.locate(plainDescription(step.result), at: rows.pointer))
    }
  }

  mutating func addConvolutionGradients(
    _ index: Int, _ step: Step, _ matrix: MatrixOperation, _ gradient: LocatedTensor
  ) throws {
    guard case .value(let value) = step.operands[0], let window = matrix.window else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try Convolution(context, layer, matrix, window, images: images)
    let isFlat = graph.shapes[step.result].count != 4
    let own =
      isFlat
      ? try context.locate(
        context.description(shape.outputShape),
        at: converted(gradient, to: plainDescription(step.result), in: \.backward).pointer)
      : gradient

    var operation = dnnl_convolution_desc_t()
    let status = withUnsafePointer(to: &shape.bias) { bias in
      dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &shape.source, &shape.weights,
        layer.bias == nil ? nil : bias, &shape.target, shape.strides, shape.dilations, shape.before,
        shape.after)
    }
    try DNNLContext.check(status, step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    let weights = try context.locate(plan.weights ?? shape.stored)
    var arguments: [(Int32, LocatedTensor)] = [
      (
        DNNL_ARG_SRC,
        try input(
          value, shape.inputShape, as: plan.source ?? context.description(shape.inputShape))
      ),
      (
        DNNL_ARG_DIFF_DST,
        try converted(
          own, to: plan.target ?? context.description(shape.outputShape), in: \.backward)
      ),
      (DNNL_ARG_DIFF_WEIGHTS, weights),
    ]
    let bias = try biasGradients(layer, shape.bias)
    if let bias { arguments.append((DNNL_ARG_DIFF_BIAS, bias.target)) }
    append(plan, arguments, to: &backward)
    if let store = bias?.store { backward.append(store) }
    try store(
      weights, shape.stored, at: parameters.weightGradients(layer.index), of: layer)
    if isTrained(value) { try addInputGradients(index, step, matrix, own, to: value) }
  }

  private mutating func addInputGradients(
    _ index: Int, _ step: Step, _ matrix: MatrixOperation, _ gradient: LocatedTensor, to value: Int
  ) throws {
    guard let window = matrix.window else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try Convolution(context, layer, matrix, window, images: images)
    var operation = dnnl_convolution_desc_t()
    try DNNLContext.check(
      dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &shape.source, &shape.weights, &shape.target,
        shape.strides, shape.dilations, shape.before, shape.after), step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    let target = try context.locate(plan.source ?? context.description(shape.inputShape))
    let arguments: [(Int32, LocatedTensor)] = [
      (
        DNNL_ARG_DIFF_DST,
        try converted(
          gradient, to: plan.target ?? context.description(shape.outputShape), in: \.backward)
      ),
      (
        DNNL_ARG_WEIGHTS,
        try loaded(parameters.weights(layer.index), shape.stored, as: plan.weights)
      ),
      (DNNL_ARG_DIFF_SRC, target),
    ]
    append(plan, arguments, to: &backward)
    guard graph.shapes[value].count != 4 else { return contribute(target, to: value) }
    let rows = try converted(target, to: context.description(shape.inputShape), in: \.backward)
    contribute(try context.locate(plainDescription(value), at: rows.pointer), to: value)
  }

  // MARK: - Products

  /// The descriptions of a product of rows.
  private struct Product {
    var source: dnnl_memory_desc_t
    var weights: dnnl_memory_desc_t
    let stored: dnnl_memory_desc_t
    var bias: dnnl_memory_desc_t
    var target: dnnl_memory_desc_t

    init(
      _ context: DNNLContext, _ layer: MatrixLayer, _ matrix: MatrixOperation, images: Int
    ) throws {
      source = try context.description([images * matrix.positions, layer.inputs])
      target = try context.description([images * matrix.positions, layer.outputs])
      weights = try context.anyDescription([layer.outputs, layer.inputs])
      stored = try context.description(
        [layer.outputs, layer.inputs], strides: [1, layer.outputs])
      bias = try context.description([layer.outputs])
    }
  }

  mutating func addProduct(_ index: Int, _ step: Step, _ matrix: MatrixOperation) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try Product(context, layer, matrix, images: images)
    var operation = dnnl_inner_product_desc_t()
    let status = withUnsafePointer(to: &shape.bias) { bias in
      dnnl_inner_product_forward_desc_init(
        &operation, dnnl_forward_training, &shape.source, &shape.weights,
        layer.bias == nil ? nil : bias, &shape.target)
    }
    try DNNLContext.check(status, step.name)
    let plan = try context.plan(&operation, isTrained: true, what: step.name)
    plans[index] = plan
    let output = try context.locate(shape.target)
    var arguments: [(Int32, LocatedTensor)] = [
      (DNNL_ARG_SRC, try context.locate(shape.source, at: plain(value).pointer)),
      (
        DNNL_ARG_WEIGHTS,
        try loaded(parameters.weights(layer.index), shape.stored, as: plan.weights)
      ),
      (DNNL_ARG_DST, output),
    ]
    if let bias = parameters.bias(layer.index) {
      arguments.append((DNNL_ARG_BIAS, try context.locate(shape.bias, at: bias)))
    }
    append(plan, arguments, to: &forward)
    locate(step.result, at: try context.locate(plainDescription(step.result), at: output.pointer))
  }

  mutating func addProductGradients(
    _ index: Int, _ step: Step, _ matrix: MatrixOperation, _ gradient: LocatedTensor
  ) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try Product(context, layer, matrix, images: images)
    let rows = try converted(gradient, to: plainDescription(step.result), in: \.backward)
    let own = try context.locate(shape.target, at: rows.pointer)
    var operation = dnnl_inner_product_desc_t()
    let status = withUnsafePointer(to: &shape.bias) { bias in
      dnnl_inner_product_backward_weights_desc_init(
        &operation, &shape.source, &shape.weights, layer.bias == nil ? nil : bias, &shape.target)
    }
    try DNNLContext.check(status, step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    let weights = try context.locate(plan.weights ?? shape.stored)
    var arguments: [(Int32, LocatedTensor)] = [
      (DNNL_ARG_SRC, try context.locate(shape.source, at: plain(value).pointer)),
      (DNNL_ARG_DIFF_DST, own), (DNNL_ARG_DIFF_WEIGHTS, weights),
    ]
    let bias = try biasGradients(layer, shape.bias)
    if let bias { arguments.append((DNNL_ARG_DIFF_BIAS, bias.target)) }
    append(plan, arguments, to: &backward)
    if let store = bias?.store { backward.append(store) }
    try store(
      weights, shape.stored, at: parameters.weightGradients(layer.index), of: layer)
    guard isTrained(value) else { return }

    var back = dnnl_inner_product_desc_t()
    try DNNLContext.check(
      dnnl_inner_product_backward_data_desc_init(
        &back, &shape.source, &shape.weights, &shape.target), step.name)
    let data = try context.plan(&back, of: plans[index], what: step.name)
    let target = try context.locate(shape.source)
    append(
      data,
      [
        (DNNL_ARG_DIFF_DST, own),
        (
          DNNL_ARG_WEIGHTS,
          try loaded(parameters.weights(layer.index), shape.stored, as: data.weights)
        ),
        (DNNL_ARG_DIFF_SRC, target),
      ], to: &backward)
    contribute(try context.locate(plainDescription(value), at: target.pointer), to: value)
  }
}
