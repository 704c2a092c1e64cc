import Crossbars
import Fidelity
import Foundation
import GoldenData
import Testing

/// The largest error that one model may have under any kind of load.
@Suite struct LoadErrorTests {
  /// RMS of the error over the mean column current with all rows at the read voltage, at 64 × 64.
  static let bounds: [(technology: String, error: Double, sparse: Double)] = [
    ("sinh-100k", 2e-5, 3e-6), ("sinh-100k-500mv", 1.1e-4, 1.5e-5), ("1s1r-100k", 7e-5, 1e-5),
    ("1t1r-level1-50k", 1e-6, 1e-7), ("rram-milo", 2e-5, 2e-6), ("rram-skywater", 5e-5, 5e-6),
    ("stt-mram", 2e-5, 2e-6), ("rram-filamentary", 1.1e-4, 4e-6), ("rram-tiox", 1.6e-3, 1e-4),
  ]

  @Test(arguments: bounds)
  func `no kind of load is read worse`(technology: String, error: Double, sparse: Double) throws {
    let folder = try GoldenFolder(
      contentsOf: URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("golden/fidelity"))
    let study = ModelErrorStudy(folder, sizes: [[64, 64]], technologies: [technology])
    let models = ComparedModel.underLoads.filter { $0.name == "two-point" }
    let result = try #require(try study.loadErrors(size: [64, 64], models: models).first)
    let errors = try #require(result.errors)
    for (kind, found) in zip(LoadKind.allCases, errors) {
      // Sparse vectors carry little current, of which the same error would be much.
      #expect(found <= (kind == .sparse ? sparse : error), "\(kind.rawValue): \(found)")
    }
  }
}
