/// The attributes and weights of a recurrent layer.
struct RecurrentLayer {
  let kind: MatrixLayer.Kind
  let steps: Int
  /// The sequences of one image.
  let count: Int
  let inputs: Int
  let width: Int
  let gates: Int
  let directions: Int
  let direction: String
  let batchIsFirst: Bool
  /// Whether a GRU applies its reset to the hidden product rather than to the outputs before it.
  let resetsAfterProduct: Bool
  let activation: Activation
  /// For each direction *inputs × gates · width*.
  private(set) var inputWeights: [[Float]] = []
  /// For each direction the matrices behind the outputs, *width × gates · width* together.
  private(set) var hiddenWeights: [[[Float]]] = []
  /// For each direction what is added to the product of the inputs.
  private(set) var bias: [[Float]] = []
  /// For each direction what is added to the candidate of a GRU before its reset.
  private(set) var hiddenBias: [[Float]] = []
  /// The matrices for the inputs, those behind the outputs, and the bias, as the file has them; each
  /// bias of the outputs is added to that of the inputs where this makes no difference.
  private(set) var operands: [[Float]] = []

  func isReverse(_ direction: Int) -> Bool { self.direction == "reverse" || direction == 1 }

  init(_ node: NodeReader, opset: Int, shape: [Int]) throws {
    let kinds: [String: (MatrixLayer.Kind, gates: Int, [String])] = [
      "LSTM": (.lstm, 4, ["Sigmoid", "Tanh", "Tanh"]), "GRU": (.gru, 3, ["Sigmoid", "Tanh"]),
      "RNN": (.rnn, 1, ["Tanh"]),
    ]
    guard let (kind, gates, standard) = kinds[node.type] else {
      throw node.refusal("the operator \(node.type) is not supported")
    }
    try node.expect(3...(kind == .lstm ? 8 : 6))
    guard shape.count == 3 else {
      throw node.refusal("an input of \(shape.count) axes", accepted: "steps × batch × inputs")
    }
    direction = try node.attributes.text("direction") ?? "forward"
    guard ["forward", "reverse", "bidirectional"].contains(direction) else {
      throw node.refusal(
        "direction is \(direction)", accepted: "forward, reverse, bidirectional")
    }
    directions = direction == "bidirectional" ? 2 : 1
    self.kind = kind
    self.gates = gates
    batchIsFirst = opset < 14 ? false : try node.attributes.flag("layout")
    (steps, count) = batchIsFirst ? (shape[1], shape[0]) : (shape[0], shape[1])
    inputs = shape[2]
    guard (1...NetworkLimits.steps).contains(steps) else {
      throw node.refusal("\(steps) steps", accepted: "1 to \(NetworkLimits.steps)")
    }
    let recurrent = try node.shape(2)
    guard recurrent.count == 3, recurrent[0] == directions, recurrent[2] > 0,
      recurrent[1] == gates * recurrent[2],
      try node.shape(1) == [directions, recurrent[1], inputs]
    else {
      throw node.refusal(
        "weights of the shapes \(try node.shape(1)) and \(recurrent)",
        accepted: "\(directions) × \(gates) widths × \(inputs), and × width")
    }
    width = recurrent[2]
    _ = try node.attributes.integer("hidden_size", in: width...width)
    resetsAfterProduct =
      kind == .gru ? try node.attributes.flag("linear_before_reset") : false
    activation = try Self.activation(node, kind: kind, standard: standard, directions: directions)
    if kind == .lstm, try node.attributes.flag("input_forget") {
      throw node.refusal("input_forget is 1", accepted: "0")
    }
    for (input, name) in [(4, "sequence lengths"), (7, "peepholes")] where node.hasInput(input) {
      throw node.refusal("\(name)", accepted: "none")
    }
    try readWeights(node)
  }

  private static func activation(
    _ node: NodeReader, kind: MatrixLayer.Kind, standard: [String], directions: Int
  ) throws -> Activation {
    let stated = try node.attributes.texts("activations")
    let whole = (0..<directions).flatMap { _ in standard }
    if kind == .rnn, let stated, stated == [String](repeating: "Relu", count: directions) {
      return .relu
    }
    guard stated ?? whole == whole else {
      throw node.refusal("activations are \(stated ?? [])", accepted: "\(whole)")
    }
    return .tanh
  }

  /// Where the file has numbers of a direction.
  ///
  /// - Parameters:
  ///   - operand: The place of the operand among the inputs of the node.
  ///   - direction: The direction.
  ///   - column: The first output among those of all gates.
  /// - Returns: The part of the operand from there on.
  func part(_ operand: Int, _ direction: Int, from column: Int = 0) -> LayerPlace.Part {
    let side = gates * width
    let shape =
      operand == 3
      ? [directions, 2 * side] : [directions, side, operand == 1 ? inputs : width]
    let row = operand == 3 ? 1 : shape[2]
    return LayerPlace.Part(
      operand: operand, shape: shape,
      offset: direction * shape[1...].reduce(1, *) + column * row, isTransposed: operand != 3,
      whole: operands[operand - 1])
  }

  private mutating func readWeights(_ node: NodeReader) throws {
    let side = gates * width
    guard let inputMatrices = try node.finiteNumbers(1, count: directions * side * inputs),
      let hiddenMatrices = try node.finiteNumbers(2, count: directions * side * width)
    else { throw node.refusal("the weights are missing") }
    let biases =
      try node.finiteNumbers(3, count: directions * 2 * side)
      ?? [Float](repeating: 0, count: directions * 2 * side)
    for direction in 0..<directions {
      let inputPart = inputMatrices[(direction * side * inputs)..<((direction + 1) * side * inputs)]
      inputWeights.append(GraphImporter.transposed(inputPart, rows: side, columns: inputs))
      let hidden = hiddenMatrices[(direction * side * width)..<((direction + 1) * side * width)]
      // A reset before the product needs the candidate's matrix apart.
      let cut = kind == .gru && !resetsAfterProduct ? 2 * width * width : side * width
      let parts = [hidden.prefix(cut), hidden.dropFirst(cut)].filter { !$0.isEmpty }
      hiddenWeights.append(
        parts.map { GraphImporter.transposed($0, rows: $0.count / width, columns: width) })
      let own = biases[(direction * 2 * side)..<(direction * 2 * side + side)]
      let past = biases[(direction * 2 * side + side)..<((direction + 1) * 2 * side)]
      let isApart = kind == .gru && resetsAfterProduct
      bias.append(
        zip(own, past).enumerated().map { place, pair in
          isApart && place >= 2 * width ? pair.0 : pair.0 + pair.1
        })
      hiddenBias.append(isApart ? Array(past.suffix(width)) : [])
    }
    operands = [
      inputMatrices, hiddenMatrices,
      zip(bias, hiddenBias).flatMap { $0 + [Float](repeating: 0, count: side - $1.count) + $1 },
    ]
  }
}
