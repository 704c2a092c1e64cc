internal import LinearAlgebra

/// Column currents by a reference and by a model, at the same columns and inputs.
public struct CurrentSeries: Sendable, Equatable {
  /// What the currents belong to, such as `arrays the fit never saw`.
  public let name: String
  /// The reference currents, in amperes.
  public let reference: [Double]
  /// The model's currents, in amperes, in the same order.
  public let model: [Double]

  /// Creates a series.
  ///
  /// Both lists must have the same, non-zero length and hold finite numbers.
  public init(name: String, reference: [Double], model: [Double]) {
    precondition(
      reference.count == model.count,
      "\(reference.count) reference currents, but \(model.count) of the model")
    precondition(!reference.isEmpty, "a series of no currents")
    self.name = name
    self.reference = reference
    self.model = model
  }

  /// The largest magnitude of a reference current, in amperes.
  public var fullScale: Double { error.fullScale }

  /// The root mean square of the errors over that of the reference currents.
  public var relativeError: Double { error.relativeRMSE }

  /// The largest error over the largest reference current.
  public var worstError: Double { error.worstOfFullScale }

  private var error: RelativeError { RelativeError(of: model, against: reference) }

  /// At most about `limit` pairs, evenly taken, and always the one with the largest error.
  func thinned(to limit: Int) -> [(Double, Double)] {
    let step = max(1, (reference.count + limit - 1) / limit)
    var kept = stride(from: 0, to: reference.count, by: step).map { (reference[$0], model[$0]) }
    let errors = zip(reference, model).map { ($1 - $0).magnitude }
    if let worst = errors.indices.max(by: { errors[$0] < errors[$1] }), worst % step != 0 {
      kept.append((reference[worst], model[worst]))
    }
    return kept
  }
}
