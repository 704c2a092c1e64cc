internal import Configuration
internal import Foundation
internal import CrossbarModels
internal import Crossbars
public import GoldenData
internal import LinearAlgebra
public import Records

extension CalibratedModel {
  /// The change of a prediction that a regression test accepts.
  ///
  /// Predictions repeat to about 1e-13 on any processor; a change of 1 % in the parameter that
  /// matters least moves them by more than 1e-7.
  static let acceptedDrift = 1e-8
  /// The change of an error by load that a regression test accepts, a part of itself: a member may be
  /// made a little better or faster, and an error of rounding is noise.
  static let acceptedLoadDrift = 0.2
  /// How much larger than the stated error by load the one on other arrays may be.
  ///
  /// Arrays of the same technology differ by their draw, and so do a few vectors of a load.
  static let acceptedLoadFactor = 2.0

  /// Fits a member of the model family to golden data.
  ///
  /// - Parameters:
  ///   - folder: An intact suite.
  ///   - settings: The member and how it is made; nil for one matrix where currents are linear in the
  ///     voltages, and for the two-point member elsewhere.
  ///   - key: The key of the technology in the suite; nil if it has one alone.
  ///   - sizes: The sizes that the fit sees; nil for the usual ones, see ``CaseSplit``.
  /// - Returns: The model with intervals, errors and provenance.
  /// - Throws: `InputError` if the suite contradicts its digest, lacks the technology or a size, or
  ///   has too few or only zero currents, no standard reads, or arrays with mismatch;
  ///   `UnavailableError` and errors of the member if it does not apply to an array.
  public static func fitted(
    to folder: GoldenFolder, settings: CoreSettings? = nil, technology key: String? = nil,
    sizes: [ArraySize]? = nil
  ) throws -> CalibratedModel {
    let selection = try GoldenSelection(folder, technology: key, sizes: sizes)
    let settings = settings ?? .usual(for: selection.technology)
    let cases = selection.cases
    let split = selection.split
    let statistics = InputStatistics(observedIn: cases.map(\.inputs))
    let count = split.training.reduce(0) { $0 + $1.columnCurrents.elements.count }
    let unknowns = ModelParameters.names(for: settings.kind).count
    guard count > unknowns,
      split.training.contains(where: { $0.columnCurrents.largestMagnitude > 0 })
    else {
      throw InputError(
        source: folder.url.path, found: "\(count) currents to fit \(unknowns) parameters to",
        accepted: "more currents than parameters, not all of them zero")
    }
    let calibration = try ModelCalibration(
      split.training, settings: settings, statistics: statistics)
    let currents = try CasePrediction(cases, by: .model(settings, statistics)).currents(
      at: [calibration.parameters])[0]
    let heldOut = Set(split.heldOut.map(\.slug))
    let errors = ModelErrors.perCase(currents, on: cases, heldOut: heldOut)
    let worst = errors.map(\.relativeRmse).largestMagnitude
    if let wrong = errors.first(where: { !$0.relativeRmse.isFinite }) {
      throw InputError(
        source: folder.url.path, location: "case \(wrong.slug)",
        found: "a relative RMSE of \(wrong.relativeRmse): the model of kind "
          + "\(settings.kind.rawValue) predicts \(wrong.predictionRmsAmpere) A (RMS)",
        accepted: "currents other than 0 A, where the model predicts some")
    }
    let parameters = calibration.estimates.map(Parameter.init)
    let suite = folder.suite
    let fitted = kindStatistics(settings.kind, statistics)
    var summaries = ModelErrors.summaries(currents, on: cases, heldOut: heldOut)
    summaries.loads = try LoadErrors(
      of: settings, parameters: calibration.parameters, statistics: fitted,
      on: (split.training, split.heldOut), against: .technology)
    return CalibratedModel(
      settings: settings, technology: TechnologyRecord(selection.technology),
      parameters: parameters, parametersSha256: Checksum.of(parameters.map(\.value)),
      correlation: (0..<parameters.count).map { calibration.correlation.row($0) },
      errors: summaries, cases: errors,
      golden: Golden(
        suite: suite.name, technology: selection.key,
        sha256: folder.digest.files[GoldenFolder.numbersName] ?? "",
        simulator: "\(suite.simulator) \(suite.simulatorVersion)", options: suite.options),
      validity: Validity(
        covering: cases.map(\.crossbar), inputs: cases.map(\.inputs), kind: settings.kind,
        statistics: fitted),
      tolerance: Tolerance(
        relativeRmse: max(1.05 * worst, 1e-9), drift: acceptedDrift, loadDrift: acceptedLoadDrift,
        loadFactor: acceptedLoadFactor,
        reason: "5 % above the worst case at calibration, and never below the simulator's reltol; "
          + "predictions repeat to 1e-13 on any processor; errors by load may move by a fifth, and "
          + "be twice as large on other arrays."))
  }

  /// The statistics that a model file has: those of members whose operating point they choose.
  static func kindStatistics(_ kind: ModelKind, _ statistics: InputStatistics) -> InputStatistics? {
    kind.hasStatistics ? statistics : nil
  }
}

extension CalibratedModel.Parameter {
  /// The record of an estimate.
  init(_ estimate: ParameterEstimate) {
    self.init(
      name: estimate.name, value: estimate.value, standardError: estimate.standardError,
      lower: estimate.lower, upper: estimate.upper, isIdentifiable: estimate.isDetermined,
      obstacle: estimate.obstacle)
  }
}
