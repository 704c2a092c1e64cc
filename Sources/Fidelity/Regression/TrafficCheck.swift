internal import Calibration
internal import CrossbarModels
internal import Crossbars
internal import Foundation
package import GoldenData
internal import LinearAlgebra
package import Records

/// A stored model on arrays of networks with the reads that images bring to them, against SPICE.
///
/// What a model states by kind of load has to hold for what networks send. Reads of one array are of several
/// kinds, each with a stated error of full drive; the root mean square over the reads is what the model
/// states of them together. Of reads with voltages of both signs nothing is stated: for them the largest
/// stated error of a kind has to do.
package struct TrafficCheck: Sendable {
  /// The verdict on one case.
  package struct Verdict: Sendable {
    /// The name of the case.
    package var slug: String
    /// The number of rows.
    package var rows: Int
    /// The number of columns.
    package var columns: Int
    /// The errors of the model's currents.
    package var measures: ErrorMeasures
    /// The largest accepted relative RMSE, which is that of full drive over what the reads have of it.
    package var limit: Double
    /// What is wrong, in one line; nil if nothing is.
    package var finding: String?
  }

  /// The name of the suite.
  package let suite: String
  /// The key of the technology in the suite.
  package let technology: String
  /// The verdicts, in the order of the suite.
  package let verdicts: [Verdict]

  /// Checks a model; nil if the suite has no array of a network for it, or the model states nothing of loads
  /// or is made for some of them alone.
  ///
  /// - Parameters:
  ///   - model: A model.
  ///   - folder: A suite.
  ///   - slugs: The names of its cases whose arrays and inputs are files.
  /// - Throws: `InputError` if a technology of the suite is none; whatever keeps the model from reading a
  ///   case.
  package init?(
    _ model: CalibratedModel, against folder: GoldenFolder, slugs: Set<String>
  ) throws {
    // What was fitted to other vectors has errors that a kind alone does not tell.
    guard let stated = model.errors.loads, model.golden != nil, model.validity.load.isAny,
      !slugs.isEmpty, let (key, reads) = try model.reads(of: folder.suite)
    else { return nil }
    let items = reads.filter { slugs.contains($0.slug) }
    let found = try items.compactMap { try Self.verdict(on: $0, of: model, stated: stated) }
    guard !found.isEmpty else { return nil }
    suite = folder.suite.name
    technology = key
    verdicts = found
  }

  /// The verdict on a case; nil if the model states nothing of its reads.
  private static func verdict(
    on item: CalibrationCase, of model: CalibratedModel, stated: CalibratedModel.LoadErrors
  ) throws -> Verdict? {
    let crossbar = item.crossbar
    let voltage = crossbar.technology.read.voltage
    let load = LoadComposition(item.inputs, voltage: voltage)
    let largest = stated.kinds.compactMap(\.ofFullDrive).max()
    var squares = 0.0
    for kind in load.kinds {
      guard let error = stated.error(under: kind)?.ofFullDrive else { return nil }
      squares += Double(load.counts[kind, default: 0]) * error * error
    }
    if load.signed > 0 {
      guard let largest else { return nil }
      squares += Double(load.signed) * largest * largest
    }
    let error = (squares / Double(max(load.vectors - load.idle, 1))).squareRoot()
    // The parameters of the file are those of the circuit, and hold for either sign; its range of inputs is
    // that of its fit.
    let isSigned = load.signed > 0
    let statistics =
      isSigned
      ? .fullScale(of: crossbar.technology, isSigned: true)
      : model.statistics ?? .uniform(upTo: model.technology.readVoltage)
    let programmed = try FastCrossbarModel(
      model.settings, parameters: model.modelParameters, statistics: statistics
    ).program(crossbar)
    let currents = try programmed.read(item.inputs)
    let measures = item.errors(
      of: currents, ideal: IdealModel().program(crossbar).read(item.inputs))
    // What the model is wrong by at full drive is nothing beside the factor that is allowed.
    let full = try programmed.read(
      Matrix(rows: 1, columns: crossbar.rows, repeating: voltage))
    let mean = full.elements.reduce(0) { $0 + $1.magnitude } / Double(full.columns)
    let reference = item.columnCurrents.elements
    let rms = (reference.reduce(0) { $0 + $1 * $1 } / Double(reference.count)).squareRoot()
    // The same limit in the measure that all numbers of a verification have.
    let limit =
      rms > 0
      ? max(model.tolerance.loadFactor * error * mean / rms, FidelityCheck.roundingError)
      : FidelityCheck.roundingError
    return Verdict(
      slug: item.slug, rows: crossbar.rows, columns: crossbar.columns, measures: measures,
      limit: limit,
      finding: measures.relativeRMSE <= limit
        ? nil
        : String(
          format:
            "relative RMSE %.3e on the traffic of a network exceeds %.3e, as the model states "
            + "%.3e of full drive", measures.relativeRMSE, limit, error))
  }
}
