internal import CDNNL
internal import Configuration

/// Turns a graph into a program for the gradients of a loss: primitives of oneDNN for products, loops of our own
/// for the rest.
struct GradientCompiler {
  typealias Action = GradientProgram.Action

  let graph: Graph
  let images: Int
  let source: String
  let context: DNNLContext
  let parameters: LayerMemory
  /// The layers on arrays.
  let circuit: CircuitMemory
  var loading: [Action] = []
  var forward: [Action] = []
  var backward: [Action] = []
  /// Each value in the orders it exists in; the first is the one it was computed in.
  private var located: [Int: [LocatedTensor]] = [:]
  /// The gradients of the loss by a value, one of every step that reads it.
  private var gradients: [Int: [LocatedTensor]] = [:]
  /// The values that depend on a parameter.
  private var depends: Set<Int> = []
  /// The layers whose matrix several steps multiply by.
  private let shared: Set<Int>
  /// The layers' primitives by step, which those for the gradients want to know.
  var plans: [Int: DNNLContext.Plan] = [:]

  init(
    _ graph: Graph, layout: ParameterLayout, onArrays: Set<Int>, parted: Set<Int>, images: Int,
    source: String
  ) throws {
    self.graph = graph
    self.images = images
    self.source = source
    context = try DNNLContext()
    parameters = LayerMemory(layout, context)
    circuit = CircuitMemory(onArrays, parted: parted, graph, layout, context, source: source)
    let uses = graph.steps.compactMap { step in
      if case .matrix(let matrix) = step.operation { matrix.layer } else { nil }
    }
    shared = Set(
      uses.enumerated().filter { uses[..<$0.offset].contains($0.element) }.map(\.element))
  }

  /// Makes the program.
  ///
  /// - Returns: The program.
  /// - Throws: `InputError` that names a step whose gradient is not known; `UnavailableError` if oneDNN refuses a
  ///   step.
  mutating func compile() throws -> GradientProgram {
    let input = try context.locate(plainDescription(0))
    located[0] = [input]
    for (index, step) in graph.steps.enumerated() { try addForward(index, step) }
    let output = try plain(graph.output)
    let outputGradient = try context.locate(plainDescription(graph.output))
    gradients[graph.output] = [outputGradient]
    let (parameters, count) = (parameters, parameters.layout.count)
    if !shared.isEmpty {
      backward.append(.work { parameters.gradients.update(repeating: 0, count: count) })
    }
    for (index, step) in graph.steps.enumerated().reversed() where depends.contains(step.result) {
      if let gradient = try gradient(step.result) { try addBackward(index, step, gradient) }
    }
    let circuit = circuit
    for layer in circuit.layers.sorted() {
      let places = parameters.layout.layers[layer].weights
      backward.append(.work { circuit.scale(places, parameters.gradients) })
    }
    try context.settleScratchpad()
    return GradientProgram(
      context: context, loading: loading, forward: forward, backward: backward,
      ends: GradientProgram.Ends(
        input: place(input, 0), output: place(output, graph.output),
        outputGradient: place(outputGradient, graph.output), parameters: parameters.numbers,
        gradients: parameters.gradients), circuit: circuit)
  }

  private func place(_ tensor: LocatedTensor, _ value: Int) -> GradientProgram.Place {
    GradientProgram.Place(pointer: tensor.pointer, size: graph.count(value))
  }

  // MARK: - Steps

  private mutating func addForward(_ index: Int, _ step: Step) throws {
    if case .matrix(let matrix) = step.operation {
      depends.insert(step.result)
      if matrix.window != nil {
        try addConvolution(index, step, matrix)
      } else {
        try addProduct(index, step, matrix)
      }
      return
    }
    let operands = step.operands.compactMap { operand in
      if case .value(let value) = operand { value } else { nil }
    }
    if operands.contains(where: depends.contains) {
      depends.insert(step.result)
      guard PlainGradients.knows(step.operation) else {
        throw InputError(
          source: source, location: "node \"\(step.name)\" (\(step.kind))",
          found: "a step whose gradient is not known, behind a layer that is trained",
          accepted:
            "products, sums, activations, normalizations, pools, reductions and rearrangements")
      }
    }
    // A function of every number alone takes numbers in any order.
    if case .activation(let activation) = step.operation, activation.isPlaceByPlace,
      let value = operands.first
    {
      let source = try native(value)
      let target = try context.locate(source.description)
      let (count, input) = (numberCount(source), source.pointer)
      forward.append(
        .work { PlainKernels.activate(activation, input, target.pointer, count) })
      located[step.result] = [target]
    } else if isSum(step) {
      try addSum(step, operands)
    } else {
      try addPlain(step)
    }
  }

  private mutating func addBackward(_ index: Int, _ step: Step, _ gradient: LocatedTensor) throws {
    if case .matrix(let matrix) = step.operation {
      if matrix.window != nil {
        try addConvolutionGradients(index, step, matrix, gradient)
      } else {
        try addProductGradients(index, step, matrix, gradient)
      }
    } else if case .activation(let activation) = step.operation, activation.isPlaceByPlace,
      case .value(let value) = step.operands[0]
    {
      let (input, output) = (try native(value), try native(step.result))
      let own = try converted(gradient, to: output.description, in: \.backward)
      let target = try context.locate(output.description)
      let count = numberCount(output)
      backward.append(
        .work {
          PlainGradients.activate(
            activation, input.pointer, output.pointer, own.pointer, target.pointer, count)
        })
      contribute(target, to: value)
    } else if isSum(step) {
      for case .value(let value) in step.operands { contribute(gradient, to: value) }
    } else {
      try addPlainGradients(step, gradient)
    }
  }

  /// Whether the step adds two values place by place.
  private func isSum(_ step: Step) -> Bool {
    graph.isSum(step)
      && step.operands.allSatisfy { if case .value = $0 { true } else { false } }
  }

  private mutating func addSum(_ step: Step, _ operands: [Int]) throws {
    let first = try native(operands[0])
    let second = try ordered(operands[1], first.description)
    let target = try context.locate(first.description)
    let count = numberCount(first)
    forward.append(
      .work { PlainGradients.add(first.pointer, second.pointer, target.pointer, count) })
    located[step.result] = [target]
  }

  private mutating func addPlain(_ step: Step) throws {
    let target = try context.locate(plainDescription(step.result))
    let operands = try operands(of: step)
    let (images, source, type) = (images, source, graph.types[step.result])
    let size = graph.count(step.result)
    forward.append(
      .work {
        for image in 0..<images {
          try step.refusing(in: source) {
            () throws(KernelRefusal) in
            let own = target.pointer + image * size
            try PlainKernels.run(
              step.operation, operands.map { $0.pointer + image * $0.size }, into: own, count: size)
            try PlainKernels.check(own, count: size, type: type)
          }
        }
      })
    located[step.result] = [target]
  }

  private mutating func addPlainGradients(_ step: Step, _ gradient: LocatedTensor) throws {
    let own = try converted(gradient, to: plainDescription(step.result), in: \.backward)
    let result = try plain(step.result)
    let operands = try operands(of: step)
    var targets: [PlainGradients.Target?] = []
    for operand in step.operands {
      guard case .value(let value) = operand, depends.contains(value) else {
        targets.append(nil)
        continue
      }
      let target = try context.locate(plainDescription(value))
      targets.append(PlainGradients.Target(pointer: target.pointer, size: graph.count(value)))
      contribute(target, to: value)
    }
    let (images, size) = (images, graph.count(step.result))
    backward.append(
      .work {
        for target in targets.compactMap({ $0 }) {
          target.pointer.update(repeating: 0, count: images * target.size)
        }
        for image in 0..<images {
          PlainGradients.run(
            step.operation, sources: operands.map { $0.pointer + image * $0.size },
            result: result.pointer + image * size, gradient: own.pointer + image * size,
            into: targets.map { target in target.map { $0.pointer + image * $0.size } },
            count: size)
        }
      })
  }

  /// Where the operands of a step lie in row-major order; constants are the same for every image.
  private mutating func operands(of step: Step) throws -> [PlainGradients.Source] {
    try step.operands.map { operand in
      switch operand {
      case .value(let value):
        return PlainGradients.Source(
          pointer: UnsafePointer(try plain(value).pointer), size: graph.count(value))
      case .constant(let numbers):
        let place = context.allocate(bytes: numbers.count * MemoryLayout<Float>.size)
        place.update(from: numbers, count: numbers.count)
        return PlainGradients.Source(pointer: UnsafePointer(place), size: 0)
      }
    }
  }

  // MARK: - Orders

  /// All images of a value in row-major order; what is no image of channels is a row of numbers.
  func plainDescription(_ value: Int) throws -> dnnl_memory_desc_t {
    let shape = graph.shapes[value]
    return try context.description(
      shape.count == 4 && shape[0] == 1
        ? [images] + shape.dropFirst() : [images, graph.count(value)])
  }

  /// How many numbers lie in memory, those that fill up blocks of channels among them.
  func numberCount(_ tensor: LocatedTensor) -> Int {
    var description = tensor.description
    return dnnl_memory_desc_get_size(&description) / MemoryLayout<Float>.size
  }

  /// A value as it was computed.
  func native(_ value: Int) throws -> LocatedTensor {
    guard let tensor = located[value]?.first else {
      preconditionFailure("value \(value) is read before it is computed")
    }
    return tensor
  }

  /// Says where a value was computed.
  mutating func locate(_ value: Int, at tensor: LocatedTensor) { located[value] = [tensor] }

  /// A value in a given order; converted once.
  mutating func ordered(_ value: Int, _ description: dnnl_memory_desc_t) throws -> LocatedTensor {
    var wanted = description
    for tensor in located[value] ?? [] {
      var existing = tensor.description
      if dnnl_memory_desc_equal(&existing, &wanted) != 0 { return tensor }
    }
    let target = try converted(native(value), to: description, in: \.forward)
    located[value, default: []].append(target)
    return target
  }

  /// A value in row-major order.
  mutating func plain(_ value: Int) throws -> LocatedTensor {
    try ordered(value, plainDescription(value))
  }

  /// Numbers in a given order; the same place if they are in that order already.
  mutating func converted(
    _ tensor: LocatedTensor, to description: dnnl_memory_desc_t,
    in actions: WritableKeyPath<GradientCompiler, [Action]>
  ) throws -> LocatedTensor {
    var (existing, wanted) = (tensor.description, description)
    if dnnl_memory_desc_equal(&existing, &wanted) != 0 { return tensor }
    let target = try context.locate(description)
    self[keyPath: actions].append(.primitive(try context.reorder(tensor, into: target)))
    return target
  }

  // MARK: - Gradients

  /// Whether a value depends on a parameter, so that the loss has a gradient by it that matters.
  func isTrained(_ value: Int) -> Bool { depends.contains(value) }

  /// Whether several steps multiply by the matrix of a layer.
  func isShared(_ layer: MatrixLayer) -> Bool { shared.contains(layer.index) }

  /// Adds what a step makes of the gradient of its result to that of an operand.
  mutating func contribute(_ gradient: LocatedTensor, to value: Int) {
    if depends.contains(value) { gradients[value, default: []].append(gradient) }
  }

  /// The gradient by a value of all steps that read it; nil if none does.
  private mutating func gradient(_ value: Int) throws -> LocatedTensor? {
    guard let own = gradients[value], let first = own.first else { return nil }
    guard own.count > 1 else { return first }
    // Of several, none may be added to in its place: steps share what they contribute.
    let sum = try context.locate(first.description)
    let count = numberCount(first)
    var before = first
    for next in own.dropFirst() {
      let (left, right) = (before, try converted(next, to: first.description, in: \.backward))
      backward.append(
        .work { PlainGradients.add(left.pointer, right.pointer, sum.pointer, count) })
      before = sum
    }
    return sum
  }
}
