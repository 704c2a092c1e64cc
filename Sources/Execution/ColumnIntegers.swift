/// The weights of one column of a product as integers, and what they stand for.
struct ColumnIntegers {
  /// What the integer 1 of the sums of the column stands for.
  let unit: Double
  /// What the sums begin with, so that a code of 0 gives 0.
  let start: Int32
  /// The weights; *functions × rows*.
  let weights: [[Int]]
  /// What rounding leaves of the factors; *functions × rows*.
  let left: [[Double]]

  private static let largestWord = 32767.0
  private static let largestByte = 127.0

  /// Rounds the factors of a column; nil for a column without any.
  ///
  /// - Parameters:
  ///   - factors: The factor of every row in every function; *functions × rows*.
  ///   - tables: The functions as integers.
  ///   - isBytes: Whether weights are bytes, or words.
  init?(_ factors: [[Double]], tables: [CodeTable], isBytes: Bool) {
    // The largest weight, and the largest sum that there can be, set the unit.
    var (largest, sum, rows) = (0.0, 0.0, 0.0)
    for (function, table) in tables.enumerated() {
      for factor in factors[function] {
        let size = (factor * table.unit).magnitude
        largest = max(largest, size)
        sum += size * Double(table.largest)
      }
      rows += Double(table.largest * factors[function].count)
    }
    guard largest > 0 else { return nil }
    // Rounding may add half a unit a row.
    let room = 0x1p31 - 1 - rows
    let unit = max(largest / (isBytes ? Self.largestByte : Self.largestWord), sum / room)
    var begin = 0
    var left = factors
    var weights = tables.map { _ in [Int]() }
    for (function, table) in tables.enumerated() {
      weights[function] = factors[function].map {
        Int(($0 * table.unit / unit).rounded(.toNearestOrEven))
      }
      begin -= weights[function].reduce(0, +) * table.zero
      guard table.unit > 0 else { continue }
      for row in left[function].indices {
        left[function][row] -= Double(weights[function][row]) * unit / table.unit
      }
    }
    (self.unit, self.weights, self.left) = (unit, weights, left)
    start = Int32(begin)
  }
}
