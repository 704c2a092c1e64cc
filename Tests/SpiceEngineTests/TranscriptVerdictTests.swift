import Foundation
import SpiceEngine
import SpiceProtocol
import Testing

/// The judgment of transcripts that ngspice-39 wrote, recorded through its callback.
@Suite struct TranscriptVerdictTests {
  private func verdict(_ name: String) throws -> TranscriptVerdict {
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Transcripts"))
    let text = try String(contentsOf: file, encoding: .utf8)
    return TranscriptVerdict(text.split(separator: "\n").map(String.init))
  }

  @Test(arguments: ["clean-op", "clean-sweep", "clean-transient"])
  func `a transcript of notes is clean`(name: String) throws {
    let verdict = try verdict(name)
    #expect(verdict.failure == nil)
    #expect(verdict.path == .direct)
  }

  @Test(arguments: ["undefined-parameter", "good-deck-in-poisoned-process"])
  func `a library that awaits to be detached is poisoned`(name: String) throws {
    #expect(try verdict(name).failure == .poisoned)
  }

  @Test(arguments: [("voltage-loop", "v1#branch"), ("floating-node", "f")])
  func `a singular matrix is named even if a value follows`(name: String, node: String) throws {
    let verdict = try verdict(name)
    #expect(verdict.failure == .singular(node: node))
    #expect(verdict.path == .transientFallback)
  }

  @Test(arguments: ["no-convergence", "sweep-stops-at-third-point", "step-too-small"])
  func `an aborted simulation did not converge`(name: String) throws {
    guard case .notConverged = try verdict(name).failure else {
      Issue.record("found \(String(describing: try verdict(name).failure))")
      return
    }
  }

  @Test(arguments: [
    "unknown-model", "unknown-function", "duplicate-device", "unknown-subcircuit", "unknown-card",
    "missing-end", "no-circuit", "resistor-without-value",
  ])
  func `a circuit that is not the deck's is rejected`(name: String) throws {
    guard case .deckRejected = try verdict(name).failure else {
      Issue.record("found \(String(describing: try verdict(name).failure))")
      return
    }
  }

  @Test func `source stepping is a homotopy and no failure`() throws {
    let verdict = try verdict("source-stepping")
    #expect(verdict.failure == nil)
    #expect(verdict.path == .homotopy)
  }

  @Test(arguments: [
    "stderr Error: the flux capacitor is empty", "stderr FATAL: no", "stdout Cannot do this",
    "stderr doing well Error: -1 out of range for ln",
  ])
  func `an error in unknown words is not ignored`(line: String) {
    guard case .unrecognized = TranscriptVerdict([line]).failure else {
      Issue.record("found \(String(describing: TranscriptVerdict([line]).failure))")
      return
    }
  }

  @Test func `the title of a circuit is no error`() {
    let verdict = TranscriptVerdict(["stdout Circuit: fatal error, singular matrix: check node a"])
    #expect(verdict == TranscriptVerdict())
  }

  @Test(arguments: [
    ("Warning: singular matrix:  check node b_3_7", "b_3_7"),
    ("Trying gmin =   1.0000E-03 Warning: singular matrix:  check node x", "x"),
    ("singular matrix:  check nodes b_1_2 and b_1_3", "b_1_2 and b_1_3"), ("singular matrix", ""),
  ])
  func `the node of a singular matrix is found anywhere in a line`(line: String, node: String) {
    #expect(TranscriptVerdict([line]).failure == .singular(node: node))
  }

  @Test func `the gravest failure wins in any order`() {
    let lines = [
      "Error: strange", "op simulation(s) aborted", "Error: circuit not parsed.",
      "singular matrix: check node a", "cannot recover and awaits to be detached",
    ]
    #expect(TranscriptVerdict(lines).failure == .poisoned)
    #expect(TranscriptVerdict(lines.reversed()).failure == .poisoned)
    #expect(TranscriptVerdict(lines.dropLast()).failure == .singular(node: "a"))
    #expect(TranscriptVerdict(lines.dropLast().reversed()).failure == .singular(node: "a"))
  }

  @Test func `a transient fallback is not taken back by later steps`() {
    let verdict = TranscriptVerdict([
      "Note: Transient op started", "Note: Transient op finished successfully",
      "Note: Starting source stepping",
    ])
    #expect(verdict.path == .transientFallback)
    #expect(verdict.failure == nil)
  }
}
