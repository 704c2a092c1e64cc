internal import Configuration
package import Crossbars
internal import LinearAlgebra

/// The wires and ends of an array as a chain of rows: every word line driven at one or both ends,
/// every bit line sensed at one or both ends, all rows connected.
package struct ArrayCircuit: Sendable {
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The resistance of the word-line segments of every row, in ohms.
  package let rowSegments: [Double]
  /// The resistance of the bit-line segments of every column, in ohms.
  package let columnSegments: [Double]
  /// The resistance of a driver, in ohms.
  package let driver: Double
  /// Whether a row has a driver at both ends.
  package let isDrivenTwice: Bool
  /// The resistance between the end of a bit line and its ground, in ohms.
  package let sense: Double
  /// Whether the bit lines are sensed at both ends.
  package let isSensedTwice: Bool
  /// Whether the bit lines are sensed at the first row, which is then taken as the last.
  package let isReversed: Bool
  /// The voltage of every column's ground, in volts.
  package let grounds: [Double]

  /// Describes the circuit of an array.
  ///
  /// Amplifiers count with their linear input resistance and offset.
  ///
  /// - Parameter crossbar: The array.
  /// - Throws: `UnavailableError` if unselected rows float, since every set of them is a circuit of
  ///   its own, or if one amplifier joins both ends of a bit line.
  package init(_ crossbar: Crossbar) throws {
    let technology = crossbar.technology
    let mode = technology.read.mode
    guard mode.unselectedRows != .floating else {
      throw UnavailableError(
        "the response of \(technology.name)",
        reason: "rows without input float, so that every set of them is another circuit; the "
          + "linear model and the nodal solver read such arrays")
    }
    let amplifier = technology.periphery.amplifier
    let isJoined = technology.resistances.columnSegment == 0 || crossbar.rows == 1
    let isSensedTwice = mode.senseSide == .both && !isJoined
    guard amplifier == nil || !isSensedTwice else {
      throw UnavailableError(
        "the response of \(technology.name)",
        reason: "an amplifier joins both ends of every bit line; the linear model and the nodal "
          + "solver read such arrays")
    }
    rows = crossbar.rows
    columns = crossbar.columns
    isReversed = mode.senseSide == .top
    let segments = crossbar.rowSegments
    rowSegments = isReversed ? segments.reversed() : segments
    columnSegments = crossbar.columnSegments
    let isDrivenTwice = mode.driveSide == .double
    // Two equal resistors at one node are one of half the resistance.
    let sharesDriver = isDrivenTwice && crossbar.columns == 1
    driver = technology.resistances.driver * (sharesDriver ? 0.5 : 1)
    self.isDrivenTwice = isDrivenTwice && !sharesDriver
    self.isSensedTwice = isSensedTwice
    sense =
      technology.resistances.sense * (mode.senseSide == .both && isJoined ? 0.5 : 1)
      + (amplifier?.inputResistance ?? 0)
    grounds = (0..<crossbar.columns).map {
      crossbar.groundVoltage($0) * (amplifier?.closedLoopGain ?? 0)
    }
  }

  /// Whether a current at any ground could flow without a driver.
  package var hasOffsets: Bool { grounds.contains { $0 != 0 } }

  /// The row of the array that a row of the chain is.
  package func row(_ row: Int) -> Int { isReversed ? rows - 1 - row : row }

  /// The resistance of a column below a row of the chain, in ohms.
  func resistance(below row: Int, column: Int) -> Double {
    row == rows - 1 ? sense : columnSegments[column]
  }
}
