public import Crossbars
public import LinearAlgebra

/// The view into an array whose node voltages are known, whoever found them.
///
/// Goals, in order of priority:
/// 1. independence: currents and powers follow from the node voltages and the laws of the elements
///    alone, so that the balance of the powers says something about the voltages;
/// 2. digits: what a source delivers comes from the currents of its row's cells, not from the small
///    difference of two voltages at a driver resistance, which rounding would rule.
public struct InteriorView: Sendable {
  private let crossbar: Crossbar
  private let cells: ArrayCells
  private let rowSegments: [Double]
  private let columnSegments: [Double]

  /// Prepares the view into an array.
  ///
  /// - Parameter crossbar: The array.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cells.
  public init(_ crossbar: Crossbar) throws {
    self.crossbar = crossbar
    cells = try ArrayCells(crossbar)
    rowSegments = crossbar.rowSegments
    columnSegments = crossbar.columnSegments
  }

  /// Evaluates the array at node voltages.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts.
  ///   - wordLine: The word-line voltage of every cell, in volts; *rows × columns*.
  ///   - bitLine: The bit-line voltage of every cell, in volts; *rows × columns*.
  ///   - inner: The voltages between the devices of the cells, in volts, if a simulator found them;
  ///     nil to find them by the law of the cells.
  /// - Returns: Currents and powers beside the voltages.
  public func interior(
    inputs: [Double], wordLine: Matrix, bitLine: Matrix, inner: Matrix? = nil
  ) -> ArrayInterior {
    let (rows, columns) = (crossbar.rows, crossbar.columns)
    var power = StaticPower()
    var intoCells = [Double](repeating: 0, count: rows)
    var intoColumns = [Double](repeating: 0, count: columns)
    var currents = [Double](repeating: 0, count: rows * columns)
    for cell in currents.indices {
      let (word, bit) = (wordLine.elements[cell], bitLine.elements[cell])
      let current = cells.current(cell, word: word, bit: bit)
      currents[cell] = current.current
      intoCells[cell / columns] += current.wordCurrent
      intoColumns[cell % columns] += current.current
      // What leaks goes to the bulk, at 0 V.
      power.cells += (word - bit) * current.current + word * current.leak
    }
    addRows(inputs, wordLine, intoCells, to: &power)
    addColumns(bitLine, intoColumns, to: &power)
    return ArrayInterior(
      wordLine: wordLine, bitLine: bitLine,
      inner: inner ?? innerVoltages(wordLine: wordLine, bitLine: bitLine),
      cellCurrents: Matrix(rows: rows, columns: columns, elements: currents), power: power)
  }

  private func addRows(
    _ inputs: [Double], _ wordLine: Matrix, _ currents: [Double], to power: inout StaticPower
  ) {
    let drive = ArrayDrive(crossbar, inputs: inputs)
    let driver = crossbar.technology.resistances.driver
    for row in 0..<crossbar.rows {
      if drive.connections[row] {
        power.sources += drive.voltages[row] * currents[row]
        if driver != 0 {
          for column in crossbar.driverColumns {
            power.drivers += Self.power(
              over: drive.voltages[row] - wordLine[row, column], driver)
          }
        }
      }
      guard rowSegments[row] != 0 else { continue }
      for column in 1..<max(crossbar.columns, 1) {
        power.rowWires += Self.power(
          over: wordLine[row, column - 1] - wordLine[row, column], rowSegments[row])
      }
    }
  }

  private func addColumns(
    _ bitLine: Matrix, _ currents: [Double], to power: inout StaticPower
  ) {
    let sense = crossbar.technology.resistances.sense
    let amplifier = crossbar.technology.periphery.amplifier
    for column in 0..<crossbar.columns {
      if columnSegments[column] != 0 {
        for row in 1..<max(crossbar.rows, 1) {
          power.columnWires += Self.power(
            over: bitLine[row - 1, column] - bitLine[row, column], columnSegments[column])
        }
      }
      let ends = crossbar.senseRows.map { bitLine[$0, column] }
      var ground = 0.0
      if let amplifier {
        ground =
          sense == 0
          ? ends[0]
          : amplifier.inputVoltage(
            behind: sense, from: ends, offset: crossbar.groundVoltage(column))
        power.amplifiers += ground * currents[column]
      }
      if sense != 0 { for end in ends { power.sense += Self.power(over: end - ground, sense) } }
    }
  }

  private func innerVoltages(wordLine: Matrix, bitLine: Matrix) -> Matrix? {
    if case .memory = crossbar.technology.cell.topology { return nil }
    return Matrix(
      rows: crossbar.rows, columns: crossbar.columns,
      elements: wordLine.elements.indices.map { cell in
        cells.innerVoltage(
          cell, word: wordLine.elements[cell], bit: bitLine.elements[cell]) ?? .nan
      })
  }

  private static func power(over voltage: Double, _ resistance: Double) -> Double {
    voltage * (voltage / resistance)
  }
}

extension InteriorView {
  /// What a solution of the nodal equations shows.
  ///
  /// - Parameters:
  ///   - solution: The solution.
  ///   - inputs: The row voltages that it belongs to, in volts.
  /// - Returns: Currents and powers beside the voltages.
  public func interior(of solution: NodalSolution, inputs: [Double]) -> ArrayInterior {
    interior(inputs: inputs, wordLine: solution.wordLine, bitLine: solution.bitLine)
  }
}
