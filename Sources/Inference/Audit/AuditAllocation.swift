/// How many solutions every layer gets, by its part of what is estimated.
///
/// Layers are strata, and all draws of a layer are as likely: a layer's mean is unbiased whatever its
/// number is, and so is the sum over layers. What the sum is known by depends on the numbers. The squared
/// errors of a stratum spread as its mean does, so that numbers in proportion to the parts over the square
/// root of the cost make the variance least for what is spent (J. Neyman's allocation; W. G. Cochran,
/// Sampling Techniques, 3rd edition, 1977, section 5.5). A few stay for every layer: its part was estimated.
package struct AuditAllocation {
  /// The number of every layer.
  package let counts: [Int]

  /// Allots draws.
  ///
  /// - Parameters:
  ///   - budget: What all draws together may cost; more is spent where ``counts`` are at their least.
  ///   - shares: The part of every layer, of a sum of 1; of layers without any all are alike.
  ///   - costs: What a draw of every layer costs.
  ///   - least: The least number of a layer.
  ///   - most: The most of a layer.
  package init(of budget: Double, shares: [Double], costs: [Double], least: Int, most: Int) {
    precondition(shares.count == costs.count, "\(shares.count) shares, \(costs.count) costs")
    let whole = shares.reduce(0, +)
    let parts = zip(shares, costs).map { share, cost in
      (whole > 0 ? share : 1) / cost.squareRoot()
    }
    // What a layer does not need the others get: the factor on all parts at which the budget is spent.
    func counts(_ factor: Double) -> [Int] {
      parts.map { Int(min(max((factor * $0).rounded(.down), Double(least)), Double(most))) }
    }
    func cost(_ counts: [Int]) -> Double {
      zip(counts, costs).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    var (low, high) = (0.0, Double(most) / max(parts.filter { $0 > 0 }.min() ?? 1, 1e-12))
    for _ in 0..<100 where cost(counts(high)) > budget {
      let middle = (low + high) / 2
      if cost(counts(middle)) > budget { high = middle } else { low = middle }
      if high - low <= 1e-9 * high { break }
    }
    self.counts = counts(cost(counts(high)) > budget ? low : high)
  }
}
