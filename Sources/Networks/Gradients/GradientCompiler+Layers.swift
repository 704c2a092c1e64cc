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
    guard !circuit.layers.contains(layer.index) else { return try addArrays(step, matrix, value) }
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
    guard !circuit.parted.contains(layer.index) else {
      return try addPartGradients(step, matrix, value, gradient)
    }
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
      plan,
      of: quantizedInput(value, layer) {
        try $0.input(value, shape, plan)
      } image: {
        let image = try $0.context.locate($0.context.description(shape.inputShape), at: $1)
        return try $0.converted(image, to: plan.source ?? image.description, in: \.backward)
      }, converted(own, to: plan.target ?? outputs, in: \.backward), layer, shape)

    guard isTrained(value) else { return }
    var back = try shape.inputGradient(what: step.name)
    let data = try context.plan(&back, of: plans[index], what: step.name)
    let inputs = try context.description(shape.inputShape)
    let target = try addInputGradient(
      data, converted(own, to: data.target ?? outputs, in: \.backward), layer, shape,
      as: data.source ?? inputs)
    let isOnArrays = circuit.layers.contains(layer.index)
    guard graph.shapes[value].count != 4 || isOnArrays else {
      return contribute(target, to: value)
    }
    let rows = try converted(target, to: inputs, in: \.backward)
    try mask(rows, layer, value)
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
    guard !circuit.layers.contains(layer.index) else { return try addArrays(step, matrix, value) }
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
    guard !circuit.parted.contains(layer.index) else {
      return try addPartGradients(step, matrix, value, gradient)
    }
    var shape = try ProductDescription(context, layer, matrix, images: images)
    let rows = try converted(gradient, to: plainDescription(step.result), in: \.backward)
    let own = try context.locate(shape.target, at: rows.pointer)

    var operation = try shape.weightGradients(what: step.name)
    let plan = try context.plan(&operation, of: plans[index], what: step.name)
    let source = try quantizedInput(value, layer) {
      try $0.context.locate(shape.source, at: $0.plain(value).pointer)
    } image: {
      try $0.context.locate(shape.source, at: $1)
    }
    try addWeightGradients(plan, of: source, own, layer, shape)

    guard isTrained(value) else { return }
    var back = try shape.inputGradient(what: step.name)
    let data = try context.plan(&back, of: plans[index], what: step.name)
    let target = try addInputGradient(data, own, layer, shape, as: shape.source)
    try mask(target, layer, value)
    contribute(try context.locate(plainDescription(value), at: target.pointer), to: value)
  }

  // MARK: - Both

  /// The weights of a layer in the order a primitive wants, converted whenever there are new ones.
  ///
  /// Those of a layer on arrays are what its arrays make of them.
  private mutating func weights(
    of layer: MatrixLayer, _ shape: some LayerDescription, _ plan: DNNLContext.Plan
  ) throws -> LocatedTensor {
    let isOnArrays = circuit.layers.contains(layer.index)
    return try converted(
      context.locate(
        shape.stored,
        at: isOnArrays
          ? circuit.backward + parameters.layout.layers[layer.index].weights.lowerBound
          : parameters.weights(layer.index)),
      to: plan.weights ?? shape.stored, in: \.loading)
  }

  // MARK: - Layers on arrays

  /// Adds a layer whose arrays multiply.
  private mutating func addArrays(_ step: Step, _ matrix: MatrixOperation, _ value: Int) throws {
    let input = try plain(value)
    let output = try context.locate(plainDescription(step.result))
    let (circuit, images, size) = (circuit, images, graph.count(value))
    let (bias, result) = (parameters.bias(matrix.layer), step.result)
    forward.append(
      .work {
        try circuit.multiply(
          matrix, input.pointer, size: size, images: images, bias: bias, result: result,
          into: output.pointer)
      })
    locate(step.result, at: output)
  }

  /// Adds the gradients of a layer whose outputs follow parts of its rows.
  private mutating func addPartGradients(
    _ step: Step, _ matrix: MatrixOperation, _ value: Int, _ gradient: LocatedTensor
  ) throws {
    let own = try converted(gradient, to: plainDescription(step.result), in: \.backward)
    let input = try plain(value)
    let target = isTrained(value) ? try context.locate(plainDescription(value)) : nil
    let (circuit, images, size, index) = (circuit, images, graph.count(value), matrix.layer)
    let (weights, bias) = (parameters.weightGradients(index), parameters.biasGradients(index))
    let (places, outputs) = (
      parameters.layout.layers[index].weights, parameters.layout.layers[index].bias.count
    )
    let (isAlone, result) = (!isShared(graph.layers[index]), step.result)
    let values = parameters.bias(index)
    backward.append(
      .work {
        if isAlone {
          weights.update(repeating: 0, count: places.count)
          bias?.update(repeating: 0, count: outputs)
        }
        try circuit.addPartGradients(
          matrix, input.pointer, size: size, images: images, gradient: own.pointer,
          weights: weights, first: places.lowerBound,
          bias: bias.flatMap { bias in values.map { (bias, UnsafePointer($0)) } }, result: result,
          inputGradient: target?.pointer)
      })
    if let target { contribute(target, to: value) }
  }

  /// The input by which a layer's weights have a gradient: of one on arrays, what its codes stand for.
  ///
  /// - Parameters:
  ///   - value: The input.
  ///   - layer: The layer.
  ///   - own: The input as it is.
  ///   - image: Brings numbers in row-major order into that of a primitive.
  /// - Returns: The input in the order of the primitive.
  /// - Throws: `UnavailableError` if oneDNN refuses.
  private mutating func quantizedInput(
    _ value: Int, _ layer: MatrixLayer,
    _ own: (inout GradientCompiler) throws -> LocatedTensor,
    image: (inout GradientCompiler, UnsafeMutablePointer<Float>) throws -> LocatedTensor
  ) throws -> LocatedTensor {
    guard circuit.layers.contains(layer.index) else { return try own(&self) }
    let input = try plain(value)
    let target = try context.locate(plainDescription(value))
    let (circuit, images, size, index) = (circuit, images, graph.count(value), layer.index)
    backward.append(
      .work {
        circuit.quantize(
          layer: index, input.pointer, size: size, images: images, into: target.pointer)
      })
    return try image(&self, target.pointer)
  }

  /// Leaves no gradient by the inputs of a layer on arrays that lie beyond its codes.
  private mutating func mask(_ gradient: LocatedTensor, _ layer: MatrixLayer, _ value: Int) throws {
    guard circuit.layers.contains(layer.index) else { return }
    let input = try plain(value)
    let (circuit, images, size, index) = (circuit, images, graph.count(value), layer.index)
    backward.append(
      .work {
        circuit.mask(layer: index, input.pointer, size: size, images: images, gradient.pointer)
      })
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
