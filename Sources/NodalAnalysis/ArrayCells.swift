internal import Configuration
package import Crossbars
internal import LinearAlgebra

/// The cells of an array with their law.
package struct ArrayCells: Sendable {
  /// The law of the whole cell.
  package let law: any CellLaw
  /// The conductance of every memory device, in siemens; *rows · columns*.
  package let conductances: [Double]
  private let shifts: [Double]?

  /// Collects the cells of an array.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - law: The law of its cells; nil takes the technology's own.
  /// - Throws: `UnavailableError` if there is no law because the simulator alone can evaluate the
  ///   cell.
  package init(_ crossbar: Crossbar, law: (any CellLaw)? = nil) throws {
    guard let law = law ?? crossbar.technology.cellLaw else {
      throw UnavailableError(
        "cells of \(crossbar.technology.name)",
        reason: "a BSIM4 transistor without a characteristic has no law outside the simulator")
    }
    if case .transistor(let transistor) = crossbar.technology.cell.topology,
      case .bsim4 = transistor.model,
      crossbar.deviations.thresholdShifts?.elements.contains(where: { $0 != 0 }) == true
    {
      throw UnavailableError(
        "cells of \(crossbar.technology.name)",
        reason: "the characteristic of a BSIM4 transistor holds at one threshold voltage: take a "
          + "level-1 transistor for deviating thresholds")
    }
    self.law = law
    conductances = crossbar.conductances.elements
    shifts = crossbar.deviations.thresholdShifts?.elements
  }

  /// The currents of one cell between two voltages.
  package func current(_ cell: Int, word: Double, bit: Double) -> CellCurrent {
    law.current(
      word: word, bit: bit, conductance: conductances[cell], thresholdShift: shifts?[cell] ?? 0)
  }

  /// The voltage of the node between the two devices of a cell, in volts; nil where there is none.
  func innerVoltage(_ cell: Int, word: Double, bit: Double) -> Double? {
    law.innerVoltage(
      word: word, bit: bit, conductance: conductances[cell], thresholdShift: shifts?[cell] ?? 0)
  }

  /// The currents of one cell into its bit line at eight pairs of voltages.
  ///
  /// - Parameters:
  ///   - cell: The number of the cell.
  ///   - word: The word-line voltages, in volts.
  ///   - bit: The bit-line voltages, in volts.
  ///   - count: How many of the pairs, from the first, are wanted.
  /// - Returns: The currents, in amperes.
  package func currents(
    _ cell: Int, word: SIMD8<Double>, bit: SIMD8<Double>, count: Int
  ) -> SIMD8<Double> {
    guard !law.isTwoTerminal else {
      return law.currents(at: word - bit, count: count, conductance: conductances[cell])
    }
    var currents = SIMD8<Double>.zero
    for lane in 0..<count {
      currents[lane] = current(cell, word: word[lane], bit: bit[lane]).current
    }
    return currents
  }

  /// The slope of every cell at zero volts, in siemens.
  var slopesAtZero: [Double] {
    conductances.indices.map { current($0, word: 0, bit: 0).wordSlope }
  }
}
