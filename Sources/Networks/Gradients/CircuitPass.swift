/// Layers on arrays as one step of a training reads them.
package struct CircuitPass: Sendable {
  /// What makes codes of the inputs of a layer, for the gradients: these go through rounding as if there were none,
  /// and end where a code does.
  package struct Quantizer: Sendable {
    /// The value of the code 1 for each group, or one for all of them.
    package let steps: [Float]
    /// The lowest and the highest code.
    package let codes: ClosedRange<Float>

    /// Describes what makes codes of the inputs of a layer.
    package init(steps: [Float], codes: ClosedRange<Float>) {
      self.steps = steps
      self.codes = codes
    }
  }

  /// What multiplies by the layers on arrays.
  package let engine: any MatrixEngine & Sendable
  /// The numbers by which gradients go back through the layers, in the order of ``ParameterLayout``; those of biases
  /// are not read.
  package let backward: [Float]
  /// By how much what the arrays multiply by changes with each weight, in the same order; empty for as much as the
  /// weight.
  package let slopes: [Float]
  /// For each layer what makes codes of its inputs; nil where gradients do not know of any.
  package let quantizers: [Quantizer?]
  /// For each layer whose outputs follow parts of its rows where its converters lie among those that are learned, from 0
  /// on; empty where none are.
  package let learned: [LearnedConverters?]
  /// Gets the gradient by the outputs of every layer whose outputs follow parts of its rows, row-major; nil for nobody.
  package let watch: (@Sendable (_ layer: Int, UnsafeBufferPointer<Float>) -> Void)?

  /// Describes the arrays of a step.
  package init(
    engine: any MatrixEngine & Sendable, backward: [Float], slopes: [Float] = [],
    quantizers: [Quantizer?], learned: [LearnedConverters?] = [],
    watch: (@Sendable (_ layer: Int, UnsafeBufferPointer<Float>) -> Void)? = nil
  ) {
    self.watch = watch
    self.learned = learned
    self.engine = engine
    self.slopes = slopes
    self.backward = backward
    self.quantizers = quantizers
  }
}

/// What the layers on arrays need of the images that a session works on.
final class CircuitMemory {
  /// The layers that are on arrays, and those of them whose outputs follow parts of their rows.
  let layers: Set<Int>
  let parted: Set<Int>
  /// The weights by which gradients go back, in the order of the parameters.
  let backward: UnsafeMutablePointer<Float>
  /// The arrays of the step; nil before the first one.
  var pass: CircuitPass?
  /// The gradients by the converters that are learned.
  private(set) var converterGradients: [Float] = []
  /// What steps of layers whose converters are learned gave, without the bias, by the number of the step's result.
  private var products: [Int: [Float]] = [:]
  private let execution: EngineExecution

  init(
    _ layers: Set<Int>, parted: Set<Int>, _ graph: Graph, _ layout: ParameterLayout,
    _ context: DNNLContext,
    source: String
  ) {
    (self.layers, self.parted) = (layers, parted)
    backward = context.allocate(bytes: layout.count * MemoryLayout<Float>.size)
    execution = EngineExecution(graph: graph, source: source)
  }

  /// Takes over the arrays of a step.
  func load(_ pass: CircuitPass) {
    self.pass = pass
    converterGradients = [Float](
      repeating: 0, count: pass.learned.compactMap { $0?.all.upperBound }.max() ?? 0)
    pass.backward.withUnsafeBufferPointer {
      if let start = $0.baseAddress { backward.update(from: start, count: $0.count) }
    }
  }

  /// Multiplies the inputs of some images by a layer, on its arrays, and adds the bias.
  ///
  /// - Parameters:
  ///   - matrix: The layer's step.
  ///   - inputs: The inputs, image after image.
  ///   - size: The inputs of an image.
  ///   - images: The number of images.
  ///   - bias: The bias of all outputs; nil for none.
  ///   - result: The number of the step's result.
  ///   - outputs: Where the outputs go, row-major.
  /// - Throws: Whatever the arrays throw.
  func multiply(
    _ matrix: MatrixOperation, _ inputs: UnsafePointer<Float>, size: Int, images: Int,
    bias: UnsafePointer<Float>?, result: Int, into outputs: UnsafeMutablePointer<Float>
  ) throws {
    guard let pass else { preconditionFailure("a layer on arrays that nobody has programmed") }
    let found = try execution.product(
      matrix, Array(UnsafeBufferPointer(start: inputs, count: images * size)), count: images,
      bias: bias.map {
        Array(UnsafeBufferPointer(start: $0, count: execution.outputs(of: matrix)))
      },
      engine: pass.engine)
    found.withUnsafeBufferPointer {
      if let start = $0.baseAddress { outputs.update(from: start, count: $0.count) }
    }
    if !pass.learned.isEmpty, pass.learned[matrix.layer] != nil { products[result] = found }
  }

  /// The inputs of a layer as its codes stand for them.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - inputs: Its inputs, image after image.
  ///   - size: The inputs of an image.
  ///   - images: The number of images.
  ///   - target: Where the numbers go.
  func quantize(
    layer: Int, _ inputs: UnsafePointer<Float>, size: Int, images: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    guard let quantizer = pass?.quantizers[layer] else {
      return target.update(from: inputs, count: images * size)
    }
    forEachGroup(quantizer, size: size, images: images) { places, step in
      let (inverse, lowest, highest) = (
        1 / step, quantizer.codes.lowerBound, quantizer.codes.upperBound
      )
      for place in places {
        let code = min(max(inputs[place] * inverse, lowest), highest)
        target[place] = code.rounded(.toNearestOrEven) * step
      }
    }
  }

  /// The gradients by the weights, the bias and the inputs of a layer whose outputs follow parts of its rows.
  ///
  /// - Parameters:
  ///   - matrix: The layer's step.
  ///   - inputs: Its inputs, image after image.
  ///   - size: The inputs of an image.
  ///   - images: The number of images.
  ///   - gradient: The gradient by the outputs, row-major.
  ///   - weights: Where the gradient by the weights that arrays multiply by is added, *group × inputs × outputs*.
  ///   - first: The place of the layer's first weight among all parameters.
  ///   - bias: Where the gradient by the bias is added, and the bias; nil without one.
  ///   - result: The number of the step's result.
  ///   - inputGradient: Where the gradient by the inputs goes; nil if nobody wants it.
  /// - Throws: Whatever the arrays throw.
  func addPartGradients(
    _ matrix: MatrixOperation, _ inputs: UnsafePointer<Float>, size: Int, images: Int,
    gradient: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>, first: Int,
    bias: (gradient: UnsafeMutablePointer<Float>, value: UnsafePointer<Float>)?, result: Int,
    inputGradient: UnsafeMutablePointer<Float>?
  ) throws {
    guard let pass else { preconditionFailure("a layer on arrays that nobody has programmed") }
    let layer = execution.graph.layers[matrix.layer]
    let plain = Array(UnsafeBufferPointer(start: inputs, count: images * size))
    let vectors = images * matrix.positions
    var codes = plain
    codes.withUnsafeMutableBufferPointer {
      if let start = $0.baseAddress {
        quantize(layer: layer.index, inputs, size: size, images: images, into: start)
      }
    }
    pass.watch?(
      layer.index,
      UnsafeBufferPointer(start: gradient, count: vectors * layer.groups * layer.outputs))
    inputGradient?.update(repeating: 0, count: images * size)
    let learned = pass.learned.isEmpty ? nil : pass.learned[layer.index]
    // Of a layer that is asked for twice the weights have gradients of both.
    let before =
      learned == nil
      ? []
      : Array(
        UnsafeBufferPointer(start: weights, count: layer.groups * layer.inputs * layer.outputs))
    var parted: [[PartSlopes]] = []
    for group in 0..<layer.groups {
      let found = try pass.engine.partSlopes(
        layer: layer, group: group,
        inputs: execution.inputs(
          matrix, plain, count: images, group: group, rows: 0..<vectors))
      guard let parts = found else {
        preconditionFailure("no slopes of a layer whose outputs follow parts of its rows")
      }
      let own = group * layer.inputs * layer.outputs
      PartGradients(
        layer: layer, matrix: matrix, group: group, images: images, size: size, parts: parts
      ).add(
        codes, gradient: gradient, factors: backward + first + own, weights: weights + own,
        bias: bias.map { $0.gradient + group * layer.outputs }, inputGradient: inputGradient)
      if learned != nil { parted.append(parts) }
    }
    if let inputGradient {
      mask(layer: layer.index, inputs, size: size, images: images, inputGradient)
    }
    guard let learned, let products = products[result] else { return }
    converterGradients.withUnsafeMutableBufferPointer {
      ConverterGradients(
        places: learned, layer: layer, positions: matrix.positions, images: images
      ).add(
        products, bias: bias?.value, gradient: gradient, parts: parted,
        weights: UnsafePointer(weights), before: before, factors: backward + first, inputs: plain,
        inputGradient: inputGradient.map { UnsafePointer($0) }, to: $0)
    }
  }

  /// Leaves no gradient where an input lies beyond the codes.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - inputs: Its inputs, image after image.
  ///   - size: The inputs of an image.
  ///   - images: The number of images.
  ///   - gradient: The gradient by the inputs.
  func mask(
    layer: Int, _ inputs: UnsafePointer<Float>, size: Int, images: Int,
    _ gradient: UnsafeMutablePointer<Float>
  ) {
    guard let quantizer = pass?.quantizers[layer] else { return }
    forEachGroup(quantizer, size: size, images: images) { places, step in
      // Half a code beyond the last one still rounds to it.
      let lowest = (quantizer.codes.lowerBound - 0.5) * step
      let highest = (quantizer.codes.upperBound + 0.5) * step
      for place in places where !(inputs[place] >= lowest && inputs[place] <= highest) {
        gradient[place] = 0
      }
    }
  }

  /// Takes the gradients by the weights on arrays to those by the weights themselves.
  ///
  /// - Parameters:
  ///   - places: Where the weights of a layer lie.
  ///   - gradients: The gradients by all parameters.
  func scale(_ places: Range<Int>, _ gradients: UnsafeMutablePointer<Float>) {
    guard let slopes = pass?.slopes, !slopes.isEmpty else { return }
    for place in places { gradients[place] *= slopes[place] }
  }

  /// Calls a function for the inputs that share a step.
  private func forEachGroup(
    _ quantizer: CircuitPass.Quantizer, size: Int, images: Int,
    _ body: (_ places: Range<Int>, _ step: Float) -> Void
  ) {
    guard quantizer.steps.count > 1 else { return body(0..<images * size, quantizer.steps[0]) }
    let ofGroup = size / quantizer.steps.count
    for image in 0..<images {
      for (group, step) in quantizer.steps.enumerated() {
        let first = image * size + group * ofGroup
        body(first..<first + ofGroup, step)
      }
    }
  }
}
