package import Crossbars
package import LinearAlgebra
internal import NodalAnalysis

/// Kirchhoff's current law at the node voltages of a batch.
///
/// A residual is relative to the largest cell current of its input vector, or to a thousandth of the
/// batch's. Beside wires or drivers of little resistance it cannot always be small: a node whose
/// conductances carry much more than a cell has a sum that rounding alone makes larger. So a residual
/// counts as it is up to a billionth, which ordinary arrays stay below; above that, what the rounding
/// of an elimination explains at the node itself is taken off, down to that billionth. What is
/// explained is a few units in the last place of the voltages at the node. A voltage that is wrong by
/// more is found, whatever the wires are, and whether the currents are right is decided by the
/// comparison with the second solver.
package struct KirchhoffEvidence {
  /// The residual of every input vector, relative to its largest cell current or to a thousandth of
  /// the batch's.
  package let balances: [ReadingEvidence.CurrentBalance]
  /// The largest of the residuals.
  package var relative: Double {
    ReadingEvidence.kirchhoff(balances).worstBalance?.relative ?? 0
  }
  /// The first input vector that misses the bound, explained; nil if there is none.
  package let finding: String?

  /// Up to here a residual counts as it is, however much of it rounding explains.
  private static let ordinary = 1e-9

  /// Evaluates the residual of every input vector.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - voltages: The voltages of every input vector's nodes, in volts; *rows × columns* each.
  ///   - bound: The largest accepted residual, relative to the largest cell current.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  package init(
    _ crossbar: Crossbar, inputs: Matrix, voltages: [(wordLine: Matrix, bitLine: Matrix)],
    bound: Double
  ) throws {
    let ranges = Self.ranges(of: crossbar.driverVoltages(for: inputs))
    let residuals = try voltages.enumerated().map { sample, nodes in
      // A deck of a batch looks drivers up by an index. The simulator linearizes the table there:
      // its slope times the index, counted from 1 in a ramp, is rounded beside the value.
      try KirchhoffResidual.evaluate(
        crossbar, inputs: inputs.row(sample), wordLine: nodes.wordLine, bitLine: nodes.bitLine,
        lookups: ranges.map { Double(sample + 1) * $0 })
    }
    let largest = residuals.map(\.largestCellCurrent).largestMagnitude
    let held = residuals.map { $0.inBatch(largestCellCurrent: largest) }
    let relatives = held.map(Self.relative)
    balances = zip(held, relatives).map {
      ReadingEvidence.CurrentBalance(relative: $1, worstSum: $0.worst)
    }
    finding = held.indices.first { !(relatives[$0] <= bound) }.map { sample in
      let residual = held[sample]
      let isExplained = relatives[sample] <= Self.ordinary
      return "Kirchhoff residual "
        + (isExplained
          ? "\(residual.unexplained) A at \(residual.node)"
          : "\(residual.beyondElimination) A, beyond rounding, at \(residual.nodeBeyondElimination)")
        + " of input \(sample) counts as \(relatives[sample]) of the largest cell current; at most "
        + "\(bound) is accepted"
    }
  }

  /// How far apart the values of every column are.
  private static func ranges(of values: Matrix) -> [Double] {
    (0..<values.columns).map { column in
      let values = values.column(column)
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
  }

  private static func relative(_ residual: KirchhoffResidual) -> Double {
    let plain = residual.relative
    guard !(plain <= ordinary) else { return plain }
    let beyond = residual.beyondElimination
    guard !(beyond <= KirchhoffResidual.noCurrent) else { return ordinary }
    // What is no number stays none.
    let relative = beyond / residual.largestCellCurrent
    return relative <= ordinary ? ordinary : relative
  }
}
