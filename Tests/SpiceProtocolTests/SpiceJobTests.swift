import Configuration
import SpiceProtocol
import Testing

@Suite struct SpiceJobTests {
  private let job = SpiceJob(
    id: "a case", deck: "abc", analysis: "op", vectors: ["v(a)"], pointCount: 1, deadlineSeconds: 1)

  @Test func `the digest of a deck is its SHA-256`() {
    // The example of FIPS 180-2, appendix B.1.
    #expect(
      job.deckDigest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `an error keeps the last forty lines and names its case`() {
    let error = SpiceError(
      .notConverged, job: job, reason: "aborted", transcript: (0..<100).map { "line \($0)" })
    #expect(error.transcript.count == 40)
    #expect(error.transcript.last == "line 99")
    #expect(
      error.description
        == "case a case: notConverged: aborted (deck ba7816bf8f01); ngspice said: line 99")
    #expect(error.category == .outsideTolerance)
    #expect(SpiceError(.workerCrashed, job: job, reason: "").category == .unavailable)
    #expect(SpiceError(.deckRejected, job: job, reason: "").category == .defect)
  }

  @Test func `vectors survive their payload bit by bit`() {
    let vectors = [[0.1, -0.0, .greatestFiniteMagnitude], [.leastNonzeroMagnitude, 1e-300, -7]]
    var payload = VectorPayload(reserving: 2, points: 3)
    for vector in vectors { vector.withUnsafeBufferPointer { payload.append($0) } }
    let found = VectorPayload.vectors(in: payload.bytes, vectorCount: 2, pointCount: 3)
    #expect(found?.map { $0.map(\.bitPattern) } == vectors.map { $0.map(\.bitPattern) })
    #expect(VectorPayload.vectors(in: payload.bytes, vectorCount: 3, pointCount: 3) == nil)
    #expect(VectorPayload.vectors(in: payload.bytes, vectorCount: -1, pointCount: -6) == nil)
    #expect(VectorPayload.vectors(in: payload.bytes, vectorCount: .max, pointCount: 2) == nil)
  }
}
