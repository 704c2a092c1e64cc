public import CrossbarModels
public import LinearAlgebra

extension CalibratedModel {
  /// The model's column currents on a list of cases.
  ///
  /// - Parameter cases: Arrays with their inputs.
  /// - Returns: For every case the currents, in amperes; *batch × columns* each.
  public func currents(of cases: [CalibrationCase]) -> [Matrix] {
    LinearPrediction(cases).currents(linearParameters)
  }
}
