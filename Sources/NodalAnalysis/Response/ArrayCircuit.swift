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
  /// How many columns of the array each column stands for.
  package let widths: [Int]
  /// How many segments of a word line lie between neighboring columns.
  let spans: [Double]

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
    widths = Array(repeating: 1, count: crossbar.columns)
    spans = Array(repeating: 1, count: max(crossbar.columns - 1, 0))
  }

  /// The circuit with neighboring columns taken together, each at the middle of what it stands for.
  ///
  /// - Parameters:
  ///   - whole: A circuit without offsets, driven and sensed at one end.
  ///   - widths: How many columns are taken together, from the first on; odd numbers.
  package init(_ whole: ArrayCircuit, widths: [Int]) {
    precondition(
      !whole.isDrivenTwice && !whole.isSensedTwice && !whole.hasOffsets
        && widths.reduce(0, +) == whole.columns && widths.allSatisfy { $0 % 2 == 1 },
      "columns of a circuit of other ends, or \(widths) of \(whole.columns) columns")
    rows = whole.rows
    columns = widths.count
    rowSegments = whole.rowSegments
    var first = 0
    columnSegments = widths.map { width in
      defer { first += width }
      // Wires side by side.
      return 1 / whole.columnSegments[first..<first + width].reduce(0) { $0 + 1 / $1 }
    }
    driver = whole.driver
    isDrivenTwice = false
    sense = whole.sense
    isSensedTwice = false
    isReversed = whole.isReversed
    grounds = widths.map { _ in 0 }
    self.widths = widths
    spans = zip(widths, widths.dropFirst()).map { Double(($0 + $1) / 2) }
  }

  /// Whether a current at any ground could flow without a driver.
  package var hasOffsets: Bool { grounds.contains { $0 != 0 } }

  /// The row of the array that a row of the chain is.
  package func row(_ row: Int) -> Int { isReversed ? rows - 1 - row : row }

  /// The resistance between the end of a column and its ground, in ohms.
  func sense(of column: Int) -> Double { sense / Double(widths[column]) }

  /// The resistance of a column below a row of the chain, in ohms.
  func resistance(below row: Int, column: Int) -> Double {
    row == rows - 1 ? sense(of: column) : columnSegments[column]
  }
}
