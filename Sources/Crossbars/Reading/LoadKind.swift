public import LinearAlgebra

/// A kind of input vectors that networks and circuits send to an array.
///
/// Models that are right for one kind may be wrong for another, so errors are stated by kind.
public enum LoadKind: String, Sendable, CaseIterable, Codable {
  /// Independent rows of 16 levels.
  case levels16 = "16 levels"
  /// Independent rows of 256 levels.
  case levels256 = "256 levels"
  /// Independent rows that are on or off.
  case twoLevels = "two levels"
  /// 5 % of the rows on, at 15 levels.
  case sparse = "5 % on"
  /// All rows between half and full drive.
  case allOn = "all on"
  /// All rows at one of 15 levels.
  case together
  /// A part of the rows on, from either end.
  case oneEnd = "one end"
  /// Bits with one dense quarter of the rows, as one-bit patches of images have.
  case patches

  /// Draws vectors of the kind.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - rows: The number of rows.
  ///   - voltage: The voltage of full drive, in volts.
  ///   - seed: The seed of chance.
  /// - Returns: The row voltages, in volts; *count × rows*.
  public func inputs(_ count: Int, rows: Int, voltage: Double, seed: UInt64) -> Matrix {
    let number = UInt64(Self.allCases.firstIndex(of: self) ?? 0)
    var generator = SeededGenerator(seed: seed, stream: number)
    return Matrix(
      (0..<count).map { vector in
        parts(vector, rows: rows, using: &generator).map { voltage * $0 }
      })
  }

  /// Draws one vector of the kind.
  ///
  /// - Parameters:
  ///   - vector: The number of the vector in its batch: every other one has the other end.
  ///   - rows: The number of rows.
  ///   - generator: The source of chance.
  /// - Returns: The part of full drive of every row, 0 to 1.
  public func parts(
    _ vector: Int, rows: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    func each(_ part: () -> Double) -> [Double] { (0..<rows).map { _ in part() } }
    switch self {
    case .levels16: return each { Double(generator.integer(below: 16)) / 15 }
    case .levels256: return each { Double(generator.integer(below: 256)) / 255 }
    case .twoLevels: return each { generator.uniform() < 0.5 ? 1 : 0 }
    case .sparse:
      return each {
        generator.uniform() < 0.05 ? Double(1 + generator.integer(below: 15)) / 15 : 0
      }
    case .allOn: return each { 0.5 + 0.5 * generator.uniform() }
    case .together:
      let level = Double(1 + generator.integer(below: 15)) / 15
      return each { level }
    case .oneEnd:
      let part = 0.1 + 0.8 * generator.uniform()
      return (0..<rows).map { (Double($0) < part * Double(rows)) == (vector % 2 == 0) ? 1 : 0 }
    case .patches:
      let start = generator.integer(below: rows)
      let background = 0.3 * generator.uniform()
      return (0..<rows).map { row in
        let isInside = 4 * ((row - start + rows) % rows) < rows
        return generator.uniform() < (isInside ? 0.9 : background) ? 1 : 0
      }
    }
  }
}
