public import LinearAlgebra

/// A programmed array: a technology and one conductance per cell.
public struct Crossbar: Sendable {
  /// The technology of the array.
  public let technology: Technology
  /// The conductance of every cell at zero volts, in siemens; *rows × columns*.
  public let conductances: Matrix
  /// How the array differs from its technology beside the conductances.
  public let deviations: ArrayDeviations

  /// Creates a programmed array.
  ///
  /// - Parameters:
  ///   - technology: The technology of the array.
  ///   - conductances: One conductance per cell, in siemens, none negative; *rows × columns*, at
  ///     least 1 × 1.
  ///   - deviations: How the array differs from its technology beside the conductances.
  public init(
    technology: Technology, conductances: Matrix, deviations: ArrayDeviations = .none
  ) {
    precondition(
      conductances.rows > 0 && conductances.columns > 0,
      "an array of \(conductances.rows) × \(conductances.columns) cells")
    self.technology = technology
    self.conductances = conductances
    self.deviations = deviations
  }

  /// The number of driven rows.
  public var rows: Int { conductances.rows }

  /// The number of sensed columns.
  public var columns: Int { conductances.columns }

  /// Whether a row has a cell of more than 0 S, which connects it to a column.
  package func hasCells(inRow row: Int) -> Bool {
    conductances.row(row).contains { $0 != 0 }
  }
}
