internal import Crossbars
internal import LinearAlgebra

/// The evaluation of an array's nodal equations, with its workspace.
///
/// Goals, in order of priority:
/// 1. independence: nothing of an elimination is used, only the laws of the elements and the node
///    voltages, so that a wrong solver cannot certify itself;
/// 2. a sum that says something: beside each goes the part of it that the rounding of the voltages to
///    doubles explains, 2⁻⁵³ Σ g |V|, see ``KirchhoffResidual``;
/// 3. any circuit: nodes that 0 Ω joins are one, and a node that a source holds has no sum.
struct KirchhoffSums {
  private let crossbar: Crossbar
  let rows: Int
  let columns: Int
  private let resistances: ArrayResistances
  private let rowSegments: [Double]
  private let columnSegments: [Double]
  private let amplifier: TransimpedanceAmplifier?
  private let cells: ArrayCells
  private var word: [NodeSum]
  private var bit: [NodeSum]
  /// The currents of all cells at the last evaluation.
  private(set) var cellCurrents: [CellCurrent]

  init(_ crossbar: Crossbar, cells: ArrayCells) {
    self.crossbar = crossbar
    self.cells = cells
    rows = crossbar.rows
    columns = crossbar.columns
    resistances = crossbar.technology.resistances
    rowSegments = crossbar.rowSegments
    columnSegments = crossbar.columnSegments
    amplifier = crossbar.technology.periphery.amplifier
    word = Array(repeating: NodeSum(), count: rows * columns)
    bit = word
    cellCurrents = Array(repeating: .none, count: rows * columns)
  }

  /// The residual at given voltages; see ``KirchhoffResidual``.
  mutating func residual(
    _ drive: ArrayDrive, wordLine: [Double], bitLine: [Double]
  ) -> KirchhoffResidual {
    var largestCell = 0.0
    for cell in 0..<rows * columns {
      let (high, low) = (wordLine[cell], bitLine[cell])
      let value = cells.current(cell, word: high, bit: low)
      // An error ε of a voltage V is a current of its slope times ε |V|.
      let rounding = value.wordSlope * high.magnitude + value.bitSlope * low.magnitude
      cellCurrents[cell] = value
      word[cell] = NodeSum(current: value.wordCurrent, rounding: rounding)
      bit[cell] = NodeSum(current: -value.current, rounding: rounding)
      largestCell.grow(toMagnitudeOf: value.current)
    }
    addDrivers(drive, wordLine: wordLine)
    addWires(wordLine: wordLine, bitLine: bitLine)
    if resistances.sense != 0 { addSenseCircuits(bitLine) }
    // Every element is in by now; what is left is which of the sums are those of one node.

    var worst = KirchhoffResidual(
      worst: 0, unexplained: 0, beyondElimination: 0, largestCellCurrent: largestCell,
      node: "none", nodeBeyondElimination: "none")
    collectRows(drive, wordLine: wordLine, into: &worst)
    collectColumns(bitLine: bitLine, into: &worst)
    return worst
  }

  private mutating func addDrivers(_ drive: ArrayDrive, wordLine: [Double]) {
    guard resistances.driver != 0 else { return }
    for row in 0..<rows where drive.connections[row] {
      for column in crossbar.driverColumns {
        let cell = row * columns + column
        word[cell].add(wordLine[cell], driver: drive.voltages[row], resistances.driver)
        word[cell].lookup += drive.lookups[row] / resistances.driver
      }
    }
  }

  private mutating func addWires(wordLine: [Double], bitLine: [Double]) {
    for row in 0..<rows where rowSegments[row] != 0 {
      for cell in row * columns..<(row + 1) * columns - 1 {
        word[cell].add(wordLine[cell], wordLine[cell + 1], rowSegments[row])
        word[cell + 1].add(wordLine[cell + 1], wordLine[cell], rowSegments[row])
      }
    }
    for column in 0..<columns where columnSegments[column] != 0 {
      for cell in stride(from: column, to: (rows - 1) * columns, by: columns) {
        let below = cell + columns
        bit[cell].add(bitLine[cell], bitLine[below], columnSegments[column])
        bit[below].add(bitLine[below], bitLine[cell], columnSegments[column])
      }
    }
  }

  private mutating func addSenseCircuits(_ bitLine: [Double]) {
    for column in 0..<columns {
      let ends = crossbar.senseRows.map { $0 * columns + column }
      let offset = crossbar.groundVoltage(column)
      let ground =
        amplifier?.inputVoltage(
          behind: resistances.sense, from: ends.map { bitLine[$0] }, offset: offset) ?? offset
      for cell in ends { bit[cell].add(bitLine[cell], ground, resistances.sense) }
    }
  }

  private func collectRows(
    _ drive: ArrayDrive, wordLine: [Double], into worst: inout KirchhoffResidual
  ) {
    for row in 0..<rows {
      let first = row * columns
      let isHeld = resistances.driver == 0 && drive.connections[row]
      // A driver of 0 Ω holds its node: the source delivers what is missing, and the node's difference
      // from the source is counted instead, as the current that it makes in the row's cells.
      let heldColumns = isHeld ? crossbar.driverColumns : []
      for column in heldColumns {
        let slope = cellCurrents[first..<first + columns].reduce(0) { $0 + $1.wordSlope }
        worst.include(
          Self.deviation(
            of: wordLine[first + column], from: drive.voltages[row], slope: slope),
          at: "row \(row), driver")
      }
      // Without segments all of the word line is one node.
      if rowSegments[row] == 0 {
        guard !isHeld else { continue }
        worst.include(
          word[first..<first + columns].reduce(NodeSum(), +), at: "row \(row), word line")
      } else {
        for column in 0..<columns where !heldColumns.contains(column) {
          worst.include(word[first + column], at: "row \(row), column \(column), word line")
        }
      }
    }
  }

  private func collectColumns(bitLine: [Double], into worst: inout KirchhoffResidual) {
    for column in 0..<columns {
      let isJoined = columnSegments[column] == 0
      let heldRows = resistances.sense == 0 ? crossbar.senseRows : []
      if resistances.sense == 0 {
        collectSink(
          column, isJoined ? Array(0..<rows) : heldRows, bitLine: bitLine, into: &worst)
        if isJoined { continue }
      } else if isJoined {
        let sum = (0..<rows).reduce(NodeSum()) { $0 + bit[$1 * columns + column] }
        worst.include(sum, at: "column \(column), bit line")
        continue
      }
      for row in 0..<rows where !heldRows.contains(row) {
        worst.include(bit[row * columns + column], at: "row \(row), column \(column), bit line")
      }
    }
  }

  /// Judges the bit-line nodes that are the virtual ground itself.
  private func collectSink(
    _ column: Int, _ joined: [Int], bitLine: [Double], into worst: inout KirchhoffResidual
  ) {
    let offset = crossbar.groundVoltage(column)
    let ends = crossbar.senseRows.map { bitLine[$0 * columns + column] }
    let slope = (0..<rows).reduce(0) { $0 + cellCurrents[$1 * columns + column].bitSlope }
    let place = "column \(column), virtual ground"
    guard let amplifier else {
      for end in ends {
        worst.include(Self.deviation(of: end, from: offset, slope: slope), at: place)
      }
      return
    }
    for end in ends.dropFirst() {
      worst.include(Self.deviation(of: end, from: ends[0], slope: slope), at: place)
    }
    // An amplifier at the node is nearly a source: an error ε of the voltage is s ε into it, far more
    // than the g ε that it makes in the array, so that the sum counts by g / (g + s).
    let (current, steep) = amplifier.inputCurrent(at: ends[0] - offset, offset: offset)
    var sum = Set(joined).reduce(NodeSum()) { $0 + bit[$1 * columns + column] }
    sum.current += current
    sum.rounding += steep * (ends[0].magnitude + offset.magnitude)
    // What hangs on the node beside the amplifier.
    var others = 0.0
    for row in Set(joined) {
      others += cellCurrents[row * columns + column].bitSlope
      guard columnSegments[column] != 0, rows > 1 else { continue }
      others += (row == 0 || row == rows - 1 ? 1 : 2) / columnSegments[column]
    }
    worst.include(sum * (others / (others + steep)), at: place)
  }

  /// A node's difference from the source that holds it, as the current that it makes in the cells.
  private static func deviation(
    of voltage: Double, from source: Double, slope: Double
  ) -> NodeSum {
    NodeSum(current: (voltage - source) * slope, rounding: slope * source.magnitude)
  }
}
