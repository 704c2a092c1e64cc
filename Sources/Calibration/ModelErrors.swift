internal import CrossbarModels
internal import GoldenData
public import LinearAlgebra
public import Records

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
      let measures = item.errors(of: currents)
      return CalibratedModel.CaseError(
        slug: item.slug, isHeldOut: heldOut.contains(item.slug),
        relativeRmse: measures.relativeRMSE, worstOfFullScale: measures.worstOfFullScale,
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
    var measures = ErrorMeasures()
    for (item, currents) in zip(cases, currents) {
      measures += item.errors(of: currents)
    }
    return CalibratedModel.ErrorSummary(
      cases: measures.cases, relativeRmse: measures.relativeRMSE,
      worstOfFullScale: measures.worstOfFullScale)
  }

  /// The error on what the fit saw, on what it never saw, and by size.
  ///
  /// - Parameters:
  ///   - currents: The predicted currents of every case, in amperes; *batch × columns* each.
  ///   - cases: The cases.
  ///   - heldOut: The names of the cases that the fit never saw.
  /// - Returns: The errors; sizes smallest first, and of a size what the fit saw first.
  public static func summaries(
    _ currents: [Matrix], on cases: [CalibrationCase], heldOut: Set<String>
  ) -> CalibratedModel.Errors {
    func part(_ isChosen: (CalibrationCase) -> Bool) -> CalibratedModel.ErrorSummary {
      let chosen = zip(cases, currents).filter { isChosen($0.0) }
      return summary(chosen.map(\.1), on: chosen.map(\.0))
    }
    func isJudge(_ item: CalibrationCase) -> Bool { heldOut.contains(item.slug) }
    return CalibratedModel.Errors(
      training: part { !isJudge($0) }, heldOut: part(isJudge),
      sizes: Set(cases.map(\.size)).sorted().flatMap { size in
        [false, true].compactMap { isHeldOut in
          let found = part { $0.size == size && isJudge($0) == isHeldOut }
          return found.cases == 0
            ? nil
            : CalibratedModel.SizeError(
              rows: size.rows, columns: size.columns, isHeldOut: isHeldOut, summary: found)
        }
      })
  }
}
