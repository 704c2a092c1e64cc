internal import Foundation
internal import LinearAlgebra
package import Records

/// The errors of numbers that instances of a network give for the same samples, and how well what follows
/// from them is known.
///
/// Every sample has its squared error on every instance: the mean over its outputs. Samples and instances
/// are crossed random effects (``CrossedVariance``). The mean square error M over both has the variance V;
/// what follows from it is linearized, sample by sample (the delta method; W. G. Cochran, Sampling Techniques,
/// 3rd edition, 1977, section 6.3, for the ratio):
///
/// - the RMSE is √M, with the interval of log M: √M exp(± q √V / 2M). Squared errors are skewed, and on this
///   scale intervals hold more often than on that of M, and never go below 0;
/// - 1 − R² is M/S, S the mean square of the targets about their mean. Other samples would have other targets,
///   too, so that a sample counts with (e − (M/S) s)/S, e its error and s its part of S. With S taken as
///   given, as if the targets alone were fixed, intervals of R² hold in 77 to 92 % of studies;
/// - a change of the RMSE is √M − √M₀, and a sample counts with e/(2√M) − e₀/(2√M₀): what is hard for both
///   cancels. A reference without any error has no part of its own;
/// - a change of R² is (M₀ − M)/S, and a sample counts with the same ratio of e₀ − e to s.
///
/// Samples may be few: their part takes Student's quantile over the normal one, squared.
package struct SquaredErrors: Sendable, Equatable {
  /// *Instances × samples*.
  private let rows: [[Double]]
  /// What 1 − R² is a share of.
  private let spread: OutputSpread
  /// The mean square error over instances and samples.
  package let mean: Double

  /// Prepares the errors of some instances.
  ///
  /// - Parameters:
  ///   - rows: For each instance the mean square error of every sample.
  ///   - spread: That of the targets of these samples.
  package init(_ rows: [[Double]], spread: OutputSpread) {
    precondition(
      !rows.isEmpty && rows.allSatisfy { $0.count == spread.samples.count },
      "\(rows.count) instances of \(spread.samples.count) samples")
    self.rows = rows
    self.spread = spread
    mean = Self.mean(of: rows)
  }

  /// The root mean square error.
  package var rmse: Estimate {
    let half = halfWidth(of: rows)
    return Estimate(
      mean.squareRoot(), lower: mean.squareRoot() * Self.factor(-half / 2, over: mean),
      upper: mean.squareRoot() * Self.factor(half / 2, over: mean))
  }

  /// The error as a share of the spread, 1 − R²; nil without any spread.
  private var unexplained: Estimate? {
    guard spread.variance > 0 else { return nil }
    let share = mean / spread.variance
    let half = halfWidth(
      of: rows.map { row in
        zip(row, spread.samples).map { ($0 - share * $1) / spread.variance }
      })
    return Estimate(
      share, lower: share * Self.factor(-half, over: share),
      upper: share * Self.factor(half, over: share))
  }

  /// The coefficient of determination; nil where the targets are all the same.
  package var r2: Estimate? {
    unexplained.map { Estimate(1 - $0.value, lower: 1 - $0.upper, upper: 1 - $0.lower) }
  }

  /// The root mean square error over the standard deviation of what is met; nil where that is 0.
  package var relative: Estimate? {
    unexplained.map {
      Estimate(
        $0.value.squareRoot(), lower: $0.lower.squareRoot(), upper: $0.upper.squareRoot())
    }
  }

  /// The change of the root mean square error against a reference on the same samples.
  ///
  /// - Parameter reference: Its errors, *instances × samples*, or one row for all instances.
  /// - Returns: The change; above 0 for a larger error.
  package func rmseChange(from reference: [[Double]]) -> Estimate {
    let (root, before) = (mean.squareRoot(), Self.mean(of: reference).squareRoot())
    let change = root - before
    let half = halfWidth(
      of: paired(with: reference) { error, other in
        (root > 0 ? error / (2 * root) : 0) - (before > 0 ? other / (2 * before) : 0)
      })
    // No error is below 0.
    return Estimate(change, lower: max(change - half, -before), upper: change + half)
  }

  /// The change of the coefficient of determination against a reference on the same samples.
  ///
  /// - Parameter reference: Its errors, *instances × samples*, or one row for all instances.
  /// - Returns: The change, below 0 for a larger error; nil where the targets are all the same.
  package func r2Change(from reference: [[Double]]) -> Estimate? {
    guard spread.variance > 0 else { return nil }
    let change = (Self.mean(of: reference) - mean) / spread.variance
    let differences = paired(with: reference) { $1 - $0 }
    let half = halfWidth(
      of: differences.map { row in
        zip(row, spread.samples).map { ($0 - change * $1) / spread.variance }
      })
    return Estimate(change, lower: change - half, upper: change + half)
  }

  private func paired(
    with reference: [[Double]], _ combine: (Double, Double) -> Double
  ) -> [[Double]] {
    precondition(
      reference.count == 1 || reference.count == rows.count,
      "\(reference.count) references for \(rows.count) instances")
    return rows.enumerated().map { index, row in
      zip(row, reference[reference.count == 1 ? 0 : index]).map(combine)
    }
  }

  /// Half the width of the interval of a mean of what samples count with.
  private func halfWidth(of values: [[Double]]) -> Double {
    // Instances that are all alike are one.
    let isOne = values.dropFirst().allSatisfy { $0 == values[0] }
    let kept = isOne ? [values[0]] : values
    let center = Self.mean(of: kept)
    // Of deviations, which do not cancel where all values are nearly the same.
    var crossed = CrossedVariance(kept.map { $0.map { $0 - center } })
    crossed.widenForFewImages()
    return crossed.quantile() * crossed.variance.squareRoot()
  }

  private static func mean(of rows: [[Double]]) -> Double {
    rows.reduce(0.0) { $0 + $1.reduce(0, +) } / Double(rows.count * rows[0].count)
  }

  /// The exponential of a width relative to a number, which is 1 for a number of 0.
  private static func factor(_ width: Double, over number: Double) -> Double {
    number > 0 ? min(exp(width / number), 1e100) : 1
  }
}
