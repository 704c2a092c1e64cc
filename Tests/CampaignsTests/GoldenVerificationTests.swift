import Campaigns
import Foundation
import GoldenData
import LinearAlgebra
import SpiceProtocol
import SpicePool
import TestSupport
import Testing

@Suite(.serialized) struct GoldenVerificationTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  /// Changes the stored suite and records the change in the digest, as a careful forger would.
  private func forge(_ change: (inout GoldenSuite) -> Void) throws {
    var suite = try GoldenSuite(contentsOf: workplace.folder.file("a"))
    change(&suite)
    var files = try workplace.bytes("a")
    files["digest.json"] = nil
    files["suite.h5"] = try suite.serialized()
    try files["suite.h5"]?.write(to: workplace.folder.file("a/suite.h5"))
    try GoldenDigest(suite, files: files).serialized()
      .write(to: workplace.folder.file("a/digest.json"))
  }

  @Test func `an untouched suite agrees, also when SPICE runs again`() async throws {
    try await workplace.generate("a")
    let verification = try await workplace.check("a", resimulates: true)
    #expect(verification.findings.isEmpty, "\(verification.findings)")
    #expect(verification.notes.isEmpty)
    #expect(verification.cases.count == 5)
    // The same simulator on the same deck repeats itself.
    #expect(verification.cases.allSatisfy { $0.resimulation == 0 })
    #expect(verification.cases.allSatisfy { $0.kirchhoff ?? 1 < 1e-9 })
  }

  @Test func `a forged current is found by the nodal solver`() async throws {
    try await workplace.generate("a")
    try forge { $0.cases[2].columnCurrents[1, 3] *= 1.01 }
    let findings = try await workplace.check("a").findings
    #expect(findings.count == 1)
    #expect(
      findings.first?.contains("array2-binary: the stored current of input 1, column 3") == true)
  }

  @Test func `a forged voltage is found by Kirchhoff's law`() async throws {
    try await workplace.generate("a")
    try forge { $0.cases[0].nodeVoltages?[5] *= 1.001 }
    let findings = try await workplace.check("a").findings
    #expect(findings.count == 1)
    #expect(findings.first?.contains("Kirchhoff residual") == true)
  }

  @Test func `forged conductances are not those of the recipe`() async throws {
    try await workplace.generate("a")
    try forge { $0.cases[4].conductances[2, 4] *= 1.01 }
    let findings = try await workplace.check("a").findings
    #expect(findings.contains { $0.contains("conductances are not those that the recipe draws") })
  }

  @Test func `recorded evidence beyond its bound is found`() async throws {
    try await workplace.generate("a")
    try forge {
      $0.cases[0].evidence.path = "transientFallback"
      $0.cases[1].evidence.kirchhoff = 1e-8
    }
    #expect(try await workplace.check("a").findings.count == 2)
  }

  @Test func `a suite with a case less is not the recipe's`() async throws {
    try await workplace.generate("a")
    try forge { $0.cases.removeLast() }
    #expect(
      try await workplace.check("a").findings.contains { $0.contains("the recipe asks for 5") })
  }
}
