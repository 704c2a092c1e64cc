internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import LinearAlgebra
public import Records

/// The fit of a member of the model family to measured currents.
///
/// The parameters are those of ``ModelCalibration``, and fitted by the same circuit; what differs is
/// the noise, see ``MeasurementFit``. Coefficients that a member has of its own are fitted to the currents
/// of its exact circuit and not to the readings: they are about the member, and have no noise.
public struct MeasuredCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: ModelParameters
  /// What the readings say of each of them, with the names of model files.
  public let estimates: [ParameterEstimate]
  /// The correlation between the estimates, *parameters × parameters*.
  public let correlation: Matrix
  /// The fit to the readings.
  public let fit: MeasurementFit

  /// Fits a member.
  ///
  /// - Parameters:
  ///   - cases: The arrays that the fit sees, all of one technology, with more readings than
  ///     parameters; missing readings are NaN.
  ///   - settings: The member and how it is made.
  ///   - noise: What is known of the noise, with a number for each reading that is not missing.
  ///   - hasOffset: Whether the instrument may have an offset.
  ///   - statistics: The statistics of the inputs; nil for those of the cases.
  ///   - threads: The number of threads; nil for one per core.
  /// - Throws: What the circuit or the member throws if it does not apply to an array.
  public init(
    _ cases: [CalibrationCase], settings: CoreSettings,
    noise: ReadingNoise = .parts(absolute: nil, relative: nil), hasOffset: Bool = true,
    statistics: InputStatistics? = nil, threads: Int? = nil
  ) throws {
    guard let technology = cases.first?.crossbar.technology else {
      preconditionFailure("no cases")
    }
    let kind = settings.kind
    let statistics = statistics ?? InputStatistics(observedIn: cases.map(\.inputs))
    let circuit = CasePrediction(
      cases, by: ModelCalibration.predictor(of: settings, statistics), threads: threads)
    let start = ModelParameters.start(of: kind, for: technology)
    let names = ModelParameters.names(for: kind, coefficients: start.polynomial.count)
    let physical = names.count - start.polynomial.count
    var values = start.values(for: kind)
    let coefficients = Array(values.dropFirst(physical))
    let places = cases.map { item in
      item.columnCurrents.elements.indices.filter { !item.columnCurrents.elements[$0].isNaN }
    }
    let readings = zip(cases, places).flatMap { item, places in
      places.map { item.columnCurrents.elements[$0] }
    }
    fit = try MeasurementFit(
      ModelCalibration.described(0..<physical, of: names, at: values), readings: readings,
      hasOffset: hasOffset, noise: noise
    ) { points in
      let sets = points.map { ModelParameters(values: $0 + coefficients, for: kind) }
      return try circuit.currents(at: sets).map { currents in
        zip(currents, places).flatMap { matrix, places in places.map { matrix.elements[$0] } }
      }
    }
    values.replaceSubrange(0..<physical, with: fit.values)
    var estimates = fit.estimates
    if physical < names.count {
      let exact = try circuit.currents(at: [ModelParameters(values: values, for: kind)])[0]
      let noiseless = zip(cases, exact).map { item, currents in
        var item = item
        item.columnCurrents = currents
        return item
      }
      let member = CasePrediction(noiseless, by: .model(settings, statistics), threads: threads)
      let own = try ModelCalibration.fit(
        physical..<names.count, of: names, at: values, kind: kind, by: member, on: noiseless)
      values.replaceSubrange(physical..<names.count, with: own.values)
      estimates += own.estimates
    }
    self.estimates = estimates
    let found = fit.correlation
    correlation = Matrix(rows: names.count, columns: names.count) { row, column in
      row < physical && column < physical ? found[row, column] : row == column ? 1 : 0
    }
    parameters = ModelParameters(values: values, for: kind)
  }
}
