internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import LinearAlgebra
public import Records

extension CalibratedModel {
  /// The model's column currents on a list of cases.
  ///
  /// - Parameter cases: Arrays with their inputs.
  /// - Returns: For every case the currents, in amperes; *batch × columns* each.
  /// - Throws: What programming and reading throw.
  public func currents(of cases: [CalibrationCase]) throws -> [Matrix] {
    let statistics = statistics ?? InputStatistics(observedIn: cases.map(\.inputs))
    return try CasePrediction(cases, by: .model(settings, statistics)).currents(
      at: [modelParameters])[0]
  }
}
