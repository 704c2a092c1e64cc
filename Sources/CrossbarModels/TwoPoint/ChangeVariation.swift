internal import LinearAlgebra

/// How the second function of the changes goes with the first, so that it needs no product of its own.
///
/// With E and R the factors of both, R ≈ cᵢ E + aᵢ bⱼ: alternating least squares, of which every step
/// can only lower the squares left.
struct ChangeVariation {
  /// The factors cᵢ.
  private(set) var rows: [Double]
  /// The factors aᵢ.
  private(set) var restRows: [Double]
  /// The factors bⱼ.
  private(set) var restColumns: [Double]

  private static let rounds = 12

  init(_ change: LeadingFunctions, rows count: Int, columns: Int) {
    rows = Array(repeating: 0, count: count)
    restRows = rows
    restColumns = Array(repeating: 0, count: columns)
    guard change.functions.rows > 1 else { return }
    func first(_ row: Int, _ column: Int) -> Double { change.factors[row, column] }
    func second(_ row: Int, _ column: Int) -> Double { change.factors[count + row, column] }
    // The column of a rank-one part is found from any start that is not orthogonal to it.
    var restColumns = (0..<columns).map { column in
      (0..<count).reduce(0.0) { $0 + second($1, column).magnitude }
    }
    var restRows = restRows
    for _ in 0..<Self.rounds {
      for row in 0..<count {
        var (product, square) = (0.0, 0.0)
        for column in 0..<columns {
          let left = second(row, column) - restRows[row] * restColumns[column]
          product += left * first(row, column)
          square += first(row, column) * first(row, column)
        }
        rows[row] = square > 0 ? product / square : 0
      }
      for _ in 0..<2 {
        let columnSquare = restColumns.reduce(0) { $0 + $1 * $1 }
        guard columnSquare > 0 else { break }
        for row in 0..<count {
          restRows[row] =
            (0..<columns).reduce(0) {
              $0 + (second(row, $1) - rows[row] * first(row, $1)) * restColumns[$1]
            } / columnSquare
        }
        let rowSquare = restRows.reduce(0) { $0 + $1 * $1 }
        guard rowSquare > 0 else { break }
        for column in 0..<columns {
          restColumns[column] =
            (0..<count).reduce(0) {
              $0 + (second($1, column) - rows[$1] * first($1, column)) * restRows[$1]
            } / rowSquare
        }
      }
    }
    self.restRows = restRows
    self.restColumns = restColumns
  }
}
