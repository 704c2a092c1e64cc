internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// Names what digital logic could give back of an accuracy that the arrays take.
  ///
  /// - Parameters:
  ///   - findings: What the digital network and every instance made of the images.
  ///   - errors: The errors of the layers' outputs on arrays.
  /// - Returns: A note; none where nothing is lost beyond chance, or a remedy is at work.
  func remedyNotes(
    _ findings: Findings, errors: [RelativeError]
  ) -> [String] {
    guard findings.changeFromDigital.upper < 0, options.correction == .none, mapping.gain != .layer,
      mapping.gain != .column,
      let worst = errors.indices.max(by: {
        (errors[$0].relative ?? 0) < (errors[$1].relative ?? 0)
      }), let error = errors[worst].relative
    else { return [] }
    let behind = errors[worst].relativeRMSEBehindFactor
    return [
      "layer \(network.matrixLayers[worst].name) errs most, by \(IdealReview.percent(error)), of which one "
        + "factor on its outputs would leave \(IdealReview.percent(behind)); what digital logic can "
        + "take back: gain = \"layer\" or \"column\" in [calibration] of the mapping, --correction "
        + "factors or moments; --attribute measures what each gives"
    ]
  }
}
