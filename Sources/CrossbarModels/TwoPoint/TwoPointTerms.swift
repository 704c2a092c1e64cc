internal import LinearAlgebra

/// What a vector gives before its currents are interpolated, and the terms of the interpolation.
///
/// For inputs of one sign the current I of a column solves
///
///     I = y + p₀ I E + p₁ I² E / U + p₂ I² / U + p₃ I³ / U² + p₄ I E² + p₅ g h I
///           + Σ (p₆ U g h + p₇ t g I + p₈ h I)
///
/// with y the sum of the shares, E that of their changes, U the mean current at full drive, t the mean
/// drive, and for every moment of the bit lines g and h the weighted drives; those of p₅ belong to the
/// first. For inputs of both signs
///
///     I = y + p₀ e w / U + p₁ e² w / U² + p₂ I³ / U² + Σ p₃ U g h
///
/// with e and w the sums of changes and softenings. The powers of U are in the numbers of a column.
enum TwoPointTerms {
  /// The number of terms.
  static func count(isSigned: Bool) -> Int {
    isSigned ? 3 + BitLineMoments.count : 6 + 3 * BitLineMoments.count
  }

  /// The terms of one column.
  ///
  /// - Parameters:
  ///   - current: The column's current, in amperes.
  ///   - change: E or e.
  ///   - softening: w, in amperes; only for both signs.
  ///   - moments: t g, g h and h of every moment.
  /// - Returns: One value a term, without the powers of U.
  static func values(
    current: Double, change: Double, softening: Double?,
    moments: [(driveByPlace: Double, placeByPlace: Double, place: Double)]
  ) -> [Double] {
    let square = current * current
    if let softening {
      return [change * softening, change * change * softening, square * current]
        + moments.map(\.placeByPlace)
    }
    let bend = [current * change * change, moments[0].placeByPlace * current]
    return [current * change, square * change, square, square * current] + bend
      + moments.flatMap { [$0.placeByPlace, $0.driveByPlace * current, $0.place * current] }
  }

  /// The numbers that fit columns to exact currents, by weighted least squares.
  ///
  /// - Parameters:
  ///   - terms: The terms of every vector.
  ///   - missing: What they have to make up, in amperes.
  ///   - weights: The weight of every vector.
  /// - Returns: The numbers; the smallest ones where the vectors do not tell them apart.
  static func fit(_ terms: [[Double]], missing: [Double], weights: [Double]) -> [Double] {
    let count = terms[0].count
    let lengths = (0..<count).map { term in
      zip(terms, weights).reduce(0) { $0 + ($1.0[term] * $1.1) * ($1.0[term] * $1.1) }.squareRoot()
    }
    let matrix = Matrix(rows: terms.count, columns: count) {
      lengths[$1] > 0 ? terms[$0][$1] * weights[$0] / lengths[$1] : 0
    }
    let decomposition = SingularDecomposition(matrix)
    let right = zip(missing, weights).map { $0 * $1 }
    var result = [Double](repeating: 0, count: count)
    for index in 0..<count where decomposition.values[index] > 1e-5 * decomposition.values[0] {
      let along = right.indices.reduce(0) { $0 + decomposition.left[$1, index] * right[$1] }
      for term in 0..<count where lengths[term] > 0 {
        result[term] +=
          along / decomposition.values[index] * decomposition.right[term, index] / lengths[term]
      }
    }
    return result
  }
}
