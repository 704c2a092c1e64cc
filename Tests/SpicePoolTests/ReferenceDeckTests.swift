import SpicePool
import SpiceProtocol
import TestSupport
import Testing

/// The circuits of `netlists/decks`, judged by their own `*expect` lines.
@Suite struct ReferenceDeckTests {
  @Test func `the folder holds at least ten decks`() {
    #expect(ReferenceDeck.all.count >= 10)
  }

  @Test(arguments: ReferenceDeck.all)
  func `a deck gives what it expects of itself`(deck: ReferenceDeck) async throws {
    let expectations = try deck.expectations()
    try #require(!expectations.isEmpty, "a deck without *expect lines proves nothing")
    let points = expectations[0].values.count
    var job = SpiceJob(
      id: deck.name, deck: deck.text, analysis: try deck.analysis(),
      vectors: expectations.map(\.vector), pointCount: points, deadlineSeconds: 60)
    if job.isTransient { job.pointCount = 100_000 }
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let result = try await pool.solve(job).solution()
      for (expectation, vector) in zip(expectations, result.vectors) {
        try #require(job.isTransient || expectation.values.count == vector.count)
        for (expected, value) in zip(expectation.values, vector.suffix(points)) {
          #expect(
            expectation.tolerance.admits(value, reference: expected),
            "\(expectation.vector) is \(value), expected is \(expected)")
        }
      }
    }
  }

  @Test(arguments: [
    "*expect v(a) 1 rel 1e-9", "*expect v(a) = 1", "*expect v(a) = x rel 1e-9",
    "*expect v(a) = 1 rel", "*expect v(a) = 1 rel -1", "*expect v(a) = nan rel 1e-9",
    "*expect v(a) = 1 rel 1e-9 2", "*expectv(a) = 1 rel 1e-9", "*expect v(a) = 1 rel 1 rel 2",
  ])
  func `an expectation that is not understood is an error`(line: String) {
    let deck = ReferenceDeck(name: "bad", text: "* bad\n\(line)\n.end\n")
    #expect(throws: ReferenceDeck.Malformed.self) { try deck.expectations() }
  }
}
