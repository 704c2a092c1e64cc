internal import Configuration
internal import Foundation
public import CrossbarModels
public import GoldenData
internal import Crossbars
internal import LinearAlgebra

extension CalibratedModel {
  /// The change of a prediction that a regression test accepts.
  ///
  /// Predictions repeat to about 1e-13 on any processor; a change of 1 % in the parameter that
  /// matters least moves them by more than 1e-7.
  static let acceptedDrift = 1e-8

  /// Fits the linear model to a suite of golden data.
  ///
  /// - Parameter folder: An intact suite.
  /// - Returns: The model with intervals, errors and provenance.
  /// - Throws: `InputError` if the suite contradicts its digest, or has too few or only zero
  ///   currents to fit five parameters, no standard reads, or arrays with mismatch.
  public static func linear(fittedTo folder: GoldenFolder) throws -> CalibratedModel {
    let source = folder.url.path
    if let first = folder.disagreements.first {
      throw InputError(
        source: source, found: first,
        accepted: "files that `assay golden generate` made; see `assay golden verify`")
    }
    let suite = folder.suite
    let technology = try suite.onlyTechnology(for: "a model of one")
    try refuseDeviations(suite, source: source)
    let cases = try CalibrationCase.standardReads(of: suite)
    guard !cases.isEmpty else {
      throw InputError(
        source: source, found: "no case in the standard read mode with plain columns",
        accepted: "reads that the model describes: unselected rows grounded, driven at the first "
          + "column, sensed at the last row")
    }
    let split = CaseSplit(cases)
    let count = split.training.reduce(0) { $0 + $1.columnCurrents.elements.count }
    guard count > LinearModelParameters.names.count,
      split.training.contains(where: { $0.columnCurrents.largestMagnitude > 0 })
    else {
      throw InputError(
        source: source,
        found: "\(count) currents to fit \(LinearModelParameters.names.count) "
          + "parameters to",
        accepted: "more currents than parameters, not all of them zero")
    }
    let calibration = try ModelCalibration(split.training, kind: .linear)
    let fit = calibration.fit
    let parameters = fit.estimates.map {
      Parameter(
        name: $0.name, value: $0.value, standardError: $0.standardError, lower: $0.lower,
        upper: $0.upper, isIdentifiable: $0.isDetermined)
    }
    func currents(_ cases: [CalibrationCase]) throws -> [Matrix] {
      try CasePrediction(cases, by: .model(.linear, .uniform(upTo: 1))).currents(
        at: [calibration.parameters])[0]
    }
    let errors = ModelErrors.perCase(
      try currents(cases), on: cases, heldOut: Set(split.heldOut.map(\.slug)))
    let worst = errors.map(\.relativeRmse).max() ?? 0
    return CalibratedModel(
      kind: "linear", technology: TechnologyRecord(technology), parameters: parameters,
      parametersSha256: Checksum.of(parameters.map(\.value)),
      correlation: (0..<fit.correlation.rows).map { fit.correlation.row($0) },
      errors: Errors(
        training: ModelErrors.summary(try currents(split.training), on: split.training),
        heldOut: ModelErrors.summary(try currents(split.heldOut), on: split.heldOut)),
      cases: errors,
      golden: Golden(
        suite: suite.name, sha256: folder.digest.files[GoldenFolder.numbersName] ?? "",
        simulator: "\(suite.simulator) \(suite.simulatorVersion)", options: suite.options),
      validity: validity(of: cases),
      tolerance: Tolerance(
        relativeRmse: max(1.05 * worst, 1e-9), drift: acceptedDrift,
        reason: "5 % above the worst case at calibration, and never below the simulator's reltol; "
          + "predictions repeat to 1e-13 on any processor."))
  }

  /// Refuses arrays whose circuits differ from their technology, which the model cannot describe.
  private static func refuseDeviations(_ suite: GoldenSuite, source: String) throws {
    for item in suite.cases {
      var deviations = item.deviations
      // The converters stand behind the currents.
      deviations.converterMismatch = nil
      guard deviations == .none else {
        throw InputError(
          source: source, location: "case \(item.slug)",
          found: "wires, transistors or converters that differ from the technology's",
          accepted: "arrays without [mismatch], whose cells alone differ")
      }
    }
  }

  private static func validity(of cases: [CalibrationCase]) -> Validity {
    let inputs = cases.flatMap(\.inputs.elements)
    let conductances = cases.flatMap(\.conductances.elements)
    func range<Value: Comparable>(_ values: [Value]) -> [Value] {
      guard let lower = values.min(), let upper = values.max() else { return [] }
      return [lower, upper]
    }
    return Validity(
      rows: range(cases.map(\.conductances.rows)),
      columns: range(cases.map(\.conductances.columns)), inputVolt: range(inputs),
      conductanceSiemens: range(conductances))
  }
}
