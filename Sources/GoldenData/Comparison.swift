public import LinearAlgebra

/// How far column currents are from reference currents, and where most.
///
/// ``ErrorMeasures`` has the measures that are reported, over several cases.
public struct Comparison: Sendable, Equatable {
  /// The root mean square of the difference over the root mean square of the reference.
  public var relativeRMSE: Double
  /// The largest magnitude of a difference, in amperes.
  public var worstError: Double
  /// The sample of the largest difference, from 0.
  public var worstSample: Int
  /// The column of the largest difference, from 0.
  public var worstColumn: Int
  /// The largest magnitude of a reference current, in amperes.
  public var fullScale: Double
  /// The largest difference over the full scale.
  public var worstRelativeToFullScale: Double {
    fullScale == 0 ? worstError : worstError / fullScale
  }

  /// Compares currents.
  ///
  /// - Parameters:
  ///   - values: The currents to judge, in amperes; *batch × columns*.
  ///   - reference: The reference currents, in amperes; *batch × columns*.
  public init(of values: Matrix, against reference: Matrix) {
    let difference = values - reference
    let scale = reference.rootMeanSquare
    relativeRMSE = scale == 0 ? difference.rootMeanSquare : difference.rootMeanSquare / scale
    worstError = 0
    worstSample = 0
    worstColumn = 0
    for (index, error) in difference.elements.enumerated()
    where !(error.magnitude <= worstError) {
      worstError = error.magnitude
      worstSample = index / reference.columns
      worstColumn = index % reference.columns
      // NaN compares as larger than everything before it and must stay the worst.
      if error.isNaN { break }
    }
    fullScale = reference.largestMagnitude
  }
}
