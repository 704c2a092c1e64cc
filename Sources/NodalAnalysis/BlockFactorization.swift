internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// The node voltages of an array, each *rows · columns* in row-major order, in volts.
struct NodeVoltages {
  var wordLine: [Double]
  var bitLine: [Double]

  init(count: Int) {
    wordLine = Array(repeating: 0, count: count)
    bitLine = wordLine
  }
}

/// The linear network of an array, factored: cells are conductances with a current source beside
/// each, which is what a Newton step makes of non-linear cells.
///
/// The elimination is that of ``EquivalentConductance``; the factors of every row are kept, which
/// takes 2 n² doubles a row. Workspace is shared between solves, so an instance belongs to one
/// task.
final class BlockFactorization {
  private let rows: Int
  private let columns: Int
  private let resistances: ArrayResistances
  private let cells: [Double]
  /// The admittance to the right of every word-line node, its own cell included.
  private var beyond: [Double]
  /// The part of a word-line node's voltage that reaches the next node.
  private var step: [Double]
  /// The factors of 1 + r Y of every row; empty where r is 0.
  private var factors: [[Double]] = []
  /// The admittance below the segment under every row but the last.
  private var below: [[Double]] = []
  private var injections: [Double]
  private var sources: [Double]

  init(conductances: [Double], rows: Int, columns: Int, resistances: ArrayResistances) {
    self.rows = rows
    self.columns = columns
    self.resistances = resistances
    cells = conductances
    beyond = Array(repeating: 0, count: rows * columns)
    step = beyond
    injections = beyond
    sources = Array(repeating: 0, count: columns)
    for row in 0..<rows { sweepWordLine(row) }
    factor()
  }

  private func sweepWordLine(_ row: Int) {
    let first = row * columns
    var right = 0.0
    for j in stride(from: columns - 1, through: 0, by: -1) {
      let whole = cells[first + j] + right
      beyond[first + j] = whole
      guard j > 0 else { break }
      step[first + j - 1] = 1 / (1 + resistances.rowSegment * whole)
      right = whole * step[first + j - 1]
    }
  }

  private func factor() {
    var wordLine = [Double](repeating: 0, count: columns * columns)
    var injection = [Double](repeating: 0, count: columns)
    var scratch = [Double](repeating: 0, count: 3 * columns)
    var admittance = [Double](repeating: 0, count: columns * columns)
    cells.withUnsafeBufferPointer { cells in
      guard let cells = cells.baseAddress else { return }
      for row in 0..<rows {
        assay_word_line(
          columns, resistances.driver, resistances.rowSegment, cells + row * columns, &wordLine,
          columns, &injection, &scratch)
        for index in admittance.indices { admittance[index] += wordLine[index] }
        let isLast = row == rows - 1
        let resistance = isLast ? resistances.sense : resistances.columnSegment
        if resistance == 0 {
          factors.append([])
        } else {
          var factor = admittance.map { $0 * resistance }
          for i in 0..<columns { factor[i * columns + i] += 1 }
          let width = isLast ? 0 : columns
          assay_solve_definite(columns, width, &factor, columns, &admittance, columns)
          factors.append(factor)
        }
        if !isLast { below.append(admittance) }
      }
    }
  }

  /// Solves the network.
  ///
  /// - Parameters:
  ///   - inputs: The driver voltages, in volts.
  ///   - cellSources: The current of every cell at zero volts, in amperes; *rows · columns*.
  ///   - voltages: The node voltages, written.
  ///   - currents: The column currents, in amperes, written.
  func solve(
    inputs: [Double], cellSources: [Double]?, voltages: inout NodeVoltages,
    currents: inout [Double]
  ) {
    let n = columns
    // Down: the current that the rows so far would drive into grounded bit-line nodes.
    var injection = [Double](repeating: 0, count: n)
    for row in 0..<rows {
      solveWordLine(row, input: inputs[row], cellSources: cellSources, voltages: &voltages)
      for j in 0..<n {
        let cell = row * n + j
        injection[j] += cells[cell] * voltages.wordLine[cell] + (cellSources?[cell] ?? 0)
      }
      if !factors[row].isEmpty { assay_solve_factored(n, factors[row], n, &injection) }
      if row < rows - 1 {
        for j in 0..<n { injections[row * n + j] = injection[j] }
      }
    }
    currents = injection

    // Up: bit-line voltages from the bottom, then the word lines that face them.
    var voltage = currents.map { $0 * resistances.sense }
    for row in stride(from: rows - 1, through: 0, by: -1) {
      if row < rows - 1 {
        var segment = Array(injections[row * n..<(row + 1) * n])
        assay_subtract_product(n, below[row], n, voltage, &segment)
        for j in 0..<n { voltage[j] += resistances.columnSegment * segment[j] }
      }
      for j in 0..<n { voltages.bitLine[row * n + j] = voltage[j] }
    }
    for row in 0..<rows {
      solveWordLine(
        row, input: inputs[row], cellSources: cellSources, voltages: &voltages,
        facesBitLine: true)
    }
  }

  /// Solves one word line against grounded bit lines, or against their voltages.
  private func solveWordLine(
    _ row: Int, input: Double, cellSources: [Double]?, voltages: inout NodeVoltages,
    facesBitLine: Bool = false
  ) {
    let first = row * columns
    // sources[j]: the current that flows into node j and all beyond it when node j is at 0 V.
    var source = 0.0
    for j in stride(from: columns - 1, through: 0, by: -1) {
      let cell = first + j
      var own = cellSources?[cell] ?? 0
      if facesBitLine { own -= cells[cell] * voltages.bitLine[cell] }
      source = own + (j < columns - 1 ? source * step[cell] : 0)
      sources[j] = source
    }
    let entering = (beyond[first] * input + sources[0]) / (1 + resistances.driver * beyond[first])
    var voltage = input - resistances.driver * entering
    voltages.wordLine[first] = voltage
    for j in 1..<max(columns, 1) {
      let current = (beyond[first + j] * voltage + sources[j]) * step[first + j - 1]
      voltage -= resistances.rowSegment * current
      voltages.wordLine[first + j] = voltage
    }
  }
}
