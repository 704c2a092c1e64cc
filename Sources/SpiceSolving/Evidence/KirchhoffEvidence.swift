package import Crossbars
package import LinearAlgebra
internal import NodalAnalysis

/// Kirchhoff's current law at the node voltages of a batch.
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
    let residuals = try voltages.enumerated().map { sample, nodes in
      try KirchhoffResidual.evaluate(
        crossbar, inputs: inputs.row(sample), wordLine: nodes.wordLine, bitLine: nodes.bitLine)
    }
    let largest = residuals.map(\.largestCellCurrent).max() ?? 0
    let held = residuals.map { $0.inBatch(largestCellCurrent: largest) }
    balances = held.map(\.balance)
    finding = held.indices.first { !held[$0].isWithin(bound) }.map { sample in
      "Kirchhoff residual \(held[sample].worst) A at \(held[sample].node) of input \(sample) "
        + "exceeds \(bound) of the largest cell current"
    }
  }
}
