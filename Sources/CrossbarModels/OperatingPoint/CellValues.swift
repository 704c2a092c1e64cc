internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// The currents and slopes of one cell at eight pairs of voltages.
struct CellValues {
  /// The currents into the bit line, in amperes.
  var current: SIMD8<Double>
  /// How they grow with the word-line voltage, in siemens.
  var wordSlope: SIMD8<Double>
  /// How they fall with the bit-line voltage, in siemens.
  var bitSlope: SIMD8<Double>

  /// The half of the voltage step that tells the slope of a two-terminal law, in volts: its square
  /// over that of the voltage on which a law bends is the slope's error, below 1e-6.
  private static let halfStep = 5e-5

  /// Evaluates the law of a cell; without slopes those of a two-terminal cell are 0.
  init(_ cells: ArrayCells, cell: Int, word: SIMD8<Double>, bit: SIMD8<Double>, hasSlopes: Bool) {
    guard cells.law.isTwoTerminal else {
      current = .zero
      wordSlope = .zero
      bitSlope = .zero
      for lane in 0..<8 {
        let value = cells.current(cell, word: word[lane], bit: bit[lane])
        current[lane] = value.current
        wordSlope[lane] = value.wordSlope
        bitSlope[lane] = value.bitSlope
      }
      return
    }
    let voltage = word - bit
    func currents(_ voltages: SIMD8<Double>) -> SIMD8<Double> {
      cells.currents(cell, word: voltages, bit: .zero, count: 8)
    }
    current = currents(voltage)
    guard hasSlopes else {
      wordSlope = .zero
      bitSlope = .zero
      return
    }
    // Central differences: eight voltages at a time, by the law's own kernel. Their error is a sixth of
    // the third derivative times the square of the half step.
    wordSlope =
      (currents(voltage + Self.halfStep) - currents(voltage - Self.halfStep)) / (2 * Self.halfStep)
    bitSlope = wordSlope
  }
}
