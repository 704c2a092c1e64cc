internal import Configuration
public import CrossbarModels
internal import Foundation
public import GoldenData

/// The regression test of one stored model against the golden data that it was fitted to.
///
/// A model may become neither worse nor better unnoticed: besides its error, the size of its
/// predictions is compared with what was recorded at calibration. That catches a changed
/// parameter, a changed model and changed data, also where the error stays within its tolerance.
public struct FidelityCheck: Sendable {
  /// The verdict on one case.
  public struct CaseVerdict: Sendable {
    /// The name of the case.
    public let slug: String
    /// The relative RMSE of the model's currents.
    public let relativeRMSE: Double
    /// What is wrong, in one line; nil if nothing is.
    public let finding: String?
  }

  /// The name of the model's technology.
  public let technology: String
  /// The verdicts, in the order of the suite.
  public let cases: [CaseVerdict]
  /// What is wrong with the model as a whole, one line each.
  public let findings: [String]

  /// Checks a model.
  ///
  /// - Parameters:
  ///   - model: The stored model.
  ///   - folder: The suite that the model names.
  /// - Throws: `InputError` if the suite's technology is none, `UnavailableError` if the simulator
  ///   alone can evaluate its cells.
  public init(_ model: CalibratedModel, against folder: GoldenFolder) throws {
    technology = model.technology.name
    var findings: [String] = []
    let actual = folder.digest.files[GoldenFolder.numbersName]
    if actual != model.golden.sha256 {
      findings.append(
        "suite \(folder.suite.name) is not the one that the model was fitted to; calibrate again")
    }
    if Checksum.of(model.parameters.map(\.value)) != model.parametersSha256 {
      findings.append("the parameters are not those that the calibration wrote")
    }
    let items = try CalibrationCase.standardReads(
      of: folder.suite, technology: model.golden.technology)
    if Set(items.map(\.slug)) != Set(model.cases.map(\.slug)) {
      findings.append("the cases of suite \(folder.suite.name) are not those of the model")
    }
    let heldOut = Set(model.cases.filter(\.isHeldOut).map(\.slug))
    let stored = Dictionary(
      model.cases.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    cases = ModelErrors.perCase(
      try model.currents(of: items), on: items, heldOut: heldOut
    ).map { now in
      CaseVerdict(
        slug: now.slug, relativeRMSE: now.relativeRmse,
        finding: Self.finding(now, before: stored[now.slug], tolerance: model.tolerance))
    }
    self.findings = findings
  }

  /// Whether nothing is wrong.
  public var agrees: Bool { findings.isEmpty && cases.allSatisfy { $0.finding == nil } }

  private static func finding(
    _ now: CalibratedModel.CaseError, before: CalibratedModel.CaseError?,
    tolerance: CalibratedModel.Tolerance
  ) -> String? {
    guard now.relativeRmse <= tolerance.relativeRmse else {
      return String(
        format: "relative RMSE %.3e exceeds the tolerance %.3e", now.relativeRmse,
        tolerance.relativeRmse)
    }
    guard let before else { return nil }
    let change = (now.relativeRmse - before.relativeRmse).magnitude
    guard change <= tolerance.drift else {
      return String(
        format: "relative RMSE moved from %.9e to %.9e, more than %.0e", before.relativeRmse,
        now.relativeRmse, tolerance.drift)
    }
    let scale = max(before.predictionRmsAmpere, .leastNormalMagnitude)
    let drift = (now.predictionRmsAmpere - before.predictionRmsAmpere).magnitude / scale
    guard drift <= tolerance.drift else {
      return String(
        format: "predicted currents moved by %.3e of themselves, more than %.0e", drift,
        tolerance.drift)
    }
    return nil
  }
}
