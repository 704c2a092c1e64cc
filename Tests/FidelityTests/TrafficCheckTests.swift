import Crossbars
import Fidelity
import Foundation
import GoldenData
import Records
import Testing

/// Stored models on stored reads of networks, against SPICE.
@Suite struct TrafficCheckTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func model(_ name: String) throws -> CalibratedModel {
    try CalibratedModel(contentsOf: root.appendingPathComponent("golden/models/\(name).json"))
  }

  private static func check(_ model: CalibratedModel) throws -> TrafficCheck? {
    let folder = try GoldenFolder(contentsOf: root.appendingPathComponent("golden/traffic"))
    return try TrafficCheck(
      model, against: folder, slugs: Set(folder.suite.cases.map(\.slug)))
  }

  @Test func `what a model states holds on what networks send`() throws {
    var model = try Self.model("fidelity-sinh-100k")
    let check = try #require(try Self.check(model))
    // LeNet-5, ResNet-20 and the vision transformer, whose inputs have both signs.
    for network in ["lenet5", "resnet20", "vit"] {
      #expect(check.verdicts.count { $0.slug.contains("-\(network)-") } >= 5)
    }
    #expect(check.verdicts.allSatisfy { $0.finding == nil }, "\(check.verdicts)")
    // A model that claims much less is found.
    for kind in LoadKind.allCases.indices {
      model.errors.loads?.kinds[kind].ofFullDrive? /= 30
    }
    let findings = try #require(try Self.check(model)).verdicts.map(\.finding)
    #expect(findings.count { $0 != nil } > findings.count / 3, "\(findings)")
    #expect(findings.compactMap { $0 }.allSatisfy { $0.contains("as the model states") })
  }

  @Test func `models of other technologies and of some loads alone are left out`() throws {
    #expect(try Self.check(Self.model("fidelity-pcm-hermes")) == nil)
    #expect(try Self.check(Self.model("sinh-100k")) == nil)
  }
}
