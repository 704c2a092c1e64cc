internal import CDNNL
internal import Configuration

extension GradientCompiler {
  // MARK: - Convolutions

  mutating func addConvolution(_ index: Int, _ step: Step, _ matrix: MatrixOperation) throws {
    guard case .value(let value) = step.operands[0], let window = matrix.window else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try ConvolutionDescription(context, layer, matrix, window, images: images)
    var operation = try shape.forward(dnnl_forward_training, what: step.name)
    let plan = try context.plan(&operation, isTrained: true, what: step.name)
    plans[index] = plan
    let output = try context.locate(plan.target ?? context.description(shape.outputShape))
    try addProduct(plan, of: input(value, shape, plan), by: layer, shape, into: output)
    if graph.shapes[step.result].count == 4 {
      locate(step.result, at: output)
    } else {
      let rows = try converted(output, to: context.description(shape.outputShape), in: \.forward)
      locate(
        step.result, at: try context.locate(plainDescription(step.result), at: rows.pointer))
    }
  }

  /// The input of a convolution in the order a primitive wants; a row of numbers is an image of one row.
  private mutating func input(
    _ value: Int, _ shape: ConvolutionDescription, _ plan: DNNLContext.Plan
  ) throws -> LocatedTensor {
    let plain = try context.description(shape.inputShape)
    let wanted = plan.source ?? plain
    if graph.shapes[value].count == 4 { return try ordered(value, wanted) }
    let image = try context.locate(plain, at: self.plain(value).pointer)
    return try converted(image, to: wanted, in: \.forward)
  }

  mutating func addConvolutionGradients(
    _ index: Int, _ step: Step, _ matrix: MatrixOperation, _ gradient: LocatedTensor
  ) throws {
    guard case .value(let value) = step.operands[0], let window = matrix.window else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try ConvolutionDescription(context, layer, matrix, window, images: images)
    let outputs = try context.description(shape.outputShape)
    let own =
      graph.shapes[step.result].count == 4
      ? gradient
      : try context.locate(
        outputs,
        at: converted(gradient, to: plainDescription(step.result), in: \.backward).pointer)

    var operation = try shape.weightGradients(what: step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    try addWeightGradients(
      plan, of: input(value, shape, plan),
      converted(own, to: plan.target ?? outputs, in: \.backward), layer, shape)

    guard isTrained(value) else { return }
    var back = try shape.inputGradient(what: step.name)
    let data = try context.plan(&back, of: plans[index], what: step.name)
    let inputs = try context.description(shape.inputShape)
    let target = try addInputGradient(
      data, converted(own, to: data.target ?? outputs, in: \.backward), layer, shape,
      as: data.source ?? inputs)
    guard graph.shapes[value].count != 4 else { return contribute(target, to: value) }
    let rows = try converted(target, to: inputs, in: \.backward)
    contribute(try context.locate(plainDescription(value), at: rows.pointer), to: value)
  }

  // MARK: - Products

  mutating func addProduct(_ index: Int, _ step: Step, _ matrix: MatrixOperation) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try ProductDescription(context, layer, matrix, images: images)
    var operation = try shape.forward(dnnl_forward_training, what: step.name)
    let plan = try context.plan(&operation, isTrained: true, what: step.name)
    plans[index] = plan
    let output = try context.locate(shape.target)
    let source = try context.locate(shape.source, at: plain(value).pointer)
    try addProduct(plan, of: source, by: layer, shape, into: output)
    locate(step.result, at: try context.locate(plainDescription(step.result), at: output.pointer))
  }

  mutating func addProductGradients(
    _ index: Int, _ step: Step, _ matrix: MatrixOperation, _ gradient: LocatedTensor
  ) throws {
    guard case .value(let value) = step.operands[0] else { return }
    let layer = graph.layers[matrix.layer]
    var shape = try ProductDescription(context, layer, matrix, images: images)
    let rows = try converted(gradient, to: plainDescription(step.result), in: \.backward)
    let own = try context.locate(shape.target, at: rows.pointer)

    var operation = try shape.weightGradients(what: step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    let source = try context.locate(shape.source, at: plain(value).pointer)
    try addWeightGradients(plan, of: source, own, layer, shape)

    guard isTrained(value) else { return }
    var back = try shape.inputGradient(what: step.name)
    let data = try context.plan(&back, of: plans[index], what: step.name)
    let target = try addInputGradient(data, own, layer, shape, as: shape.source)
    contribute(try context.locate(plainDescription(value), at: target.pointer), to: value)
  }

  // MARK: - Both

  /// The weights of a layer in the order a primitive wants, converted whenever there are new ones.
  private mutating func weights(
    of layer: MatrixLayer, _ shape: some LayerDescription, _ plan: DNNLContext.Plan
  ) throws -> LocatedTensor {
    try converted(
      context.locate(shape.stored, at: parameters.weights(layer.index)),
      to: plan.weights ?? shape.stored, in: \.loading)
  }

  private mutating func addProduct(
    _ plan: DNNLContext.Plan, of source: LocatedTensor, by layer: MatrixLayer,
    _ shape: some LayerDescription, into target: LocatedTensor
  ) throws {
    var arguments: [(Int32, LocatedTensor)] = [
      (DNNL_ARG_SRC, source), (DNNL_ARG_WEIGHTS, try weights(of: layer, shape, plan)),
      (DNNL_ARG_DST, target),
    ]
    if let bias = parameters.bias(layer.index) {
      arguments.append((DNNL_ARG_BIAS, try context.locate(shape.bias, at: bias)))
    }
    forward.append(.primitive(context.bind(plan, arguments)))
  }

  /// Adds the gradient by weights and bias, to those of other steps with the same matrix.
  private mutating func addWeightGradients(
    _ plan: DNNLContext.Plan, of source: LocatedTensor, _ gradient: LocatedTensor,
    _ layer: MatrixLayer, _ shape: some LayerDescription
  ) throws {
    let weights = try context.locate(plan.weights ?? shape.stored)
    var arguments: [(Int32, LocatedTensor)] = [
      (DNNL_ARG_SRC, source), (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_WEIGHTS, weights),
    ]
    let place = try parameters.biasGradients(layer.index).map {
      try context.locate(shape.bias, at: $0)
    }
    let bias = isShared(layer) ? try place.map { try context.locate($0.description) } : place
    if let bias { arguments.append((DNNL_ARG_DIFF_BIAS, bias)) }
    backward.append(.primitive(context.bind(plan, arguments)))
    let target = try context.locate(
      shape.stored, at: parameters.weightGradients(layer.index))
    guard isShared(layer) else {
      backward.append(.primitive(try context.reorder(weights, into: target)))
      return
    }
    add(try converted(weights, to: shape.stored, in: \.backward), to: target)
    if let bias, let place { add(bias, to: place) }
  }

  private mutating func add(_ gradient: LocatedTensor, to target: LocatedTensor) {
    let count = numberCount(target)
    backward.append(
      .work { PlainGradients.add(target.pointer, gradient.pointer, target.pointer, count) })
  }

  /// Adds the gradient by the input of a layer.
  private mutating func addInputGradient(
    _ plan: DNNLContext.Plan, _ gradient: LocatedTensor, _ layer: MatrixLayer,
    _ shape: some LayerDescription, as description: dnnl_memory_desc_t
  ) throws -> LocatedTensor {
    let target = try context.locate(description)
    backward.append(
      .primitive(
        context.bind(
          plan,
          [
            (DNNL_ARG_DIFF_DST, gradient),
            (DNNL_ARG_WEIGHTS, try weights(of: layer, shape, plan)), (DNNL_ARG_DIFF_SRC, target),
          ])))
    return target
  }
}
