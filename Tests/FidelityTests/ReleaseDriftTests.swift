import Configuration
import Fidelity
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

struct ReleaseDriftTests {
  private let subject = FidelitySubject(
    suite: "s", technology: "t", rows: 1, columns: 2, model: "nodal")

  /// A number whose currents miss 1 A by an error.
  private func number(_ error: Double, model: String = "nodal") -> FidelityNumber {
    var subject = subject
    subject.model = model
    return FidelityNumber(
      subject: subject,
      measures: ErrorMeasures(
        of: Matrix([[1 + error, 1]]), against: Matrix([[1, 1]]), ideal: Matrix([[2, 2]])),
      failures: 0, tolerance: .init(.relativeRMSE, atMost: 1, because: "a test"))
  }

  private func release(_ numbers: [FidelityNumber]) -> ReleaseNumbers {
    ReleaseNumbers(numbers, of: [], version: "1")
  }

  @Test func `what did not change did not move`() {
    let drift = ReleaseDrift(
      from: release([number(0.01)]), source: "r.json", to: [number(0.01)], of: [],
      isEverything: true)
    #expect(drift.moves.isEmpty && drift.added.isEmpty && drift.findings.isEmpty)
  }

  @Test func `every measure that moves is told, in both directions`() {
    for error in [0.0101, 0.0099] {
      let drift = ReleaseDrift(
        from: release([number(0.01)]), source: "r.json", to: [number(error)], of: [],
        isEverything: true)
      #expect(
        drift.moves.map(\.measure) == [
          "relative RMSE", "worst of full scale", "NF RMSE in points",
        ])
      #expect(drift.findings.isEmpty, "a number that moved is no failure")
    }
  }

  @Test func `rounding does not move a number`() {
    let drift = ReleaseDrift(
      from: release([number(1e-13)]), source: "r.json", to: [number(5e-12)], of: [],
      isEverything: true)
    #expect(drift.moves.isEmpty)
  }

  @Test func `a number that is no longer measured is a finding where everything is measured`() {
    let before = release([number(0.01), number(0.02, model: "linear")])
    let all = ReleaseDrift(
      from: before, source: "r.json", to: [number(0.01)], of: [], isEverything: true)
    #expect(all.missing.map(\.model) == ["linear"] && all.findings.count == 1)
    let some = ReleaseDrift(
      from: before, source: "r.json", to: [number(0.01)], of: [], isEverything: false)
    #expect(some.findings.isEmpty)
  }

  @Test func `numbers that changed under the same recipe are a finding`() throws {
    let suite = ReleaseNumbers.Suite(name: "s", fingerprint: "f", sha256: "1")
    let before = ReleaseNumbers([], of: [suite], version: "1")
    func drift(_ fingerprint: String, _ sum: String) -> ReleaseDrift {
      let now = ReleaseNumbers.Suite(name: "s", fingerprint: fingerprint, sha256: sum)
      return ReleaseDrift(from: before, source: "r.json", to: [], of: [now], isEverything: true)
    }
    #expect(drift("f", "1").findings.isEmpty)
    #expect(drift("f", "2").altered == ["s"])
    // Another recipe makes other numbers.
    #expect(drift("g", "2").findings.isEmpty)
  }

  @Test func `a record reads back to the same bits, and a damaged one is refused`() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-test-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let record = release([number(0.1 / 3), number(0.01, model: "a")])
    try record.write(to: file)
    #expect(try ReleaseNumbers(contentsOf: file) == record)
    let text = try String(contentsOf: file, encoding: .utf8)
    for (old, new) in [
      ("\"schema\" : 1", "\"schema\" : 2"), ("\"version\"", "\"vers\""),
      ("\"nodal\"", "\"a\""), ("\"rows\" : 1", "\"rows\" : \"one\""),
    ] {
      let damaged = text.replacingOccurrences(of: old, with: new)
      try #require(damaged != text)
      try Data(damaged.utf8).write(to: file)
      #expect(throws: InputError.self) { try ReleaseNumbers(contentsOf: file) }
    }
  }
}
