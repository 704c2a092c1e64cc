internal import SpiceProtocol

/// Why an attempt gave no vectors.
struct Shortfall {
  let code: SpiceError.Code
  let reason: String

  init(_ code: SpiceError.Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// The failure that a transcript states, if it states one.
  init?(verdict: TranscriptVerdict, isPoisoned: Bool) {
    if isPoisoned {
      self.init(.poisoned, "the library cannot recover and awaits to be detached")
      return
    }
    switch verdict.failure {
    case nil: return nil
    case .poisoned:
      self.init(.poisoned, "the library cannot recover and awaits to be detached")
    case .singular(let node):
      self.init(
        .singular,
        "the matrix is singular at \(node.isEmpty ? "an unnamed node" : "node \(node)"); "
          + "look for a floating node or a loop of voltage sources")
    case .deckRejected(let line): self.init(.deckRejected, line)
    case .notConverged(let line): self.init(.notConverged, line)
    case .unrecognized(let line): self.init(.unrecognized, line)
    }
  }
}
