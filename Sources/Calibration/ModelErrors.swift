public import CrossbarModels
internal import GoldenData
internal import LinearAlgebra

/// The errors of a model on cases, in the measures that model files store.
public enum ModelErrors {
  /// The error on every case.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the linear model.
  ///   - cases: The cases.
  ///   - heldOut: The names of the cases that the fit never saw.
  /// - Returns: One record per case, in order.
  public static func perCase(
    _ parameters: LinearModelParameters, on cases: [CalibrationCase], heldOut: Set<String>
  ) -> [CalibratedModel.CaseError] {
    zip(cases, LinearPrediction(cases).currents(parameters)).map { item, currents in
      let comparison = Comparison(of: currents, against: item.columnCurrents)
      return CalibratedModel.CaseError(
        slug: item.slug, isHeldOut: heldOut.contains(item.slug),
        relativeRmse: comparison.relativeRMSE,
        worstOfFullScale: comparison.worstRelativeToFullScale,
        predictionRmsAmpere: currents.rootMeanSquare)
    }
  }

  /// The error over several cases: all currents count alike, whatever case they are from.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the linear model.
  ///   - cases: The cases.
  /// - Returns: The summary.
  public static func summary(
    _ parameters: LinearModelParameters, on cases: [CalibrationCase]
  ) -> CalibratedModel.ErrorSummary {
    var squares = 0.0
    var reference = 0.0
    var worst = 0.0
    for (item, currents) in zip(cases, LinearPrediction(cases).currents(parameters)) {
      let difference = currents - item.columnCurrents
      squares += difference.elements.reduce(0) { $0 + $1 * $1 }
      reference += item.columnCurrents.elements.reduce(0) { $0 + $1 * $1 }
      worst = max(
        worst, difference.largestMagnitude / max(item.columnCurrents.largestMagnitude, 1e-300))
    }
    return CalibratedModel.ErrorSummary(
      cases: cases.count,
      relativeRmse: reference == 0 ? 0 : (squares / reference).squareRoot(),
      worstOfFullScale: worst)
  }

  /// The error by size, arrays that the fit saw apart from those that it never saw.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the linear model.
  ///   - training: The cases that the fit saw.
  ///   - heldOut: The cases that it never saw.
  /// - Returns: One record per size and part, smallest first.
  public static func perSize(
    _ parameters: LinearModelParameters, training: [CalibrationCase], heldOut: [CalibrationCase]
  ) -> [CalibratedModel.SizeError] {
    [(training, false), (heldOut, true)].flatMap { cases, isHeldOut in
      Dictionary(grouping: cases) { [$0.conductances.rows, $0.conductances.columns] }.map {
        size, cases in
        CalibratedModel.SizeError(
          rows: size[0], columns: size[1], isHeldOut: isHeldOut,
          summary: summary(parameters, on: cases))
      }
    }.sorted {
      ($0.rows * $0.columns, $0.rows, $0.isHeldOut ? 1 : 0)
        < ($1.rows * $1.columns, $1.rows, $1.isHeldOut ? 1 : 0)
    }
  }
}
