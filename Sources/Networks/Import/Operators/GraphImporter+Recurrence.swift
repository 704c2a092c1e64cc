/// `LSTM`, `GRU` and `RNN`: the products with their matrices are layers, the gates are digital.
///
/// The inputs of all steps go through one layer at once; the hidden products follow step by step
/// through a second one, which all steps share.
extension GraphImporter {
  mutating func recurrence(_ node: NodeReader) throws -> [GraphValue] {
    let layer = try RecurrentLayer(node, opset: opset, shape: try node.shape(0))
    var input = try node.floats(0)
    if layer.batchIsFirst { input = try transposed(input, [1, 0, 2], node) }
    if let batch = batch(of: input), batch.axis != 1 {
      throw node.refusal(
        "the images lie along the axis \(batch.axis): images would be mixed",
        accepted: "images along the axis \(layer.batchIsFirst ? 0 : 1) of the input")
    }
    guard case .activation(let sequence) = input else {
      throw node.refusal("input 0 is a constant", accepted: "a tensor computed from the input")
    }
    var outputs: [GraphValue] = []
    var lasts: [GraphValue] = []
    var states: [GraphValue] = []
    for direction in 0..<layer.directions {
      let run = try unrolled(layer, direction, sequence, node)
      outputs.append(run.outputs)
      lasts.append(run.last)
      if let state = run.state { states.append(state) }
    }
    // Steps × directions × sequences × width, and the last ones without the steps.
    var all = try joined(outputs, axis: 1, node)
    var last = try joined(lasts, axis: 0, node)
    var results = [all, last]
    if layer.batchIsFirst {
      all = try transposed(all, [2, 0, 1, 3], node)
      last = try transposed(last, [1, 0, 2], node)
      results = [all, last]
    }
    if !states.isEmpty {
      let state = try joined(states, axis: 0, node)
      results.append(layer.batchIsFirst ? try transposed(state, [1, 0, 2], node) : state)
    }
    return results
  }

  private mutating func joined(_ parts: [GraphValue], axis: Int, _ node: NodeReader) throws
    -> GraphValue
  {
    guard parts.count > 1 else { return parts[0] }
    var shape = shape(of: parts[0])
    let inner = shape[axis...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    shape[axis] *= parts.count
    return try result(
      of: .concatenation(outer: outer, blocks: parts.map { _ in inner }), parts, shape: shape,
      batch: batch(of: parts[0]), node)
  }

  private mutating func unrolled(
    _ layer: RecurrentLayer, _ direction: Int, _ sequence: Int, _ node: NodeReader
  ) throws -> (outputs: GraphValue, last: GraphValue, state: GraphValue?) {
    let (steps, count, width) = (layer.steps, layer.count, layer.width)
    let place = graph.batches[sequence]
    let own = place.map { BatchPlace(axis: 0, inner: $0.inner) }
    let suffix = layer.directions == 2 && direction == 1 ? "_reverse" : ""
    let product = try addLayer(
      LayerDraft(
        name: node.name + suffix, kind: layer.kind, inputs: layer.inputs,
        outputs: layer.gates * width, groups: 1, positions: steps * count,
        weights: [layer.inputWeights[direction]], bias: layer.bias[direction],
        place: node.place(weights: layer.part(1, direction), bias: layer.part(3, direction))),
      sequence,
      MatrixOperation(layer: drafts.count, positions: steps * count),
      shape: [steps, count, layer.gates * width], batch: place, node)
    var before = try initial(5, layer, direction, node)
    let startsAtZero =
      if case .constant(let numbers) = before { numbers.floats.allSatisfy { $0 == 0 } } else {
        false
      }
    let hiddenLayers = layer.hiddenWeights[direction].enumerated().map { index, weights in
      var place = node.place(
        weights: layer.part(2, direction, from: index == 0 ? 0 : 2 * width))
      if index == 0, !startsAtZero { place.useUp() }
      drafts.append(
        LayerDraft(
          name: node.name + suffix + (index == 0 ? "_hidden" : "_candidate"), kind: layer.kind,
          inputs: width, outputs: weights.count / width, groups: 1, positions: steps * count,
          weights: [weights], bias: nil, place: place))
      return drafts.count - 1
    }
    /// The product of the outputs before with the stored matrix; zeros for zeros.
    func hidden(_ value: GraphValue, _ index: Int, _ importer: inout GraphImporter) throws
      -> GraphValue
    {
      let draft = importer.drafts[hiddenLayers[index]]
      guard case .activation(let number) = value else {
        let matrix = ConstantTensor(
          shape: [width, draft.outputs], storage: .floats(draft.weights[0]))
        return try importer.digitalProduct(value, .constant(matrix), node)
      }
      return try importer.addStep(
        .matrix(MatrixOperation(layer: hiddenLayers[index], positions: count)),
        [.value(number)], shape: [count, draft.outputs], batch: own, node)
    }
    func cell(
      _ part: RecurrentCell.Part, _ operands: [GraphValue], _ step: Int,
      _ importer: inout GraphImporter
    ) throws -> GraphValue {
      let kernel = RecurrentCell(
        part: part, count: count, width: width, offset: step * count * layer.gates * width,
        hiddenBias: layer.hiddenBias[direction])
      return try importer.result(
        of: .kernel(kernel), [product] + operands, shape: [count, width], batch: own, node)
    }
    var state = layer.kind == .lstm ? try initial(6, layer, direction, node) : nil
    var outputs = [GraphValue?](repeating: nil, count: steps)
    for step in layer.isReverse(direction) ? Array((0..<steps).reversed()) : Array(0..<steps) {
      let past = try hidden(before, 0, &self)
      switch layer.kind {
      case .lstm:
        guard let memory = state else { break }
        let next = try cell(.memory, [past, memory], step, &self)
        before = try cell(.output, [past, next], step, &self)
        state = next
      case .gru where layer.resetsAfterProduct:
        before = try cell(.gated, [past, before], step, &self)
      case .gru:
        let weighed = try cell(.reset, [past, before], step, &self)
        let candidate = try hidden(weighed, 1, &self)
        before = try cell(.gatedAfterReset, [past, candidate, before], step, &self)
      default: before = try cell(.plain(layer.activation), [past], step, &self)
      }
      outputs[step] = before
    }
    let all = try joined(outputs.compactMap { $0 }, axis: 0, node)
    let shaped = try moved(
      all, Rearrangement(reshapedTo: [steps, 1, count, width]),
      batch: own.map { BatchPlace(axis: 2, inner: $0.inner) }, node)
    func last(_ value: GraphValue, _ importer: inout GraphImporter) throws -> GraphValue {
      try importer.moved(
        value, Rearrangement(reshapedTo: [1, count, width]),
        batch: own.map { BatchPlace(axis: 1, inner: $0.inner) }, node)
    }
    return (shaped, try last(before, &self), try state.map { try last($0, &self) })
  }

  /// The outputs or the state before the first step: those of the file, or zeros.
  private mutating func initial(
    _ index: Int, _ layer: RecurrentLayer, _ direction: Int, _ node: NodeReader
  ) throws -> GraphValue {
    let size = layer.count * layer.width
    var numbers = [Float](repeating: 0, count: size)
    if let constant = try node.optionalConstant(index) {
      let directions = layer.directions
      let wanted =
        layer.batchIsFirst
        ? [layer.count, directions, layer.width] : [directions, layer.count, layer.width]
      guard constant.shape == wanted, let all = try node.finiteNumbers(index, count: constant.count)
      else {
        throw node.refusal(
          "input \(index) has the shape \(constant.shape)", accepted: "\(wanted)")
      }
      numbers = (0..<size).map { place in
        let (sequence, offset) = place.quotientAndRemainder(dividingBy: layer.width)
        let block =
          layer.batchIsFirst
          ? sequence * directions + direction : direction * layer.count + sequence
        return all[block * layer.width + offset]
      }
    }
    return .constant(ConstantTensor(shape: [layer.count, layer.width], storage: .floats(numbers)))
  }
}
