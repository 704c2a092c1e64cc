internal import Crossbars

/// The names of an array's nodes, one name for nodes that a resistance of 0 Ω joins.
struct NodeNames {
  private let resistances: ArrayResistances
  private let lastRow: Int

  init(_ crossbar: Crossbar) {
    resistances = crossbar.technology.resistances
    lastRow = crossbar.rows - 1
  }

  /// The node that the driver's source holds.
  func driver(_ row: Int) -> String { "in\(row)" }

  /// The word-line node of a cell.
  func wordLine(_ row: Int, _ column: Int) -> String {
    let position = resistances.rowSegment == 0 ? 0 : column
    return position == 0 && resistances.driver == 0 ? driver(row) : "w\(row)_\(position)"
  }

  /// The bit-line node of a cell.
  func bitLine(_ row: Int, _ column: Int) -> String {
    let position = resistances.columnSegment == 0 ? lastRow : row
    return position == lastRow && resistances.sense == 0
      ? sense(column) : "b\(position)_\(column)"
  }

  /// The node at virtual ground whose source measures the column current.
  func sense(_ column: Int) -> String { "s\(column)" }
}
