import LinearAlgebra
import Testing

struct LeastSquaresTests {
  /// Vectors of a constant and two powers, and a term that is 0 throughout.
  private let terms = (0..<12).map { vector -> [SIMD8<Double>] in
    let x = SIMD8<Double>(repeating: Double(vector) / 4)
    return [SIMD8(repeating: 1), x, x * x, .zero]
  }
  private let lanes = SIMD8<Double>(1, 2, 3, 4, 5, 6, 7, 8)

  @Test func `finds the numbers that targets were made of`() {
    let targets = terms.map { $0[0] * 3 - $0[1] * lanes + $0[2] * 0.5 }
    let weights = terms.indices.map { SIMD8<Double>(repeating: 1 + Double($0 % 3)) }
    let found = LeastSquares.fit(terms, to: targets, weights: weights).all
    for (number, wanted) in zip(found, [SIMD8(repeating: 3), -lanes, SIMD8(repeating: 0.5), .zero])
    {
      for lane in 0..<8 { #expect((number[lane] - wanted[lane]).magnitude < 1e-6) }
    }
  }

  @Test func `vectors without weight count for nothing, lane by lane`() {
    // From the seventh vector on targets are others; odd lanes leave these out.
    let targets = terms.indices.map { terms[$0][1] * lanes + ($0 < 6 ? 0 : 100) }
    let odd = SIMD8<Double>(0, 1, 0, 1, 0, 1, 0, 1)
    let weights = terms.indices.map { $0 < 6 ? SIMD8<Double>(repeating: 1) : 1 - odd }
    let found = LeastSquares.fit(terms, to: targets, weights: weights).all
    for lane in 0..<8 {
      let isExact =
        (found[1][lane] - lanes[lane]).magnitude < 1e-6 && found[0][lane].magnitude < 1e-6
      #expect(isExact == (lane % 2 == 1))
    }
  }

  @Test func `leading terms are fitted as if there were no others`() {
    let targets = terms.map { $0[1] * lanes + $0[2] }
    let weights = terms.map { _ in SIMD8<Double>(repeating: 1) }
    let leading = LeastSquares.fit(terms, to: targets, weights: weights, leading: 2).leading
    let alone = LeastSquares.fit(terms.map { Array($0.prefix(2)) }, to: targets, weights: weights)
      .all
    #expect(leading.count == 2)
    for (one, other) in zip(leading, alone) {
      for lane in 0..<8 { #expect((one[lane] - other[lane]).magnitude < 1e-9) }
    }
  }
}
