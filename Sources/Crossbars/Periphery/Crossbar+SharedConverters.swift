internal import LinearAlgebra

extension Crossbar {
  /// The array with neighboring columns that take turns at one converter.
  ///
  /// - Parameter columns: How many columns share a converter; all have what was drawn for the first.
  /// - Returns: The array; the same where converters do not deviate.
  func sharingConverters(among columns: Int) -> Crossbar {
    guard let drawn = deviations.converterMismatch else { return self }
    var shared = deviations
    shared.converterMismatch = Matrix(rows: drawn.rows, columns: drawn.columns) {
      drawn[$0 / columns * columns, $1]
    }
    return Crossbar(technology: technology, conductances: conductances, deviations: shared)
  }
}
