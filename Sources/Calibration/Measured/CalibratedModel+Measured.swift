internal import Configuration
internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import GoldenData
internal import LinearAlgebra
public import Records

extension CalibratedModel {
  /// Fits a member of the model family to measured currents.
  ///
  /// - Parameters:
  ///   - data: The measurements.
  ///   - settings: The member and how it is made.
  ///   - absolute: The standard deviation of a reading's absolute noise, in amperes; nil to estimate
  ///     it. Unused where the measurements have standard deviations or weights.
  ///   - relative: The standard deviation of a reading's proportional noise; nil to estimate it.
  ///     Unused likewise.
  ///   - hasOffset: Whether the instrument may have an offset.
  ///   - sizes: The sizes that the fit sees; nil for the usual ones, see ``CaseSplit``.
  /// - Returns: The model with intervals, errors and provenance.
  /// - Throws: `InputError` if the readings are too few, in another unit or of the other sign, or lead
  ///   to no fit; errors of the member if it does not apply to an array.
  public static func fitted(
    to data: MeasuredData, settings: CoreSettings, absolute: Double? = nil,
    relative: Double? = nil, hasOffset: Bool = true, sizes: [ArraySize]? = nil
  ) throws -> CalibratedModel {
    let kind = settings.kind
    let all = data.cases
    let split = try MeasuredSplit(data, sizes: sizes)
    let statistics = InputStatistics(observedIn: all.map(\.inputs))
    let start = ModelParameters(data.technology)
    // The offset and the two parts of the noise are unknown beside the parameters.
    let unknowns = start.values(for: kind).count + 3
    guard split.readings > unknowns else {
      throw InputError(
        source: data.currentsFiles, found: "\(split.readings) readings that the fit may see",
        accepted: "more than \(unknowns): parameters, offset and noise")
    }
    let predictor = ModelCalibration.predictor(of: settings, statistics)
    let expected = try CasePrediction(all, by: predictor).currents(at: [start])[0]
    try data.refuseCurrentUnits(expected: expected)
    try data.refuseOrder(expected: expected)
    let noise = split.noise(absolute: absolute, relative: relative)
    let calibration = try MeasuredCalibration(
      split.training, settings: settings, noise: noise, hasOffset: hasOffset,
      statistics: statistics)
    let fit = calibration.fit
    guard fit.hasConverged else {
      throw InputError(
        source: data.currentsFiles,
        found: "readings for which the fit found no minimum in \(fit.evaluations) evaluations",
        accepted: "a technology nearer to the arrays, or more readings")
    }
    let currents = try CasePrediction(all, by: .model(settings, statistics)).currents(
      at: [calibration.parameters])[0]
    let corrected = all.map { $0.corrected(for: fit.offset?.value ?? 0) }
    let heldOut = Set(split.heldOut.map(\.slug))
    let errors = ModelErrors.perCase(currents, on: corrected, heldOut: heldOut)
    if let wrong = errors.first(where: { !$0.relativeRmse.isFinite }) {
      throw InputError(
        source: data.currentsFiles, location: "case \(wrong.slug)",
        found: "a relative RMSE of \(wrong.relativeRmse)",
        accepted: "currents other than 0 A, where the model predicts some")
    }
    // What was fitted: the exact circuit, or a member whose parameters are its own.
    let fitted = try CasePrediction(all, by: predictor).currents(at: [calibration.parameters])[0]
    var member = ErrorMeasures()
    for (predicted, exact) in zip(currents, fitted) {
      member += ErrorMeasures(of: predicted, against: exact)
    }
    let own = kindStatistics(kind, statistics)
    var summaries = ModelErrors.summaries(currents, on: corrected, heldOut: heldOut)
    // Effective parameters are those of no circuit, unless one matrix is the circuit.
    if predictor.isExact || kind == .linear && data.technology.isLinear {
      summaries.loads = try LoadErrors(
        of: settings, parameters: calibration.parameters, statistics: own,
        on: (split.training, split.heldOut), against: .fitted)
    }
    let parameters = calibration.estimates.map(Parameter.init)
    return CalibratedModel(
      settings: settings, technology: TechnologyRecord(data.technology), parameters: parameters,
      parametersSha256: Checksum.of(parameters.map(\.value)),
      correlation: (0..<parameters.count).map { calibration.correlation.row($0) },
      errors: summaries, cases: errors,
      measured: Measured(
        technology: try data.technologyRecord(), sources: try data.sources(),
        offset: fit.offset.map {
          Measured.Offset(
            ampere: $0.value, standardError: $0.standardError, lower: $0.lower, upper: $0.upper)
        },
        noise: Measured.Noise(
          absoluteAmpere: fit.absoluteNoise, relative: fit.relativeNoise,
          given: data.given(absolute: absolute, relative: relative), scatter: fit.scatter,
          isContradicted: fit.contradictsNoise,
          heldOutScatter: split.heldOutScatter(
            zip(corrected, fitted).map { ($0, $1) }, fit: fit)),
        memberRelativeRmse: predictor.isExact ? member.relativeRMSE : nil),
      validity: Validity(
        covering: all.map(\.crossbar), inputs: all.map(\.inputs), kind: kind, statistics: own),
      tolerance: Tolerance(
        relativeRmse: max(1.05 * errors.map(\.relativeRmse).largestMagnitude, 1e-9),
        drift: acceptedDrift, loadDrift: acceptedLoadDrift, loadFactor: acceptedLoadFactor,
        reason: "5 % above the worst case at calibration, whose readings have noise; predictions "
          + "repeat to 1e-13 on any processor; errors by load may move by a fifth."))
  }
}

extension MeasuredData {
  /// The files of the currents, for messages.
  var currentsFiles: String { measurements.map(\.files.currents).joined(separator: ", ") }

  /// What was given of the noise, as models record it.
  func given(absolute: Double?, relative: Double?) -> String {
    if measurements.contains(where: { $0.files.standardDeviations != nil }) {
      return "standard deviations"
    }
    if measurements.contains(where: { $0.files.weights != nil }) { return "weights" }
    return switch (absolute, relative) {
    case (nil, nil): "nothing"
    case (_?, nil): "absolute"
    case (nil, _?): "relative"
    case (_?, _?): "absolute and relative"
    }
  }
}
