internal import Crossbars
internal import LinearAlgebra

/// Kirchhoff's current law at every unknown node of an array, with the slopes of its currents.
///
/// F(n) is the sum of the currents that leave node n, and its derivative with respect to the voltage of
/// node k the Jacobian of Newton's method: for a wire of conductance g ±g, for a cell the slopes of its
/// current over either of its voltages, which differ for a transistor, and for an amplifier the slope
/// of its input. What a wire takes from one node it gives to the other, to the last bit.
///
/// The unknown of an amplifier's input is its voltage less the offset, since that difference alone
/// decides the output, and would drown in the rounding of the sum.
struct NetworkEquations {
  let layout: NetworkLayout
  private let cells: ArrayCells
  private let amplifier: TransimpedanceAmplifier?
  private let offsets: [Double]

  /// The voltages of all nodes at the last evaluation, in volts.
  private(set) var voltages: [Double]
  /// The sum of the currents that leave every node, in amperes.
  private(set) var sums: [Double]
  /// What rounding of the voltages can make of the sums, over 2⁻⁵³, in amperes.
  private var rounding: [Double]
  /// The currents of the cells that are there.
  private(set) var cellCurrents: [CellCurrent]
  private var amplifierSlopes: [Double] = []

  init(_ crossbar: Crossbar, cells: ArrayCells, layout: NetworkLayout) {
    self.layout = layout
    self.cells = cells
    amplifier = crossbar.technology.periphery.amplifier
    offsets = (0..<crossbar.columns).map(crossbar.groundVoltage)
    voltages = Array(repeating: 0, count: layout.unknowns + layout.rows + layout.columns)
    sums = voltages
    rounding = voltages
    cellCurrents = Array(repeating: .none, count: layout.cells.count)
    amplifierSlopes = Array(repeating: 0, count: layout.amplifierNode.count)
  }

  /// Sets the voltages that the sources hold.
  mutating func hold(_ drivers: [Double]) {
    for row in 0..<layout.rows { voltages[layout.unknowns + row] = drivers[row] }
    for column in 0..<layout.columns {
      voltages[layout.unknowns + layout.rows + column] = offsets[column]
    }
  }

  /// Evaluates all currents.
  ///
  /// - Parameters:
  ///   - state: The unknowns, in volts.
  ///   - linearized: Whether cells have the currents of their slopes at zero volts, as
  ///     ``cellCurrents`` holds them, and amplifiers do not saturate.
  mutating func evaluate(_ state: [Double], linearized: Bool = false) {
    for node in state.indices { voltages[node] = state[node] }
    for (column, node) in layout.amplifierNode.enumerated() { voltages[node] += offsets[column] }
    for node in sums.indices {
      sums[node] = 0
      rounding[node] = 0
    }
    for wire in layout.wires {
      let (from, to) = (voltages[wire.from], voltages[wire.to])
      let current = wire.conductance * (from - to)
      // What a relative error of 1 of the voltages would make of the current.
      let error = wire.conductance * (from.magnitude + to.magnitude)
      sums[wire.from] += current
      sums[wire.to] -= current
      rounding[wire.from] += error
      rounding[wire.to] += error
    }
    for (number, cell) in layout.cells.enumerated() {
      let (word, bit) = (layout.wordNode[cell], layout.bitNode[cell])
      let (high, low) = (voltages[word], voltages[bit])
      let value: CellCurrent
      if linearized {
        // The slopes at zero volts are in `cellCurrents` and stay there.
        var linear = cellCurrents[number]
        linear.current = linear.wordSlope * high - linear.bitSlope * low
        linear.leak = linear.leakWordSlope * high + linear.leakBitSlope * low
        value = linear
      } else {
        value = cells.current(cell, word: high, bit: low)
      }
      cellCurrents[number] = value
      let error = value.wordSlope * high.magnitude + value.bitSlope * low.magnitude
      sums[word] += value.wordCurrent
      sums[bit] -= value.current
      rounding[word] += error
      rounding[bit] += error
    }
    guard let amplifier else { return }
    for (column, node) in layout.amplifierNode.enumerated() {
      // Without saturation the output is −A times the difference, and R_f carries (1 + A) of it.
      var (current, slope) = amplifier.inputCurrent(at: state[node], offset: offsets[column])
      if linearized {
        slope = (1 + amplifier.openLoopGain) / amplifier.feedbackResistance
        current = offsets[column] / amplifier.feedbackResistance + slope * state[node]
      }
      amplifierSlopes[column] = slope
      sums[node] += current
      rounding[node] += slope * state[node].magnitude
    }
  }

  /// Sets the slopes at zero volts, as the linearized evaluation and the first matrix need them.
  mutating func linearize() {
    for (number, cell) in layout.cells.enumerated() {
      cellCurrents[number] = cells.current(cell, word: 0, bit: 0)
    }
    if let amplifier {
      for column in amplifierSlopes.indices {
        amplifierSlopes[column] = (1 + amplifier.openLoopGain) / amplifier.feedbackResistance
      }
    }
  }

  /// The largest unexplained sum over the largest cell current; NaN if a current is no number.
  var residual: Double {
    var worst = 0.0
    for node in 0..<layout.unknowns {
      let beyond = sums[node].magnitude - 0x1p-53 * rounding[node]
      if !(beyond <= worst) { worst = beyond }
      if worst.isNaN { return worst }
    }
    return RelativeError.ratio(of: worst, to: largestCellCurrent)
  }

  /// The largest magnitude of the current of a cell, in amperes.
  var largestCellCurrent: Double {
    cellCurrents.reduce(into: 0) { $0.grow(toMagnitudeOf: $1.current) }
  }

  /// The largest magnitude of a sum at an unknown node, in amperes.
  var largestSum: Double {
    sums[..<layout.unknowns].largestMagnitude
  }

  /// The current of every column into its sense node, in amperes: the sum over its cells.
  var columnCurrents: [Double] {
    var currents = [Double](repeating: 0, count: layout.columns)
    for (number, cell) in layout.cells.enumerated() {
      currents[cell % layout.columns] += cellCurrents[number].current
    }
    return currents
  }

  /// The slope of every amplifier's input current, in siemens.
  var slopesOfAmplifiers: [Double] { amplifierSlopes }
}
