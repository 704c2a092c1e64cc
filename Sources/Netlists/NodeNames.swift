internal import Crossbars

/// The names of an array's nodes, one name for nodes that a resistance of 0 Ω joins.
struct NodeNames {
  private let crossbar: Crossbar
  private let mode: ReadMode
  private let connections: [Bool]

  /// Creates the names.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - connections: Whether the driver of every row is connected.
  init(_ crossbar: Crossbar, connections: [Bool]) {
    self.crossbar = crossbar
    self.connections = connections
    mode = crossbar.technology.read.mode
  }

  /// The columns at which a driver is connected.
  var drivenColumns: [Int] {
    mode.driveSide == .double ? [0, crossbar.columns - 1] : [0]
  }

  /// The rows at which a sense circuit is connected.
  var sensedRows: [Int] {
    switch mode.senseSide {
    case .bottom: [crossbar.rows - 1]
    case .top: [0]
    case .both: [crossbar.rows - 1, 0]
    }
  }

  /// The resistance of the segments of a word line, in ohms.
  func rowSegment(_ row: Int) -> Double {
    crossbar.technology.resistances.rowSegment * (crossbar.deviations.rowWireFactors?[row] ?? 1)
  }

  /// The resistance of the segments of a bit line, in ohms.
  func columnSegment(_ column: Int) -> Double {
    crossbar.technology.resistances.columnSegment
      * (crossbar.deviations.columnWireFactors?[column] ?? 1)
  }

  /// The node that the driver's source holds.
  func driver(_ row: Int) -> String { "in\(row)" }

  /// The word-line node of a cell.
  func wordLine(_ row: Int, _ column: Int) -> String {
    let isJoined = rowSegment(row) == 0
    let isHeld =
      connections[row] && crossbar.technology.resistances.driver == 0
      && (isJoined || drivenColumns.contains(column))
    return isHeld ? driver(row) : "w\(row)_\(isJoined ? 0 : column)"
  }

  /// The bit-line node of a cell.
  func bitLine(_ row: Int, _ column: Int) -> String {
    let isJoined = columnSegment(column) == 0
    let isHeld =
      crossbar.technology.resistances.sense == 0 && (isJoined || sensedRows.contains(row))
    return isHeld ? sense(column) : "b\(isJoined ? crossbar.rows - 1 : row)_\(column)"
  }

  /// The node between the two devices of a cell.
  func inner(_ row: Int, _ column: Int) -> String { "x\(row)_\(column)" }

  /// The node of a row's gate line.
  func gate(_ row: Int) -> String { "gate\(row)" }

  /// The node in front of the source that measures the column current.
  func sense(_ column: Int) -> String { "s\(column)" }

  /// The virtual ground of a column: the input of its amplifier, or ground itself.
  func ground(_ column: Int) -> String {
    crossbar.technology.periphery.amplifier == nil ? "0" : "ti\(column)"
  }

  /// The node whose voltage is the code of a row's DAC.
  func driverCode(_ row: Int) -> String { "dc\(row)" }

  /// The output of a column's amplifier.
  func amplifierOutput(_ column: Int) -> String { "to\(column)" }

  /// The output of the amplifier of a pair of columns.
  func differenceOutput(_ pair: Int) -> String { "do\(pair)" }

  /// The node whose voltage is the code of an ADC, 1 and the mean of a stochastic converter or the decision of a sense
  /// amplifier, of a column or a pair.
  func converterOutput(_ column: Int) -> String { "ac\(column)" }
}
