public import CrossbarModels
internal import Crossbars
internal import LinearAlgebra

/// The fit of a member of the model family to golden data.
///
/// A residual is a column current less that of SPICE, over the RMS current of its case, so that large
/// arrays do not drown small ones. The fit starts at the values of the technology, and a parameter
/// that the data do not determine keeps them.
public struct ModelCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: ModelParameters
  /// What the data say of each of them, with the names of model files.
  public let fit: ParameterFit

  /// What the simulator's currents are known to, relative to themselves: its `reltol`.
  ///
  /// A fit that is better than that has reached the end of what the data mean, and its interval is
  /// not made narrower than this noise allows.
  static let simulatorNoise = 1e-9

  /// Fits a member.
  ///
  /// - Parameters:
  ///   - cases: The cases that the fit sees, all of one technology; more currents than parameters.
  ///   - kind: The member.
  ///   - predictor: What predicts; nil for the member itself with the statistics of the inputs.
  ///   - threads: The number of threads; nil for one per core.
  /// - Throws: What the member throws if it does not apply to an array.
  public init(
    _ cases: [CalibrationCase], kind: ModelKind, by predictor: CasePrediction.Predictor? = nil,
    threads: Int? = nil
  ) throws {
    guard let technology = cases.first?.crossbar.technology else {
      preconditionFailure("no cases")
    }
    let prediction = CasePrediction(
      cases,
      by: predictor
        ?? .model(CoreSettings(kind), InputStatistics(observedIn: cases.map(\.inputs))),
      threads: threads)
    let start = ModelParameters.start(of: kind, for: technology)
    let names = ModelParameters.names(for: kind, coefficients: start.polynomial.count)
    let references = start.values(for: kind)
    let described = zip(names, references).enumerated().map { index, item in
      FitParameter(
        name: item.0, reference: item.1, scale: Self.scale(ofParameter: index),
        lowerBound: Self.lowerBound(ofParameter: index))
    }
    let scales = cases.map { 1 / max($0.columnCurrents.rootMeanSquare, .leastNormalMagnitude) }
    fit = try ParameterFit(described, noise: Self.simulatorNoise) { points in
      try prediction.currents(at: points.map { ModelParameters(values: $0, for: kind) }).map {
        zip(cases, zip($0, scales)).flatMap { item, found in
          zip(found.0.elements, item.columnCurrents.elements).map { ($0 - $1) * found.1 }
        }
      }
    }
    parameters = ModelParameters(values: fit.values, for: kind)
  }

  /// The size below which a parameter does not matter.
  private static func scale(ofParameter index: Int) -> Double {
    switch index {
    case 0, 1: 0.01  // of a segment, in ohms
    case 2, 3: 1  // of an end resistance, in ohms
    case 4, 5: 1
    default: 0.1
    }
  }

  private static func lowerBound(ofParameter index: Int) -> Double {
    switch index {
    case 0...3: 0
    case 4, 5: 1e-3
    default: -.infinity
    }
  }
}

extension ModelParameters {
  /// The parameters that a fit starts from: those of the technology, and the derived output
  /// polynomial.
  static func start(of kind: ModelKind, for technology: Technology) -> ModelParameters {
    var parameters = ModelParameters(technology)
    // The coupling of the other rows' drive, then a square and a cube of the normalized current.
    if kind == .separablePolynomial { parameters.polynomial = [1, 0, 0] }
    return parameters
  }
}
