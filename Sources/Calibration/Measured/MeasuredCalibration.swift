internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import LinearAlgebra
internal import NodalAnalysis
public import Records

/// The fit of a member of the model family to measured currents.
///
/// The parameters are those of ``ModelCalibration``, and fitted by the same circuit; what differs is
/// the noise, see ``MeasurementFit``.
public struct MeasuredCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: ModelParameters
  /// The fit to the readings.
  public let fit: MeasurementFit

  /// What the readings say of each parameter, with the names of model files.
  public var estimates: [ParameterEstimate] { fit.estimates }
  /// The correlation between the estimates, *parameters × parameters*.
  public var correlation: Matrix { fit.correlation }

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
    let start = ModelParameters(technology).values(for: kind)
    let places = cases.map { item in
      item.columnCurrents.elements.indices.filter { !item.columnCurrents.elements[$0].isNaN }
    }
    let readings = zip(cases, places).flatMap { item, places in
      places.map { item.columnCurrents.elements[$0] }
    }
    do {
      fit = try MeasurementFit(
        ModelCalibration.described(kind, at: start), readings: readings, hasOffset: hasOffset,
        noise: noise
      ) { points in
        let sets = points.map { ModelParameters(values: $0, for: kind) }
        return try circuit.currents(at: sets).map { currents in
          zip(currents, places).flatMap { matrix, places in places.map { matrix.elements[$0] } }
        }
      }
    } catch let error as NodalError {
      throw InputError(
        source: "the measured currents",
        found: "readings that lead the fit to a circuit without a solution (\(error))",
        accepted:
          "currents of these conductances and voltages, with arrays, rows and columns in one "
          + "order in all files")
    }
    parameters = ModelParameters(values: fit.values, for: kind)
  }
}
