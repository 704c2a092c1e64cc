internal import Crossbars
internal import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import SpiceProtocol

extension PlannedCase {
  /// The record of a certified solution, as the suite keeps it.
  ///
  /// - Parameters:
  ///   - solution: The currents with their evidence.
  ///   - crossbar: The array that was simulated.
  ///   - targets: The conductances that were wanted, in siemens; *rows × columns*.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - tolerance: How far a current may be from the stored one.
  /// - Returns: The case.
  func record(
    _ solution: CircuitSolution, of crossbar: Crossbar, targets: Matrix, inputs: Matrix,
    tolerance: Tolerance
  ) -> GoldenCase {
    GoldenCase(
      slug: slug, setting: setting, conductances: crossbar.conductances,
      targets: isVaried ? targets : nil, deviations: crossbar.deviations, inputs: inputs,
      columnCurrents: solution.columnCurrents,
      nodeVoltages: storesVoltages
        ? zip(solution.wordLine, solution.bitLine).flatMap { $0.elements + $1.elements } : nil,
      deckDigest: solution.deckDigest,
      options: DeckSeries(crossbar, inputs: inputs).options,
      tolerance: tolerance,
      evidence: CaseEvidence(
        path: solution.path.rawValue, kirchhoff: solution.kirchhoff,
        secondOpinion: .difference(solution.secondSolver)))
  }
}
