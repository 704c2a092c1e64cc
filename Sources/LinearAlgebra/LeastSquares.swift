/// Terms that are fitted to targets, eight problems across, for a dozen terms that are known to single precision:
/// what rounding leaves of the squared condition is then far below what they leave.
public enum LeastSquares {
  /// How small a combination of terms of length 1 counts as none, squared.
  private static let ridge = 1e-10

  /// The numbers that fit terms to eight targets, by weighted least squares.
  ///
  /// The normal equations of terms of length 1, with a ridge that keeps numbers small where the vectors
  /// do not tell them apart.
  ///
  /// - Parameters:
  ///   - terms: The terms of every vector.
  ///   - targets: What they have to make up.
  ///   - weights: The weights of every vector.
  ///   - leading: How many terms are fitted alone, too.
  /// - Returns: The numbers of all terms, and those of the leading ones without the others.
  public static func fit(
    _ terms: [[SIMD8<Double>]], to targets: [SIMD8<Double>], weights: [SIMD8<Double>],
    leading: Int = 0
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
    for ((row, target), weight) in zip(zip(terms, targets), weights) {
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
