internal import Crossbars
internal import LinearAlgebra
internal import Netlists
internal import SpiceProtocol

/// One way of asking the simulator: directly, or as a policy says.
struct Attempt {
  /// The policy; nil asks directly.
  var policy: FallbackPolicy?
  /// Whether the deck asks for KLU, which the simulator must have.
  var usesKLU: Bool

  /// How a record names this attempt.
  var name: String { policy?.rawValue ?? ConvergencePath.direct.rawValue }

  /// The circuit as this attempt wants it.
  func circuit(of deck: CrossbarDeck) -> String {
    let steps = policy?.steps ?? 1
    var extra: [String] = []
    var text = deck.circuit
    if steps > 1 {
      // Where the ramp begins the drive is nearly nothing. It is not nothing, because a row at 0 V
      // may be another circuit, disconnected; the tolerances stay those of the real inputs.
      let start = deck.inputs.rows(0..<1).elements.map { $0 / 256 }
      let inputs = Matrix(
        rows: deck.inputs.rows + 1, columns: deck.inputs.columns,
        elements: start + deck.inputs.elements)
      text = CrossbarDeck(deck.crossbar, inputs: inputs).circuit
      extra.append(".options \(deck.options)")
    }
    if let options = policy?.options { extra.append(".options \(options)") }
    if usesKLU { extra.append(".options klu") }
    guard !extra.isEmpty, text.hasSuffix(".end\n") else { return text }
    return text.dropLast(".end\n".count) + extra.joined(separator: "\n") + "\n.end\n"
  }

  /// The job of this attempt.
  func job(
    for deck: CrossbarDeck, id: String, bounds: EvidenceBounds, wantsInnerVoltages: Bool
  ) -> SpiceJob {
    let batch = deck.inputs.rows
    let steps = policy?.steps ?? 1
    let deadline = SimulationCost.deadline(
      rows: deck.crossbar.rows, columns: deck.crossbar.columns, batch: batch * steps,
      technology: deck.crossbar.technology)
    return SpiceJob(
      id: id, deck: circuit(of: deck),
      // One over a power of two is exact, so the sweep meets every input exactly.
      analysis: steps == 1 ? deck.analysis : "dc vindex 0 \(batch) \(1 / Double(steps))",
      vectors: deck.currentVectors + deck.voltageVectors
        + (wantsInnerVoltages ? deck.innerVectors : []) + deck.readoutVectors,
      pointCount: batch,
      deadlineSeconds: deadline,
      acceptsHomotopy: policy.map(\.isHomotopy) ?? bounds.acceptsHomotopy,
      firstPoint: steps == 1 ? 0 : steps, pointStride: steps)
  }
}
