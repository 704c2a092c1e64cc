internal import LinearAlgebra

/// What a vector gives before its currents are interpolated, and the terms of the interpolation.
///
/// For inputs of one sign the current I of a column solves
///
///     I = y + p₀ I E + p₁ I² E / U + p₂ I² / U + p₃ I³ / U² + p₄ I E² + p₅ U g h + p₆ U g₂ h₂
///           + p₇ t g I + p₈ h I + p₉ I² E₂ + p₁₀ g h I + p₁₁ t g₂ I + p₁₂ h₂ I
///
/// with y the sum of the shares, E that of their changes, U the mean current at full drive, t the mean
/// drive, g and h the drives and changes weighted by the first moment of the bit lines, g₂ and h₂ by the
/// second, and E₂ of the third point, or 0. The terms from p₁₀ on refine: with them, or without if that
/// leaves little more. For inputs of both signs
///
///     I = y + p₀ e w / U + p₁ e² w / U² + p₂ I³ / U² + Σ p₃ U g h
///
/// with e and w the sums of changes and softenings. The powers of U are in the numbers of a column.
enum TwoPointTerms {
  /// The number of terms.
  static func count(isSigned: Bool) -> Int { isSigned ? 3 + BitLineMoments.count : 13 }

  /// How many of them there are without those that refine.
  static func leadingCount(isSigned: Bool) -> Int { isSigned ? count(isSigned: true) : 10 }

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
    let products = moments.map { SIMD8(repeating: $0.placeByPlace) }
    if let softening {
      return [change * softening, change * change * softening, square * current] + products
    }
    let leading =
      [current * change, square * change, square, square * current, current * change * change]
      + products + [current * moments[0].driveByPlace, current * moments[0].place]
    let refining = [moments[0].placeByPlace, moments[1].driveByPlace, moments[1].place]
    return leading + [bend.map { square * $0 } ?? .zero] + refining.map { current * $0 }
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
  ///   - leading: How many terms are fitted alone, too.
  /// - Returns: The numbers of all terms, and those of the leading ones without the others.
  static func fit(
    _ terms: [[SIMD8<Double>]], missing: [SIMD8<Double>], weights: [Double], leading: Int
  ) -> (all: [SIMD8<Double>], leading: [SIMD8<Double>]) {
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
    // The leading terms' factor is a part of that of all.
    func numbers(_ fitted: Int) -> [SIMD8<Double>] {
      var own = Array(solution[..<fitted])
      for term in (0..<fitted).reversed() {
        for index in term + 1..<fitted {
          own[term] -= normal[index * count + term] * own[index]
        }
        own[term] /= normal[term * count + term]
      }
      return zip(own, lengths).map { $0 / $1 }
    }
    return (numbers(count), numbers(leading))
  }
}
