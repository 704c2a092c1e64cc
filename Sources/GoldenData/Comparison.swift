public import LinearAlgebra

/// How far column currents are from reference currents, and where most.
///
/// ``ErrorMeasures`` has the measures that are reported, over several cases.
public struct Comparison: Sendable, Equatable {
  /// The error over all currents.
  private let error: RelativeError
  /// The sample of the largest difference, from 0.
  public private(set) var worstSample = 0
  /// The column of the largest difference, from 0.
  public private(set) var worstColumn = 0

  /// Compares currents.
  ///
  /// - Parameters:
  ///   - values: The currents to judge, in amperes; *batch × columns*.
  ///   - reference: The reference currents, in amperes; *batch × columns*.
  public init(of values: Matrix, against reference: Matrix) {
    error = RelativeError(of: values, against: reference)
    let differences = (values - reference).elements.map(\.magnitude)
    // A difference that is no number is the worst one, and equals nothing.
    guard
      let worst = differences.firstIndex(where: \.isNaN)
        ?? differences.firstIndex(of: error.worst)
    else { return }
    worstSample = worst / reference.columns
    worstColumn = worst % reference.columns
  }

  /// The root mean square of the difference over the root mean square of the reference.
  public var relativeRMSE: Double { error.relativeRMSE }
  /// The largest magnitude of a difference, in amperes.
  public var worstError: Double { error.worst }
  /// The largest magnitude of a reference current, in amperes.
  public var fullScale: Double { error.fullScale }
  /// The largest difference over the full scale; infinite beside reference currents of 0 A.
  public var worstRelativeToFullScale: Double { error.worstOfFullScale }
}
