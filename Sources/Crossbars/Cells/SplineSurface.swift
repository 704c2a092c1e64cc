internal import LinearAlgebra

/// A smooth surface through the values on a grid: the product of cubic splines.
///
/// Its slopes are continuous, which Newton's method needs. Beyond the grid it goes on as a plane
/// with the slopes of the nearest point.
struct SplineSurface: Sendable {
  private let rows: [Double]
  private let columns: [Double]
  private let values: Matrix
  private let rowSlopes: Matrix
  private let columnSlopes: Matrix
  private let twists: Matrix

  /// Fits a surface.
  ///
  /// - Parameters:
  ///   - rows: The first coordinate, rising; at least four.
  ///   - columns: The second coordinate, rising; at least four.
  ///   - values: The values; *rows × columns*.
  init(rows: [Double], columns: [Double], values: Matrix) {
    precondition(
      values.rows == rows.count && values.columns == columns.count,
      "\(values.rows) × \(values.columns) values on a grid of \(rows.count) × \(columns.count)")
    self.rows = rows
    self.columns = columns
    self.values = values
    let byRow = Self.slopes(over: rows, of: values.transposed).transposed
    rowSlopes = byRow
    columnSlopes = Self.slopes(over: columns, of: values)
    twists = Self.slopes(over: columns, of: byRow)
  }

  /// The slopes of the cubic spline through every row of a matrix.
  private static func slopes(over points: [Double], of values: Matrix) -> Matrix {
    let count = points.count
    precondition(count >= 4, "a spline through \(count) points")
    precondition(zip(points, points.dropFirst()).allSatisfy(<), "points that do not rise")
    var result = values
    for row in 0..<values.rows {
      let y = values.row(row)
      var slopes = y
      slopes[0] = endSlope(Array(points[..<4]), Array(y[..<4]))
      slopes[count - 1] = endSlope(
        Array(points[(count - 4)...].reversed()), Array(y[(count - 4)...].reversed()))
      // The second derivatives agree from both sides: a tridiagonal system, diagonally dominant.
      var factors = [Double](repeating: 0, count: count)
      for i in 1..<count - 1 {
        let (left, right) = (1 / (points[i] - points[i - 1]), 1 / (points[i + 1] - points[i]))
        var diagonal = 2 * (left + right)
        var known =
          3 * (left * left * (y[i] - y[i - 1]) + right * right * (y[i + 1] - y[i]))
          - left * slopes[i - 1]
        if i > 1 { diagonal -= left * factors[i - 1] }
        if i == count - 2 { known -= right * slopes[count - 1] }
        factors[i] = right / diagonal
        slopes[i] = known / diagonal
      }
      for i in stride(from: count - 3, through: 1, by: -1) {
        slopes[i] -= factors[i] * slopes[i + 1]
      }
      for i in 0..<count { result[row, i] = slopes[i] }
    }
    return result
  }

  /// The slope at the first of four points of the cubic through them.
  private static func endSlope(_ x: [Double], _ y: [Double]) -> Double {
    (1..<4).reduce(0) { sum, k in
      let others = (1..<4).filter { $0 != k }
      let weight = others.reduce(1 / (x[k] - x[0])) { $0 * (x[$1] - x[0]) / (x[$1] - x[k]) }
      return sum + weight * (y[k] - y[0])
    }
  }

  /// The value and both slopes at a point.
  func value(at row: Double, _ column: Double) -> (value: Double, byRow: Double, byColumn: Double) {
    let i = Self.interval(of: row, in: rows)
    let j = Self.interval(of: column, in: columns)
    let x = min(max(row, rows[0]), rows[rows.count - 1])
    let y = min(max(column, columns[0]), columns[columns.count - 1])
    let u = Self.basis(x, from: rows[i], to: rows[i + 1])
    let v = Self.basis(y, from: columns[j], to: columns[j + 1])
    var (value, byRow, byColumn) = (0.0, 0.0, 0.0)
    for a in 0...1 {
      for b in 0...1 {
        let (f, fx) = (values[i + a, j + b], rowSlopes[i + a, j + b])
        let (fy, fxy) = (columnSlopes[i + a, j + b], twists[i + a, j + b])
        let along = f * v.value[b] + fy * v.value[b + 2]
        let alongSlope = fx * v.value[b] + fxy * v.value[b + 2]
        value += u.value[a] * along + u.value[a + 2] * alongSlope
        byRow += u.slope[a] * along + u.slope[a + 2] * alongSlope
        byColumn +=
          u.value[a] * (f * v.slope[b] + fy * v.slope[b + 2])
          + u.value[a + 2] * (fx * v.slope[b] + fxy * v.slope[b + 2])
      }
    }
    return (value + byRow * (row - x) + byColumn * (column - y), byRow, byColumn)
  }

  private static func interval(of point: Double, in points: [Double]) -> Int {
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if point < points[middle] { high = middle } else { low = middle }
    }
    return low
  }

  /// Hermite's four polynomials at a point of an interval, for the values at both ends and for the
  /// slopes there, with their derivatives.
  private static func basis(
    _ point: Double, from low: Double, to high: Double
  ) -> (value: [Double], slope: [Double]) {
    let width = high - low
    let t = (point - low) / width
    let s = 1 - t
    return (
      [s * s * (1 + 2 * t), t * t * (3 - 2 * t), width * t * s * s, -width * t * t * s],
      [-6 * t * s / width, 6 * t * s / width, s * (1 - 3 * t), t * (3 * t - 2)]
    )
  }
}
