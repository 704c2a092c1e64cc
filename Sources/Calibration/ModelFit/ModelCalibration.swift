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
/// approximate its equations they are fitted by the exact circuit, and the member's own
/// coefficients after them: fitted by the member itself they would take in its error, which grows
/// with the array in another way than theirs, and predict larger arrays several times worse. The
/// linear and the secant member have effective parameters and are fitted by themselves.
public struct ModelCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: ModelParameters
  /// What the data say of each of them, with the names of model files.
  public let estimates: [ParameterEstimate]
  /// The correlation between the estimates, *parameters × parameters*.
  public let correlation: Matrix
  /// The fits that followed each other: of the circuit or the member, then of its own coefficients.
  public let fits: [ParameterFit]

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
    let member = CasePrediction(cases, by: .model(settings, statistics), threads: threads)
    let circuit = CasePrediction(
      cases, by: Self.predictor(of: settings, statistics), threads: threads)
    let start = ModelParameters.start(of: kind, for: technology)
    let names = ModelParameters.names(for: kind, coefficients: start.polynomial.count)
    let physical = names.count - start.polynomial.count
    var values = start.values(for: kind)
    var fits: [ParameterFit] = []
    for (range, prediction) in [(0..<physical, circuit), (physical..<names.count, member)]
    where !range.isEmpty {
      let fit = try Self.fit(
        range, of: names, at: values, kind: kind, by: prediction, on: cases)
      values.replaceSubrange(range, with: fit.values)
      fits.append(fit)
    }
    self.fits = fits
    estimates = fits.flatMap(\.estimates)
    correlation = Matrix(rows: names.count, columns: names.count) { row, column in
      // What was fitted before counts as known.
      if row < physical, column < physical { return fits[0].correlation[row, column] }
      guard row >= physical, column >= physical else { return 0 }
      return fits[1].correlation[row - physical, column - physical]
    }
    parameters = ModelParameters(values: values, for: kind)
  }

  /// What predicts for the fit of the physical parameters: the exact circuit, or a member whose
  /// parameters are effective ones.
  static func predictor(
    of settings: CoreSettings, _ statistics: InputStatistics
  ) -> CasePrediction.Predictor {
    let isEffective = settings.kind == .linear || settings.kind == .secant
    return isEffective ? .model(settings, statistics) : .circuit
  }

  /// Fits some of the parameters to noise-free currents; the others keep their values.
  static func fit(
    _ range: Range<Int>, of names: [String], at values: [Double], kind: ModelKind,
    by prediction: CasePrediction, on cases: [CalibrationCase]
  ) throws -> ParameterFit {
    try ParameterFit(
      described(range, of: names, at: values), noise: simulatorNoise
    ) { points in
      let sets = points.map { point in
        var all = values
        all.replaceSubrange(range, with: point)
        return ModelParameters(values: all, for: kind)
      }
      return try prediction.currents(at: sets).map { residuals(of: $0, on: cases) }
    }
  }

  /// Parameters as a fit sees them.
  static func described(
    _ range: Range<Int>, of names: [String], at values: [Double]
  ) -> [FitParameter] {
    range.map {
      FitParameter(
        name: names[$0], reference: values[$0], scale: scale(ofParameter: $0),
        lowerBound: lowerBound(ofParameter: $0))
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
    // The coupling of the other rows' drive. A square and a cube of the current, fitted to small
    // arrays, do not carry over to large ones.
    if kind == .separablePolynomial { parameters.polynomial = [1] }
    return parameters
  }
}
