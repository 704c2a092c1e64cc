public import CrossbarModels
internal import GoldenData
public import LinearAlgebra

/// The errors of predicted currents on cases, in the measures that model files store.
public enum ModelErrors {
  /// The error on every case.
  ///
  /// - Parameters:
  ///   - currents: The predicted currents of every case, in amperes; *batch × columns* each.
  ///   - cases: The cases.
  ///   - heldOut: The names of the cases that the fit never saw.
  /// - Returns: One record per case, in order.
  public static func perCase(
    _ currents: [Matrix], on cases: [CalibrationCase], heldOut: Set<String>
  ) -> [CalibratedModel.CaseError] {
    zip(cases, currents).map { item, currents in
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
  ///   - currents: The predicted currents of every case, in amperes; *batch × columns* each.
  ///   - cases: The cases.
  /// - Returns: The summary.
  public static func summary(
    _ currents: [Matrix], on cases: [CalibrationCase]
  ) -> CalibratedModel.ErrorSummary {
    var squares = 0.0
    var reference = 0.0
    var worst = 0.0
    for (item, currents) in zip(cases, currents) {
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
}
