import Configuration
import Foundation
import Records
import Testing

/// Audits in result files, and what they say to people.
@Suite struct CurrentAuditTests {
  private static func layer(
    _ name: String, _ error: Double, isBeyond: Bool = false
  ) -> CurrentAudit.Layer {
    CurrentAudit.Layer(
      name: name, reads: 64, arrays: 12, relativeError: error, medianReadError: error,
      worstReadError: 4 * error, readsBeyond: isBeyond ? 40 : 0, errorLsb: 0.125,
      worstErrorLsb: 0.5, changedCodes: 0.0625, isBeyond: isBeyond)
  }

  @Test func `a layer beyond the tolerance is marked and named`() {
    var audit = CurrentAudit(
      tolerance: 1e-3, readsPerLayer: 64, images: 10,
      layers: [Self.layer("conv", 1.4e-3), Self.layer("fc", 2e-3, isBeyond: true)])
    #expect(audit.layersBeyond.map(\.name) == ["fc"])
    #expect(
      audit.verdict
        == "1 of 2 layers is beyond 1.5 times the tolerance of 0.1 %: fc (0.2 %)")
    audit.layers.removeLast()
    #expect(audit.verdict == "no layer is beyond 1.5 times the tolerance of 0.1 %")
  }

  private static func load(
    _ name: String, _ reads: Int, stated: Double? = nil
  ) -> CurrentAudit.Load {
    CurrentAudit.Load(
      load: name, reads: reads, relativeError: 1e-4, ofFullDrive: 3e-5, errorLsb: nil,
      stated: stated)
  }

  private static let unsolved = CurrentAudit.Spice.Unsolved(
    array: "fc, array 1", read: 2, code: "deadlineExceeded", reason: "no answer within 60 s")

  private static func spice(
    reads: Int, unsolved: [CurrentAudit.Spice.Unsolved]
  ) -> CurrentAudit.Spice {
    CurrentAudit.Spice(
      reads: reads, arrays: min(reads, 1), nodalDifference: 0, kirchhoff: 0, relativeError: 0,
      unsolved: unsolved)
  }

  @Test(arguments: [0, 63])
  func `reads that SPICE did not solve stand in the file and in the text`(solved: Int) throws {
    var result = EvaluationFileTests.result
    result.audit = CurrentAudit(
      tolerance: 1e-3, readsPerLayer: 64, images: 10, layers: [Self.layer("fc", 1e-4)])
    result.audit?.spice = Self.spice(reads: solved, unsolved: [Self.unsolved])
    #expect(try Self.read(result) == result)
    #expect(
      result.table.contains(
        "\nnot solved by SPICE: fc, array 1, read 2: deadlineExceeded: no answer within 60 s"))
    #expect(
      result.table.contains(solved == 0 ? "SPICE: no read was solved" : "SPICE: 63 reads of 1"))
    result.audit?.spice = Self.spice(reads: 63, unsolved: [])
    #expect(!String(decoding: try result.encoded(), as: UTF8.self).contains("unsolved"))
  }

  private typealias Contradiction = EvaluationFileTests.Contradiction

  private static let contradictions = [
    Contradiction("audit.layers") { $0.audit?.layers[0].name = "other" },
    Contradiction("audit.layers[0].reads") { $0.audit?.layers[0].reads = 65 },
    Contradiction("audit.layers[0].arrays") { $0.audit?.layers[0].arrays = 65 },
    Contradiction("audit.layers[0].relative_error") { $0.audit?.layers[0].relativeError = 1 },
    Contradiction("audit.layers[0].median_read_error") { $0.audit?.layers[0].medianReadError = 1 },
    Contradiction("audit.layers[0].reads_beyond") { $0.audit?.layers[0].readsBeyond = nil },
    Contradiction("audit.layers[0].reads_beyond") { $0.audit?.layers[0].readsBeyond = 65 },
    Contradiction("audit.layers[0].changed_codes") { $0.audit?.layers[0].changedCodes = 1.01 },
    Contradiction("audit.layers[0].is_beyond") { $0.audit?.layers[0].isBeyond = true },
    Contradiction("audit.layers[0].is_beyond") { $0.audit?.tolerance = 1e-5 },
    Contradiction("audit.layers[0].of_full_drive") { $0.audit?.layers[0].ofFullDrive = -1 },
    Contradiction("audit.layers[0].output_error") { $0.audit?.layers[0].outputError = -1 },
    Contradiction("audit.layers[0].loads") {
      $0.audit?.layers[0].loads = [Self.load("patches", 63)]
    },
    Contradiction("audit.layers[0].loads[0].load") {
      $0.audit?.layers[0].loads = [Self.load("patch", 64)]
    },
    Contradiction("audit.layers[0].is_beyond") {
      $0.audit?.layers[0].loads = [Self.load("patches", 64, stated: 1e-5)]
    },
    Contradiction("audit.layers") { $0.audit?.layers[0].outputShare = 0.5 },
    Contradiction("audit.spice.reads") {
      $0.audit?.spice = CurrentAudit.Spice(
        reads: 65, arrays: 1, nodalDifference: 0, kirchhoff: 0, relativeError: 0)
    },
    Contradiction("audit.spice.reads") { $0.audit?.spice = spice(reads: 0, unsolved: []) },
    Contradiction("audit.spice.reads") {
      $0.audit?.spice = spice(reads: 64, unsolved: [unsolved])
    },
    Contradiction("audit.spice.unsolved") {
      $0.audit?.spice = spice(reads: 1, unsolved: [])
      $0.audit?.spice?.unsolved = []
    },
    Contradiction("audit.spice.unsolved[0].read") {
      $0.audit?.spice = spice(reads: 1, unsolved: [unsolved])
      $0.audit?.spice?.unsolved?[0].read = -1
    },
    Contradiction("audit.tolerance") { $0.audit?.tolerance = 0 },
    Contradiction("audit.reads_per_layer") { $0.audit?.readsPerLayer = 0 },
    Contradiction("audit.images") { $0.audit?.images = 0 },
    Contradiction("audit") { $0.solver = .ideal },
  ]

  @Test(arguments: 0..<contradictions.count)
  func `an audit that contradicts itself is refused by key`(index: Int) throws {
    let contradiction = Self.contradictions[index]
    var result = EvaluationFileTests.result
    result.audit = CurrentAudit(
      tolerance: 1e-3, readsPerLayer: 64, images: 10, layers: [Self.layer("fc", 1e-4)])
    #expect(try Self.read(result) == result)
    contradiction.edit(&result)
    if contradiction.key == "audit" { result.fastModel = nil }
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key \(contradiction.key)", "\(error)")
  }

  private static func read(_ result: EvaluationResult) throws -> EvaluationResult {
    try EvaluationResult(result.encoded(), source: "r.json")
  }
}
