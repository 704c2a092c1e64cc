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
    let fit = LinearCalibration(split.training)
    let parameters = LinearModelParameters.names.indices.map { index in
      let value = fit.parameters.values[index]
      // JSON has no infinity: an undetermined parameter has an error larger than any resistance.
      let error = min(fit.standardErrors[index], 1e300)
      return Parameter(
        name: LinearModelParameters.names[index], value: value, standardError: error,
        lower: max(value - 1.96 * error, 0), upper: min(value + 1.96 * error, 1e300),
        isIdentifiable: fit.isIdentifiable[index])
    }
    let errors = ModelErrors.perCase(
      fit.parameters, on: cases, heldOut: Set(split.heldOut.map(\.slug)))
    let worst = errors.map(\.relativeRmse).max() ?? 0
    return CalibratedModel(
      settings: CoreSettings(.linear), technology: TechnologyRecord(technology),
      parameters: parameters,
      parametersSha256: Checksum.of(parameters.map(\.value)),
      correlation: (0..<fit.correlation.rows).map { fit.correlation.row($0) },
      errors: Errors(
        training: ModelErrors.summary(fit.parameters, on: split.training),
        heldOut: ModelErrors.summary(fit.parameters, on: split.heldOut),
        sizes: ModelErrors.perSize(fit.parameters, training: split.training, heldOut: split.heldOut)
      ),
      cases: errors,
      golden: Golden(
        suite: suite.name, technology: suite.technologies.first?.key ?? "",
        sha256: folder.digest.files[GoldenFolder.numbersName] ?? "",
        simulator: "\(suite.simulator) \(suite.simulatorVersion)", options: suite.options),
      validity: try validity(of: suite, technology: technology),
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

  private static func validity(
    of suite: GoldenSuite, technology: Technology
  ) throws -> Validity {
    let items = CalibrationCase.standardItems(of: suite)
    return Validity(
      covering: items.map { $0.crossbar(of: technology) }, inputs: items.map(\.inputs))
  }
}
