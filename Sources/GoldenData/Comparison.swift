public import LinearAlgebra

/// How far column currents are from reference currents.
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
  /// The root mean square of the difference of the non-ideality factors, if there are ideal currents.
  ///
  /// The factor is NF = (I_ideal − I) / I_ideal, as GENIEx (arXiv:2003.06902) defines it; currents
  /// whose ideal value is 0 are left out.
  public var nonIdealityRMSE: Double?

  /// The largest difference over the full scale.
  public var worstRelativeToFullScale: Double {
    fullScale == 0 ? worstError : worstError / fullScale
  }

  /// Compares currents.
  ///
  /// - Parameters:
  ///   - values: The currents to judge, in amperes; *batch × columns*.
  ///   - reference: The reference currents, in amperes; *batch × columns*.
  ///   - ideal: The currents of the ideal product, in amperes; *batch × columns*.
  public init(of values: Matrix, against reference: Matrix, ideal: Matrix? = nil) {
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
    nonIdealityRMSE = ideal.map { ideal in
      var sum = 0.0
      var count = 0.0
      for (error, ideal) in zip(difference.elements, ideal.elements) where ideal != 0 {
        sum += (error / ideal) * (error / ideal)
        count += 1
      }
      return count == 0 ? 0 : (sum / count).squareRoot()
    }
  }
}
