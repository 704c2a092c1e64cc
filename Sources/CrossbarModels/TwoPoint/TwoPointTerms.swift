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
}
