internal import Crossbars
internal import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import SpiceProtocol
internal import SpiceSolving

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
      quantities: solution.quantities(tolerance: tolerance), deckDigest: solution.deckDigest,
      options: DeckSeries(crossbar, inputs: inputs).options,
      tolerance: tolerance,
      evidence: CaseEvidence(
        path: solution.record.text, kirchhoff: solution.kirchhoff,
        secondSolver: solution.secondSolver,
        matrixSolver: solution.matrixSolver.rawValue))
  }
}

extension CircuitSolution {
  /// The names of the quantities that converters have.
  enum QuantityName {
    static let amplifiers = "amplifier_voltages"
    static let codes = "adc_codes"
    static let means = "stochastic_means"
    static let sampleMeans = "stochastic_sample_means"
    static let differences = "difference_voltages"
    static let decisions = "sense_decisions"
  }

  /// What converters make of the column currents, as a suite keeps it.
  ///
  /// - Parameter tolerance: How far a current may be from the stored one.
  /// - Returns: The quantities; none without converters.
  func quantities(tolerance: Tolerance) -> [GoldenQuantity] {
    var quantities: [GoldenQuantity] = []
    // A mean is computed to 1e-7 by the simulator itself; a code may be the next one where the
    // voltage is at a threshold.
    let step = undecidedCodes == 0 ? 0 : 1 / max(codes?.largestMagnitude ?? 1, 1)
    for (name, unit, matrix, accepted) in [
      (QuantityName.amplifiers, "V", amplifierVoltages, max(tolerance.relative, 1e-9)),
      (QuantityName.differences, "V", differenceVoltages, max(tolerance.relative, 1e-8)),
      (QuantityName.codes, "1", codes, step),
      (QuantityName.means, "1", stochasticMeans, max(tolerance.relative, 1e-7)),
      (QuantityName.sampleMeans, "1", sampleMeans, max(tolerance.relative, 1e-7)),
      // From one decision to the other it is 2.
      (QuantityName.decisions, "1", decisions, undecidedCodes == 0 ? 0 : 2),
    ] {
      guard let matrix else { continue }
      quantities.append(
        GoldenQuantity(
          name: name, unit: unit, shape: [matrix.rows, matrix.columns], values: matrix.elements,
          tolerance: accepted))
    }
    return quantities
  }
}
