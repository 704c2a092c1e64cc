internal import Crossbars
internal import NodalAnalysis

/// Which columns behind those that are read may be taken together.
///
/// w cells of conductance g on segments r, taken as one at their middle, draw the current of each at the
/// voltage of the middle: exact for a voltage that falls linearly, and off by a part of w² r g / 24 for how
/// it bends. Bit lines side by side are as one if their currents are alike; where they are not, a row's
/// cells draw what their deviations and those of the bit lines' voltages have in common, at most σ(g) / ḡ
/// times R σ(Σ g) with the deviations of the cells and of the columns' sums, and the resistance R of a bit
/// line. Cells whose law is not in proportion to their conductance must be alike themselves. All of that
/// changes the voltage at the columns that are read by what the unread cells draw through driver and wires.
struct UnreadColumns {
  private let cells: ArrayCells
  private let circuit: ArrayCircuit
  /// The part of its voltage that a row loses by what the unread cells draw.
  private let drop: Double
  /// The resistance of a whole bit line, in ohms.
  private let bitLine: Double
  private let segment: Double
  /// Whether currents are in proportion to conductances.
  private let isProportional: Bool

  /// What the voltage of a cell that is read may change by, as a part of it.
  private static let error = 1e-6
  /// The widths that are tried.
  private static let candidates = [15, 11, 9, 7, 5, 3]

  /// Chooses how many columns are taken together.
  ///
  /// - Parameters:
  ///   - cells: The cells of an array.
  ///   - circuit: Its wires and ends.
  ///   - outputs: The number of columns, from the first, that are read.
  ///   - voltage: The read voltage, in volts.
  /// - Returns: The widths of all columns, from the first, odd numbers; nil if each stays by itself.
  static func widths(
    _ cells: ArrayCells, _ circuit: ArrayCircuit, behind outputs: Int, voltage: Double
  ) -> [Int]? {
    guard circuit.columns - outputs > 2, !circuit.isDrivenTwice, !circuit.isSensedTwice,
      !circuit.hasOffsets
    else { return nil }
    let unread = UnreadColumns(cells, circuit, behind: outputs, voltage: voltage)
    var widths = [Int](repeating: 1, count: outputs)
    var first = outputs
    while first < circuit.columns {
      let width =
        candidates.first {
          first + $0 <= circuit.columns && unread.mayJoin(first..<first + $0)
        } ?? 1
      widths.append(width)
      first += width
    }
    return widths.count < circuit.columns ? widths : nil
  }

  private init(
    _ cells: ArrayCells, _ circuit: ArrayCircuit, behind outputs: Int, voltage: Double
  ) {
    self.cells = cells
    self.circuit = circuit
    var (drawn, segment) = (0.0, 0.0)
    for row in 0..<circuit.rows {
      let own = cells.conductances[row * circuit.columns + outputs..<(row + 1) * circuit.columns]
      drawn = max(drawn, own.reduce(0, +))
      segment = max(segment, circuit.rowSegments[row])
    }
    self.segment = segment
    drop = min(1, drawn * (circuit.driver + segment * Double(circuit.columns)))
    bitLine =
      circuit.sense + (circuit.columnSegments.max() ?? 0) * Double(max(circuit.rows - 1, 0))
    let largest = cells.conductances.max() ?? 0
    func current(_ conductance: Double) -> Double {
      cells.law.current(word: voltage, bit: 0, conductance: conductance, thresholdShift: 0).current
    }
    let (half, whole) = (2 * current(0.5 * largest), current(largest))
    isProportional = (half - whole).magnitude <= 1e-9 * whole.magnitude
  }

  /// Whether neighboring columns may be taken as one.
  private func mayJoin(_ columns: Range<Int>) -> Bool {
    let count = Double(columns.count)
    func deviation(_ values: some Collection<Double>, mean: Double) -> Double {
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
    var sums = [Double](repeating: 0, count: columns.count)
    var (largest, spread) = (0.0, 0.0)
    for row in 0..<circuit.rows {
      let first = row * circuit.columns
      let own = cells.conductances[first + columns.lowerBound..<first + columns.upperBound]
      let mean = own.reduce(0, +) / count
      for (place, conductance) in own.enumerated() { sums[place] += conductance }
      largest = max(largest, mean)
      if mean > 0 { spread = max(spread, deviation(own, mean: mean) / mean) }
    }
    let unlike = deviation(sums, mean: sums.reduce(0, +) / count)
    let bent = count * count * segment * largest / 24
    let lines = spread * bitLine * unlike
    let law = isProportional ? 0 : spread * spread
    return (bent + lines + law) * drop <= Self.error
  }
}
