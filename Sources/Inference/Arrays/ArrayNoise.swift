internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// How much the noise of one array's cells makes of the noise of its columns.
///
/// Cells are independent, so the variance of a column current is the sum of the variances of its cells'
/// currents: Σ (σ_ij h(v_i) f_ij)², with h(v) the slope of a cell's current over its conductance, which is v
/// for ohmic cells, and f what lines and ends leave of a cell's current at the end of its column.
/// Without wires and with ohmic cells this is exact. With wires it is so to first order: f is the share that
/// the mean currents have. An array of linear cells tells the share of every cell, whatever reads it, so that all
/// solvers draw the same noise; of bent ones it is that of a whole column at full drive, unless the model is one matrix.
struct ArrayNoise: Sendable {
  /// (σ f)² of every cell, in steps squared, *used rows × used columns*.
  let variances: Matrix
  /// The slope h; nil for v itself.
  let slope: ConductanceSlope?

  /// Prepares the noise of an array.
  ///
  /// - Parameters:
  ///   - deviations: σ of every cell, in siemens, *rows × columns* of the array.
  ///   - crossbar: The array with its mean conductances.
  ///   - array: The array as its model reads it.
  ///   - rows: The number of used rows.
  ///   - columns: The number of used columns.
  ///   - step: The conductance of one step, in siemens.
  /// - Throws: Whatever keeps the array from being read.
  init(
    _ deviations: Matrix, of crossbar: Crossbar, read array: any ProgrammedCrossbar, rows: Int,
    columns: Int, step: Double
  ) throws {
    let cells = crossbar.conductances
    let linear =
      try array.product
      ?? (crossbar.technology.isLinear ? EquivalentConductance.matrix(of: crossbar) : nil)
    if let product = linear {
      slope = nil
      variances = Matrix(rows: rows, columns: columns) { row, column in
        let whole = cells[row, column]
        let share = whole > 0 ? min(max(product[row, column] / whole, 0), 1) : 1
        let value = deviations[row, column] * share / step
        return value * value
      }
      return
    }
    let slope = ConductanceSlope(crossbar.technology)
    let shares = try Self.shares(
      of: crossbar, read: array, rows: rows, columns: columns, slope: slope)
    self.slope = slope
    variances = Matrix(rows: rows, columns: columns) { row, column in
      let value = deviations[row, column] * shares[column] / step
      return value * value
    }
  }

  /// What lines and ends leave of the current of each column, at full drive of all used rows.
  private static func shares(
    of crossbar: Crossbar, read array: any ProgrammedCrossbar, rows: Int, columns: Int,
    slope: ConductanceSlope?
  ) throws -> [Double] {
    let voltage = crossbar.technology.read.voltage
    let currents = try array.read(
      Matrix(rows: 1, columns: crossbar.rows) { _, row in row < rows ? voltage : 0 })
    let cells = crossbar.conductances
    let used = (0..<rows).flatMap { row in (0..<columns).map { cells[row, $0] } }
    let law = CellCurrents(
      crossbar.technology, voltage: voltage, conductances: (used.min() ?? 0)...(used.max() ?? 0))
    return (0..<columns).map { column in
      let whole = (0..<rows).reduce(0.0) { $0 + law.current(of: cells[$1, column]) }
      return whole > 0 ? min(max(currents[0, column] / whole, 0), 1) : 1
    }
  }
}

/// The slope of a cell's current over its conductance, taken between the technology's states.
///
/// Of cells whose current is their conductance times a function of the voltage it is that function, the
/// same for all states.
struct ConductanceSlope: Sendable {
  private let law: any CellLaw
  private let conductance: Double

  /// The slope of a technology's cells; nil if they have no law but the simulator's.
  init?(_ technology: Technology) {
    guard let law = technology.cellLaw else { return nil }
    self.law = law
    conductance = (technology.cell.onConductance + technology.cell.offConductance) / 2
  }

  /// The slope at a voltage across the cell, in volts.
  func value(at voltage: Double) -> Double {
    // The error of the central difference falls with the square of the step, 1e-6 of a smooth law.
    let step = 1e-3 * conductance
    func current(_ conductance: Double) -> Double {
      law.current(word: voltage, bit: 0, conductance: conductance, thresholdShift: 0).current
    }
    return (current(conductance + step) - current(conductance - step)) / (2 * step)
  }
}

/// The currents of cells at one voltage, from a table over their conductances.
private struct CellCurrents {
  private static let nodes = 17
  private let conductances: ClosedRange<Double>
  private let currents: [Double]

  init(_ technology: Technology, voltage: Double, conductances: ClosedRange<Double>) {
    self.conductances = conductances
    let width = conductances.upperBound - conductances.lowerBound
    let law = technology.cellLaw
    currents = (0..<Self.nodes).map { node in
      let conductance =
        conductances.lowerBound + width * Double(node) / Double(Self.nodes - 1)
      guard let law else { return conductance * voltage }
      return law.current(word: voltage, bit: 0, conductance: conductance, thresholdShift: 0).current
    }
  }

  func current(of conductance: Double) -> Double {
    let width = conductances.upperBound - conductances.lowerBound
    guard width > 0 else { return currents[0] }
    let place = (conductance - conductances.lowerBound) / width * Double(Self.nodes - 1)
    let lower = min(max(Int(place), 0), Self.nodes - 2)
    let part = place - Double(lower)
    return (1 - part) * currents[lower] + part * currents[lower + 1]
  }
}
