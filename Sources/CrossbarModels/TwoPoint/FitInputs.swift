internal import Crossbars
internal import Foundation
internal import LinearAlgebra

/// The two dozen input vectors that the numbers of a column are fitted to.
///
/// They span what loads differ in: how much of the array is driven, whether all rows have nearly the
/// same voltage or few a high one, and where along the bit lines the driven rows lie.
enum FitInputs {
  /// The parts of full drive of every row; *vectors × rows*.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - rest: The part that a row at rest has; inputs may lie below it.
  ///   - isTwoLevel: Whether rows are either at rest or at full drive.
  ///   - isSigned: Whether rows have both signs.
  /// - Returns: The vectors.
  static func parts(
    rows: Int, rest: Double, isTwoLevel: Bool, isSigned: Bool
  ) -> Matrix {
    let kind = Kind(rows: rows, rest: rest, isTwoLevel: isTwoLevel, isSigned: isSigned)
    return last.value(for: kind) { parts(kind) }
  }

  /// All that the vectors depend on.
  private struct Kind: Equatable {
    let rows: Int
    let rest: Double
    let isTwoLevel: Bool
    let isSigned: Bool
  }

  private static let last = LastMade<Kind, Matrix>()

  private static func parts(_ kind: Kind) -> Matrix {
    let (rows, rest, isTwoLevel) = (kind.rows, kind.rest, kind.isTwoLevel)
    let last = Double(max(rows - 1, 1))
    func along(_ value: (Double) -> Double) -> [Double] {
      (0..<rows).map { value((Double($0) + 0.5) / Double(rows)) }
    }
    var vectors = [
      along { $0 < 0.5 ? 1 : 0 }, along { $0 < 0.5 ? 0 : 1 },
      along { $0 < 0.25 ? 1 : $0 < 0.75 ? 0 : 0.5 },
      (0..<rows).map { (2 * Double($0) / last - 1).magnitude },
      along { $0 < 0.25 ? 1 : 0 }, along { $0 < 0.25 ? 0 : 1 },
      along { $0 < 0.75 ? 1 : 0 }, along { $0 < 0.75 ? 0 : 1 },
    ]
    let little = rest > 0 ? 0.0 : 0.1
    vectors += [
      along { $0 >= 0.25 && $0 < 0.5 ? 1 : little },
      along { $0 >= 0.5 && $0 < 0.75 ? 1 : little },
      along { $0 >= 0.25 && $0 < 0.75 ? 1 : 0 }, along { $0 < 0.25 || $0 >= 0.75 ? 1 : 0 },
    ]
    let common: [Double] =
      rest > 0 ? [0.5 * rest, 0.5 * (1 + rest), 1] : [1.0 / 3, 2.0 / 3, 1]
    for part in common { vectors.append(Array(repeating: part, count: rows)) }
    var generator = SeededGenerator(seed: 11, stream: UInt64(rows))
    func level(_ load: Double) -> Double {
      // The mean of uᵃ is 1 / (1 + a).
      (15 * pow(generator.uniform(), 1 / load - 1)).rounded() / 15
    }
    for load in [1.0 / 6, 0.5, 5.0 / 6] {
      vectors.append((0..<rows).map { _ in generator.uniform() < load ? 1 : 0 })
      vectors.append((0..<rows).map { _ in level(load) })
      vectors.append((0..<rows).map { _ in generator.uniform() < 0.5 ? level(load) : 0 })
    }
    if isTwoLevel {
      vectors = vectors.map { vector in
        vector.map { $0 == 0 || $0 == 1 ? $0 : generator.uniform() < $0 ? 1 : 0 }
      }
    }
    return Matrix(kind.isSigned ? Self.signed(vectors, using: &generator) : vectors)
  }

  /// Gives rows signs: by chance, half to half or more of one, alike in blocks, opposite at both ends,
  /// and vectors of one sign only as they are and mirrored.
  private static func signed(
    _ vectors: [[Double]], using generator: inout SeededGenerator
  ) -> [[Double]] {
    let rows = vectors[0].count
    func byChance(_ vector: [Double], positive: Double, block: Int) -> [Double] {
      var sign = 1.0
      return vector.enumerated().map { row, part in
        if row % block == 0 { sign = generator.uniform() < positive ? 1 : -1 }
        return sign * part
      }
    }
    let ones = [Double](repeating: 1, count: rows)
    let quarter = max(1, rows / 4)
    func negative(_ vector: [Double]) -> [Double] { vector.map { -$0 } }
    let opposite = (0..<rows).map { vectors[0][$0] - vectors[1][$0] }
    let blocks = (0..<rows).map { ($0 / quarter) % 2 == 0 ? 1.0 : -1.0 }
    var result: [[Double]] = [
      vectors[0], negative(vectors[1]), vectors[4], negative(vectors[5]), opposite, blocks,
      vectors[12], negative(vectors[13]), vectors[14], negative(vectors[14]),
    ]
    result += [
      byChance(ones, positive: 0.5, block: 1), byChance(ones, positive: 0.75, block: 1),
      byChance(ones, positive: 0.5, block: max(1, rows / 8)),
      byChance(ones, positive: 0.25, block: max(1, rows / 8)),
    ]
    for (index, vector) in vectors[15...].enumerated() {
      result.append(byChance(vector, positive: [0.5, 0.75, 0.25][index % 3], block: 1))
    }
    return result
  }
}
