extension ArrayResponse {
  /// The word-line voltage of every cell per volt at its driver, against grounded bit lines; *rows ·
  /// columns* of the array.
  package var reach: [Double] {
    var reach = [Double](repeating: 0, count: circuit.rows * circuit.columns)
    for (row, line) in wordLines.enumerated() {
      let first = circuit.row(row) * circuit.columns
      for j in 0..<circuit.columns { reach[first + j] = line.reach[j] }
    }
    return reach
  }
}
