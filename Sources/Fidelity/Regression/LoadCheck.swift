internal import Calibration
internal import CrossbarModels
package import Crossbars
internal import Foundation
package import GoldenData
package import Records

/// A stored model under kinds of load, against SPICE: on arrays of golden data that it was not fitted
/// to.
///
/// The errors that a model states by load are those of one array against the nodal solver. Here they
/// have to hold on others.
package struct LoadCheck: Sendable {
  /// The verdict on one case.
  package struct Verdict: Sendable {
    /// The name of the case.
    package var slug: String
    /// The kind of load.
    package var load: LoadKind
    /// The number of rows.
    package var rows: Int
    /// The number of columns.
    package var columns: Int
    /// The errors of the model's currents.
    package var measures: ErrorMeasures
    /// The largest accepted relative RMSE.
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

  /// Checks a model; nil if the suite has no load for it.
  ///
  /// - Parameters:
  ///   - model: A model that states errors by load. One of measured currents stands for the arrays of its
  ///     laboratory, not for those of the technology file.
  ///   - folder: A suite.
  ///   - kinds: The kinds of load of its cases, by their names.
  /// - Throws: `InputError` if a technology of the suite is none; whatever keeps the model from reading
  ///   a case that it states an error for.
  package init?(
    _ model: CalibratedModel, against folder: GoldenFolder, kinds: [String: LoadKind]
  ) throws {
    guard let stated = model.errors.loads, model.golden != nil, !kinds.isEmpty,
      let (key, reads) = try model.reads(of: folder.suite)
    else { return nil }
    let items = reads.filter { item in
      kinds[item.slug].flatMap { stated.error(under: $0)?.relativeRmse } != nil
    }
    guard !items.isEmpty else { return nil }
    suite = folder.suite.name
    technology = key
    let statistics = model.statistics ?? .uniform(upTo: model.technology.readVoltage)
    let currents = try CasePrediction(items, by: .model(model.settings, statistics)).currents(
      at: [model.modelParameters])[0]
    verdicts = zip(items, currents).compactMap { item, currents in
      guard let kind = kinds[item.slug], let error = stated.error(under: kind)?.relativeRmse else {
        return nil
      }
      let measures = item.errors(
        of: currents, ideal: IdealModel().program(item.crossbar).read(item.inputs))
      let limit = max(model.tolerance.loadFactor * error, FidelityCheck.roundingError)
      return Verdict(
        slug: item.slug, load: kind, rows: item.crossbar.rows, columns: item.crossbar.columns,
        measures: measures, limit: limit,
        finding: measures.relativeRMSE <= limit
          ? nil
          : String(
            format: "relative RMSE %.3e under the load %@ exceeds %.3e, as the model states %.3e",
            measures.relativeRMSE, kind.rawValue, limit, error))
    }
  }
}
