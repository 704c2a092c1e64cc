internal import LinearAlgebra
internal import NodalAnalysis

/// Where along the bit lines a row's current enters, as few weights of the rows.
///
/// A current at row k raises the bit line at row i by the impedance R(i, k) of the bare line. Its mean
/// over the rows is in the column's own current; what the place adds is the matrix centered over rows
/// and columns, whose leading eigenvectors say which distributions of currents matter.
enum BitLineMoments {
  /// The number of moments.
  static let count = 2

  /// Finds the weights.
  ///
  /// - Parameter circuit: The wires and ends of an array.
  /// - Returns: The weights of every row of the array, a list for each of the two leading
  ///   eigenvectors: which end the current enters near, and whether at an end or in the middle.
  static func weights(_ circuit: ArrayCircuit) -> [[Double]] {
    let rows = circuit.rows
    let single = circuit.columns - circuit.widths.count { $0 > 1 }
    let segment = circuit.columnSegments.prefix(single).reduce(0, +) / Double(single)
    guard rows > count, segment > 0 else {
      return Array(repeating: Array(repeating: 0, count: rows), count: count)
    }
    let line = Line(
      rows: rows, segment: segment, sense: circuit.sense, isSensedTwice: circuit.isSensedTwice)
    let alongLine = last.value(for: line) { weights(of: line) }
    return alongLine.map { along in
      var weights = [Double](repeating: 0, count: rows)
      for row in 0..<rows { weights[circuit.row(row)] = along[row] }
      return weights
    }
  }

  /// A bare bit line.
  private struct Line: Equatable {
    let rows: Int
    /// The resistance between neighboring nodes, in ohms.
    let segment: Double
    /// That between an end and its ground, in ohms.
    let sense: Double
    let isSensedTwice: Bool
  }

  private static let last = LastMade<Line, [[Double]]>()

  /// The weights of the nodes of a line, from its first row on.
  private static func weights(of line: Line) -> [[Double]] {
    let (rows, segment) = (line.rows, line.segment)
    let whole = segment * Double(rows - 1)
    func toEnd(_ row: Int) -> Double { line.sense + segment * Double(rows - 1 - row) }
    func toStart(_ row: Int) -> Double { line.sense + segment * Double(row) }
    let impedance = Matrix(rows: rows, columns: rows) { i, k in
      let (first, second) = (min(i, k), max(i, k))
      return line.isSensedTwice
        ? toStart(first) * toEnd(second) / (2 * line.sense + whole) : toEnd(second)
    }
    let means = (0..<rows).map { impedance.row($0).reduce(0, +) / Double(rows) }
    let mean = means.reduce(0, +) / Double(rows)
    let centered = Matrix(rows: rows, columns: rows) {
      impedance[$0, $1] - means[$0] - means[$1] + mean
    }
    let vectors = SymmetricEigenproblem.largest(of: centered, count: count).vectors
    return (0..<count).map { index in
      (0..<rows).map { vectors[index, $0] / Double(rows).squareRoot() }
    }
  }
}
