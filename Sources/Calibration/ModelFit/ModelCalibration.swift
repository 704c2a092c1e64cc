internal import CrossbarModels
internal import Crossbars
public import LinearAlgebra
public import Records

/// The fit of a member of the model family to golden data.
///
/// A residual is a column current less that of SPICE, over the RMS current of its case, so that large
/// arrays do not drown small ones. The fit starts at the values of the technology, and a parameter
/// that the data do not determine keeps them.
///
/// Resistances and factors of the law are properties of the circuit. For the members that
/// approximate its equations they are fitted by the exact circuit: fitted by the member itself they
/// would take in its error, which grows with the array in another way than theirs, and predict larger
/// arrays several times worse. The linear and the secant member have effective parameters and are
/// fitted by themselves.
public struct ModelCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: ModelParameters
  /// The fit that found them.
  public let fit: ParameterFit

  /// What the data say of each of them, with the names of model files.
  public var estimates: [ParameterEstimate] { fit.estimates }
  /// The correlation between the estimates, *parameters × parameters*.
  public var correlation: Matrix { fit.correlation }

  /// What the simulator's currents are known to, relative to themselves: its `reltol`.
  ///
  /// A fit that is better than that has reached the end of what the data mean, and its interval is
  /// not made narrower than this noise allows.
  static let simulatorNoise = 1e-9

  /// Fits a member.
  ///
  /// - Parameters:
  ///   - cases: The cases that the fit sees, all of one technology; more currents than parameters.
  ///   - settings: The member and how it is made.
  ///   - statistics: The statistics of the inputs; nil for those of the cases.
  ///   - threads: The number of threads; nil for one per core.
  /// - Throws: What the circuit or the member throws if it does not apply to an array.
  public init(
    _ cases: [CalibrationCase], settings: CoreSettings, statistics: InputStatistics? = nil,
    threads: Int? = nil
  ) throws {
    guard let technology = cases.first?.crossbar.technology else {
      preconditionFailure("no cases")
    }
    let kind = settings.kind
    let statistics = statistics ?? InputStatistics(observedIn: cases.map(\.inputs))
    let prediction = CasePrediction(
      cases, by: Self.predictor(of: settings, statistics), threads: threads)
    let start = ModelParameters(technology).values(for: kind)
    fit = try ParameterFit(
      Self.described(kind, at: start), noise: Self.simulatorNoise
    ) { points in
      let sets = points.map { ModelParameters(values: $0, for: kind) }
      return try prediction.currents(at: sets).map { Self.residuals(of: $0, on: cases) }
    }
    parameters = ModelParameters(values: fit.values, for: kind)
  }

  /// What predicts for the fit of the physical parameters: the exact circuit, or a member whose
  /// parameters are effective ones.
  static func predictor(
    of settings: CoreSettings, _ statistics: InputStatistics
  ) -> CasePrediction.Predictor {
    let isEffective = settings.kind == .linear || settings.kind == .secant
    return isEffective ? .model(settings, statistics) : .circuit
  }

  /// The parameters of a member as a fit sees them.
  static func described(_ kind: ModelKind, at values: [Double]) -> [FitParameter] {
    ModelParameters.names(for: kind).enumerated().map { index, name in
      FitParameter(
        name: name, reference: values[index], scale: scale(ofParameter: index),
        lowerBound: lowerBound(ofParameter: index))
    }
  }

  private static func residuals(
    of currents: [Matrix], on cases: [CalibrationCase]
  ) -> [Double] {
    zip(currents, cases).flatMap { found, item in
      let scale = 1 / max(item.columnCurrents.rootMeanSquare, .leastNormalMagnitude)
      return zip(found.elements, item.columnCurrents.elements).map { ($0 - $1) * scale }
    }
  }

  /// The size below which a parameter does not matter.
  private static func scale(ofParameter index: Int) -> Double {
    switch index {
    case 0, 1: 0.01  // of a segment, in ohms
    default: 1  // of an end resistance, in ohms, or a factor
    }
  }

  private static func lowerBound(ofParameter index: Int) -> Double {
    switch index {
    case 0...3: 0
    default: 1e-3
    }
  }
}
