import Crossbars
import Fidelity
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

/// Errors by load of the stored models, against stored SPICE currents of other arrays.
@Suite struct LoadCheckTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func model(_ name: String) throws -> CalibratedModel {
    try CalibratedModel(contentsOf: root.appendingPathComponent("golden/models/\(name).json"))
  }

  private static func check(_ model: CalibratedModel) throws -> LoadCheck? {
    let folder = try GoldenFolder(contentsOf: root.appendingPathComponent("golden/loads"))
    var kinds: [String: LoadKind] = [:]
    for item in folder.suite.cases {
      // The highest voltage of a case may miss the read voltage, which is not what tells kinds apart.
      let voltage = item.inputs.largestMagnitude
      kinds[item.slug] = LoadComposition(item.inputs, voltage: voltage).kinds.first
    }
    return try LoadCheck(model, against: folder, kinds: kinds)
  }

  @Test func `what a model states by load holds for SPICE on another array`() throws {
    var model = try Self.model("fidelity-sinh-100k")
    let check = try #require(try Self.check(model))
    #expect(check.verdicts.map(\.load) == LoadKind.allCases)
    #expect(check.verdicts.allSatisfy { $0.finding == nil }, "\(check.verdicts)")
    // A model that claims a third of its error is found under every load.
    for kind in LoadKind.allCases.indices {
      model.errors.loads?.kinds[kind].relativeRmse? /= 3
    }
    let findings = try #require(try Self.check(model)).verdicts.map(\.finding)
    #expect(findings.count { $0 != nil } >= 6, "\(findings)")
    #expect(findings.compactMap { $0 }.allSatisfy { $0.contains("as the model states") })
  }

  @Test func `a model of another technology is left out`() throws {
    #expect(try Self.check(Self.model("fidelity-pcm-hermes")) == nil)
    #expect(try Self.check(Self.model("unequal-wires")) == nil)
  }
}
