/// Wilson's interval for a share, widened for a variance that was estimated.
///
/// It is that of E. B. Wilson, Journal of the American Statistical Association 22 (1927), page 209. The variance of a share from complex samples is that of so many independent draws, its effective
/// number, and the quantile is Student's: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998),
/// page 193, do the same to the interval of Clopper and Pearson.
package struct WilsonInterval: Sendable, Equatable {
  /// The 97.5 % point of the standard normal distribution.
  package static let normalQuantile = 1.959_963_984_540_054

  /// The lower end.
  package let lower: Double
  /// The upper end.
  package let upper: Double

  /// The interval of a share.
  ///
  /// - Parameters:
  ///   - share: The share, from 0 to 1.
  ///   - draws: The effective number of independent draws, above 0.
  ///   - quantile: The number of standard errors that make the interval.
  package init(share: Double, draws: Double, quantile: Double = Self.normalQuantile) {
    precondition((0...1).contains(share) && draws > 0, "a share of \(share) in \(draws) draws")
    let (n, p, z) = (draws, share, quantile)
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and 1 the interval ends there exactly, which rounding may miss.
    lower = p == 0 ? 0 : max(center - half, 0)
    upper = p == 1 ? 1 : min(center + half, 1)
  }
}
