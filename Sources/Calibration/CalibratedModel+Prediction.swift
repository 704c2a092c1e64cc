public import CrossbarModels
public import LinearAlgebra

extension CalibratedModel {
  /// The model's column currents on a list of cases.
  ///
  /// - Parameter cases: Arrays with their inputs.
  /// - Returns: For every case the currents, in amperes; *batch × columns* each.
  /// - Throws: What programming and reading throw.
  public func currents(of cases: [CalibrationCase]) throws -> [Matrix] {
    try prediction(of: cases).currents(at: [modelParameters])[0]
  }

  private func prediction(of cases: [CalibrationCase]) -> CasePrediction {
    CasePrediction(cases, by: .model(.linear, .uniform(upTo: 1)))
  }

  private var modelParameters: ModelParameters {
    ModelParameters(values: parameters.map(\.value), for: .linear)
  }
}
