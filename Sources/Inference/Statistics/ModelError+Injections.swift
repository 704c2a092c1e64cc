internal import LinearAlgebra
package import Records

extension ModelError.Part {
  /// What errors make of the share of images that count.
  ///
  /// Every injection is a draw of what the exact solution might change, so that the exact share is within
  /// |m| + t s √(1 + 1/R) of the model's, m and s the mean and the standard deviation of R changes and t
  /// Student's quantile for R − 1. The variance has a part that images have in common and one of single
  /// images that gain or lose by chance: of so many changes an image it is their number over that of the
  /// images, which falls where more images are evaluated than errors were injected into. One change more is
  /// counted than were seen: no change is no certainty. A share of images changes by whole images, so that a
  /// part is of whole images, too, and one at least where outputs move: after R injections that changed
  /// none the next one changes some with a chance of 1 in R + 2.
  ///
  /// - Parameters:
  ///   - changed: For each injection whether each image, or each position of each image, counts.
  ///   - before: Whether it counts without errors.
  ///   - evaluated: The number of images, or positions, that are evaluated.
  ///   - moves: Whether errors move outputs by more than rounding does.
  package init(_ changed: [[Bool]], before: [Bool], evaluated: Int, moves: Bool = true) {
    precondition(
      changed.count > 1 && !before.isEmpty && changed.allSatisfy { $0.count == before.count },
      "\(changed.count) injections into \(before.count) images")
    let count = Double(before.count)
    let differences = changed.map { row in
      zip(row, before).reduce(0.0) { $0 + ($1.0 ? 1 : 0) - ($1.1 ? 1 : 0) } / count
    }
    let changes = changed.reduce(0) { $0 + zip($1, before).count { $0 != $1 } }
    let rate = Double(changes + 1) / (Double(changed.count) * count)
    let spread = Spread(differences)
    let common = max(spread.variance - rate / count, 0)
    let images = Double(max(evaluated, 1))
    self.init(spread, variance: common + rate / images)
    // Whole images, but for rounding.
    let whole = max((halfWidth * images + 1e-9).rounded(.down), moves ? 1 : 0)
    halfWidth = max(whole / images, shift.magnitude)
  }

  /// What errors make of a number.
  ///
  /// - Parameters:
  ///   - changed: The number with each injection.
  ///   - before: The number without errors.
  package init(_ changed: [Double], before: Double) {
    let spread = Spread(changed.map { $0 - before })
    self.init(spread, variance: spread.variance)
  }

  /// Mean and variance of changes.
  private struct Spread {
    let mean: Double
    let variance: Double
    let count: Int

    init(_ values: [Double]) {
      precondition(values.count > 1, "\(values.count) injections")
      let mean = values.reduce(0, +) / Double(values.count)
      self.mean = mean
      count = values.count
      variance =
        values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
  }

  private init(_ spread: Spread, variance: Double) {
    let draws = 1 + 1 / Double(spread.count)
    self.init(
      shift: spread.mean,
      halfWidth: spread.mean.magnitude
        + studentQuantile(freedom: spread.count - 1) * (variance * draws).squareRoot())
  }
}
