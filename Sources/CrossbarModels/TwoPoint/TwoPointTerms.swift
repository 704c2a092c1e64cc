internal import LinearAlgebra

/// What a vector gives before its currents are interpolated, and the terms of the interpolation.
///
/// For inputs of one sign the current I of a column solves
///
///     I = y + p₀ I E + p₁ I² E / U + p₂ I² / U + p₃ I³ / U² + p₄ I E² + p₅ g h I
///           + Σ (p₆ U g h + p₇ t g I + p₈ h I) + p₉ I² E₂
///
/// with y the sum of the shares, E that of their changes, U the mean current at full drive, t the mean
/// drive, and for every moment of the bit lines g and h the weighted drives; those of p₅ belong to the
/// first, and E₂ to the third point. For inputs of both signs
///
///     I = y + p₀ e w / U + p₁ e² w / U² + p₂ I³ / U² + Σ p₃ U g h
///
/// with e and w the sums of changes and softenings. The powers of U are in the numbers of a column.
enum TwoPointTerms {
  /// The number of terms.
  static func count(isSigned: Bool, isBent: Bool) -> Int {
    isSigned
      ? 3 + BitLineMoments.count : 6 + 3 * BitLineMoments.count + (isBent ? 1 : 0)
  }

  /// The terms of eight columns.
  ///
  /// - Parameters:
  ///   - current: The columns' currents, in amperes.
  ///   - change: E or e.
  ///   - softening: w, in amperes; only for both signs.
  ///   - bend: E₂, per ampere; only with a third point.
  ///   - moments: t g, g h and h of every moment.
  /// - Returns: One value a term, without the powers of U.
  static func values(
    current: SIMD8<Double>, change: SIMD8<Double>, softening: SIMD8<Double>?,
    bend: SIMD8<Double>?, moments: [(driveByPlace: Double, placeByPlace: Double, place: Double)]
  ) -> [SIMD8<Double>] {
    let square = current * current
    if let softening {
      return [change * softening, change * change * softening, square * current]
        + moments.map { SIMD8(repeating: $0.placeByPlace) }
    }
    let slopes = [current * change * change, current * moments[0].placeByPlace]
    return [current * change, square * change, square, square * current] + slopes
      + moments.flatMap {
        [SIMD8(repeating: $0.placeByPlace), current * $0.driveByPlace, current * $0.place]
      } + (bend.map { [square * $0] } ?? [])
  }

  /// How small a combination of terms of length 1 counts as none, squared.
  private static let ridge = 1e-10

  /// The numbers that fit eight columns to exact currents, by weighted least squares.
  ///
  /// The normal equations of terms of length 1, with a ridge that keeps numbers small where the vectors
  /// do not tell them apart. A column has a dozen numbers and its terms are known to single precision:
  /// what rounding leaves of the squared condition is far below what the model leaves.
  ///
  /// - Parameters:
  ///   - terms: The terms of every vector.
  ///   - missing: What they have to make up, in amperes.
  ///   - weights: The weight of every vector.
  /// - Returns: The numbers.
  static func fit(
    _ terms: [[SIMD8<Double>]], missing: [SIMD8<Double>], weights: [Double]
  ) -> [SIMD8<Double>] {
    let count = terms[0].count
    var lengths = [SIMD8<Double>](repeating: .zero, count: count)
    for (row, weight) in zip(terms, weights) {
      for term in 0..<count { lengths[term] += (row[term] * weight) * (row[term] * weight) }
    }
    // A term that is 0 throughout gets the number 0.
    lengths = lengths.map {
      $0.squareRoot().replacing(with: SIMD8(repeating: 1), where: $0 .== .zero)
    }
    var normal = [SIMD8<Double>](repeating: .zero, count: count * count)
    var solution = [SIMD8<Double>](repeating: .zero, count: count)
    for term in 0..<count { normal[term * count + term] = SIMD8(repeating: ridge) }
    for ((row, target), weight) in zip(zip(terms, missing), weights) {
      let scaled = (0..<count).map { row[$0] * weight / lengths[$0] }
      for term in 0..<count {
        solution[term] += scaled[term] * target * weight
        for other in 0...term { normal[term * count + other] += scaled[term] * scaled[other] }
      }
    }
    // Cholesky's factors, then both triangles.
    for term in 0..<count {
      for other in 0...term {
        var sum = normal[term * count + other]
        for index in 0..<other {
          sum -= normal[term * count + index] * normal[other * count + index]
        }
        normal[term * count + other] =
          term == other ? sum.squareRoot() : sum / normal[other * count + other]
      }
    }
    for term in 0..<count {
      for index in 0..<term { solution[term] -= normal[term * count + index] * solution[index] }
      solution[term] /= normal[term * count + term]
    }
    for term in (0..<count).reversed() {
      for index in term + 1..<count {
        solution[term] -= normal[index * count + term] * solution[index]
      }
      solution[term] /= normal[term * count + term]
    }
    return zip(solution, lengths).map { $0 / $1 }
  }
}
