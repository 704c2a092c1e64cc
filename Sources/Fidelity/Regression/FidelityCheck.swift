internal import Calibration
internal import Configuration
internal import CrossbarModels
public import Crossbars
public import Foundation
public import GoldenData
internal import LinearAlgebra
public import Records

/// The regression test of one stored model against the data that it was fitted to: golden data, or
/// currents of a laboratory.
///
/// A model may become neither worse nor better unnoticed: besides its error, the size of its
/// predictions is compared with what was recorded at calibration. That catches a changed
/// parameter, a changed model and changed data, also where the error stays within its tolerance.
public struct FidelityCheck: Sendable {
  /// The verdict on one case.
  public struct CaseVerdict: Sendable {
    /// The name of the case.
    public let slug: String
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The errors of the model's currents.
    public let measures: ErrorMeasures
    /// What is wrong, in one line; nil if nothing is.
    public let finding: String?

    /// The relative RMSE of the model's currents.
    public var relativeRMSE: Double { measures.relativeRMSE }
  }

  /// The verdict on the error under one kind of load.
  public struct LoadVerdict: Sendable {
    /// The kind.
    public let load: LoadKind
    /// What is wrong, in one line; nil if nothing is.
    public let finding: String?
  }

  /// The name of the model's technology.
  public let technology: String
  /// The verdicts, in the order of the suite.
  public let cases: [CaseVerdict]
  /// The verdicts on the errors by load, in the order of `LoadKind`; empty if the model states none.
  public let loads: [LoadVerdict]
  /// What is wrong with the model as a whole, one line each.
  public let findings: [String]

  /// Checks a model against golden data.
  ///
  /// - Parameters:
  ///   - model: The stored model, fitted to golden data.
  ///   - folder: The suite that the model names.
  /// - Throws: `InputError` if the suite's technology is none, `UnavailableError` if the simulator
  ///   alone can evaluate its cells.
  public init(_ model: CalibratedModel, against folder: GoldenFolder) throws {
    var findings: [String] = []
    let actual = folder.digest.files[GoldenFolder.numbersName]
    if actual != model.golden?.sha256 {
      findings.append(
        "suite \(folder.suite.name) is not the one that the model was fitted to; calibrate again")
    }
    try self.init(
      model,
      on: CalibrationCase.standardReads(of: folder.suite, technology: model.golden?.technology),
      of: "suite \(folder.suite.name)", findings: findings)
  }

  /// Checks a model against the measured currents that it was fitted to.
  ///
  /// - Parameters:
  ///   - model: The stored model.
  ///   - measured: Its record of the currents.
  ///   - folder: The folder that holds their files.
  /// - Throws: `UnavailableError` if a file cannot be read, `InputError` if one is not what the model
  ///   was fitted to.
  public init(
    _ model: CalibratedModel, against measured: CalibratedModel.Measured, in folder: URL
  ) throws {
    let data = try MeasuredData(measured, in: folder)
    try self.init(
      model, on: data.cases.map { $0.corrected(for: measured.offset?.ampere ?? 0) },
      of: "the measurement", findings: [])
  }

  private init(
    _ model: CalibratedModel, on items: [CalibrationCase], of data: String,
    findings known: [String]
  ) throws {
    technology = model.technology.name
    var findings = known
    if Checksum.of(model.parameters.map(\.value)) != model.parametersSha256 {
      findings.append("the parameters are not those that the calibration wrote")
    }
    if let technology = items.first?.crossbar.technology,
      let difference = model.technology.difference(from: technology)
    {
      findings.append("the technology is not that of \(data): \(difference)")
    }
    if items.map(\.slug) != model.cases.map(\.slug) {
      findings.append("the cases of \(data) are not those of the model")
    }
    let stored = Dictionary(
      model.cases.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    let currents = try model.currents(of: items)
    cases = zip(items, currents).map { item, currents in
      let measures = item.errors(
        of: currents, ideal: IdealModel().program(item.crossbar).read(item.inputs))
      return CaseVerdict(
        slug: item.slug, rows: item.crossbar.rows, columns: item.crossbar.columns,
        measures: measures,
        finding: Self.finding(
          measures, predictionRMS: currents.rootMeanSquare, before: stored[item.slug],
          tolerance: model.tolerance))
    }
    let errors = ModelErrors.summaries(
      currents, on: items, heldOut: Set(model.cases.filter(\.isHeldOut).map(\.slug)))
    loads = try Self.loads(of: model, on: items)
    self.findings = findings + Self.findings(on: model, claiming: errors)
  }

  /// Whether the errors by load are those that the model states.
  private static func loads(
    of model: CalibratedModel, on items: [CalibrationCase]
  ) throws -> [LoadVerdict] {
    guard let stated = model.errors.loads, let now = try model.loadErrors(on: items) else {
      return []
    }
    return now.kinds.map { now in
      LoadVerdict(
        load: now.load,
        finding: finding(now, stated: stated.error(under: now.load), model.tolerance))
    }
  }

  private static func finding(
    _ now: CalibratedModel.LoadError, stated: CalibratedModel.LoadError?,
    _ tolerance: CalibratedModel.Tolerance
  ) -> String? {
    guard let stated else { return "the model states no error" }
    for (measure, now, stated) in [
      ("of full drive", now.ofFullDrive, stated.ofFullDrive),
      ("relative RMSE", now.relativeRmse, stated.relativeRmse),
    ] {
      // Below the simulator's reltol an error is rounding.
      guard let now, let stated else {
        if now == nil, stated == nil { continue }
        return "the model \(stated == nil ? "states no" : "has no longer an") error"
      }
      guard (now - stated).magnitude <= max(tolerance.loadDrift * stated, roundingError) else {
        return String(
          format: "the error %@ moved from %.3e to %.3e, more than %.0f %% of itself", measure,
          stated, now, 100 * tolerance.loadDrift)
      }
    }
    return nil
  }

  /// An error that is rounding: what the simulator's `reltol` leaves open.
  static let roundingError = 1e-9

  /// Whether the errors that the model claims are those of its cases.
  private static func findings(
    on model: CalibratedModel, claiming now: CalibratedModel.Errors
  ) -> [String] {
    func differ(
      _ claimed: CalibratedModel.ErrorSummary, _ now: CalibratedModel.ErrorSummary
    ) -> Bool {
      !(claimed.cases == now.cases
        && (claimed.relativeRmse - now.relativeRmse).magnitude <= model.tolerance.drift
        && (claimed.worstOfFullScale - now.worstOfFullScale).magnitude <= model.tolerance.drift)
    }
    var parts = [
      ("training", model.errors.training, now.training),
      ("held-out", model.errors.heldOut, now.heldOut),
    ]
    guard model.errors.sizes.count == now.sizes.count else {
      return ["the sizes that the model has errors of are not those of its cases"]
    }
    for (claimed, now) in zip(model.errors.sizes, now.sizes) {
      guard [claimed.rows, claimed.columns] == [now.rows, now.columns],
        claimed.isHeldOut == now.isHeldOut
      else { return ["the sizes that the model has errors of are not those of its cases"] }
      parts.append(("\(now.rows)×\(now.columns)", claimed.summary, now.summary))
    }
    return parts.filter { differ($0.1, $0.2) }.map { name, claimed, now in
      String(
        format: "the %@ errors are stored as %.6e and %.6e, and are %.6e and %.6e", name,
        claimed.relativeRmse, claimed.worstOfFullScale, now.relativeRmse, now.worstOfFullScale)
    }
  }

  /// Whether nothing is wrong.
  public var agrees: Bool {
    findings.isEmpty && cases.allSatisfy { $0.finding == nil }
      && loads.allSatisfy { $0.finding == nil }
  }

  private static func finding(
    _ now: ErrorMeasures, predictionRMS: Double, before: CalibratedModel.CaseError?,
    tolerance: CalibratedModel.Tolerance
  ) -> String? {
    guard now.relativeRMSE <= tolerance.relativeRmse else {
      return String(
        format: "relative RMSE %.3e exceeds the tolerance %.3e", now.relativeRMSE,
        tolerance.relativeRmse)
    }
    guard let before else { return nil }
    guard (now.relativeRMSE - before.relativeRmse).magnitude <= tolerance.drift else {
      return String(
        format: "relative RMSE moved from %.9e to %.9e, more than %.0e", before.relativeRmse,
        now.relativeRMSE, tolerance.drift)
    }
    guard (now.worstOfFullScale - before.worstOfFullScale).magnitude <= tolerance.drift else {
      return String(
        format: "worst error of full scale moved from %.9e to %.9e, more than %.0e",
        before.worstOfFullScale, now.worstOfFullScale, tolerance.drift)
    }
    let scale = max(before.predictionRmsAmpere, .leastNormalMagnitude)
    let drift = (predictionRMS - before.predictionRmsAmpere).magnitude / scale
    guard drift <= tolerance.drift else {
      return String(
        format: "predicted currents moved by %.3e of themselves, more than %.0e", drift,
        tolerance.drift)
    }
    return nil
  }
}
