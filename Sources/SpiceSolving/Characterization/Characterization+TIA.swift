public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// Characterizes the column amplifier: gain, input and output resistance, transfer curve into
  /// saturation.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has an amplifier.
  ///   - offset: The offset voltage, in volts.
  ///   - pool: The workers.
  /// - Returns: What SPICE measured. Gain and input resistance must meet A₀ / (1 + A₀) and
  ///   R_f / (1 + A₀) within 1e-6, and the curve its closed form within 1e-9 of its largest value.
  /// - Throws: `InputError` if there is no amplifier, `SpiceError` if the simulator failed.
  public static func tia(
    _ technology: Technology, offset: Double = 0, pool: WorkerPool
  ) async throws -> Characterization {
    guard let amplifier = technology.periphery.amplifier else {
      throw missing("tia", in: technology)
    }
    let deck = amplifier.characterizationDeck(offset: offset)
    return try await run(deck, part: "tia", technology: technology, pool: pool) { vectors in
      let reach = TransimpedanceAmplifier.characterizationReach
      let currents = (-reach...reach).map { Double($0) * amplifier.characterizationStep }
      let own = currents.map { amplifier.operatingPoint(current: $0, offset: offset) }
      let span =
        2 * Double(reach) * amplifier.characterizationStep * TransimpedanceAmplifier.smallSignal
      func slope(_ vector: [Double]) -> Double { (vector[2 * reach] - vector[0]) / span }
      // An offset moves the operating point along the curve of a saturating amplifier.
      let bend =
        amplifier.isLinear
        ? 0 : (offset / amplifier.saturationVoltage) * (offset / amplifier.saturationVoltage)
      let largestOutput = own.map(\.output).largestMagnitude
      let largestInput = own.map(\.input).largestMagnitude
      return (
        [
          Quantity(
            "transresistance over -Rf",
            measured: -slope(vectors[3]) / amplifier.feedbackResistance,
            expected: amplifier.closedLoopGain, tolerance: 1e-6 + bend),
          Quantity(
            "input resistance", unit: "ohm", measured: slope(vectors[2]),
            expected: amplifier.inputResistance,
            tolerance: (1e-6 + 2 * bend) * amplifier.inputResistance),
          Quantity(
            "output resistance", unit: "ohm",
            measured: (vectors[1][reach] - vectors[4][reach]) / 1e-3,
            // 1 mA is far more than the amplifier's own current; what is left is rounding.
            expected: 0, tolerance: 1e-6),
          Quantity(
            "output without current", unit: "V", measured: vectors[1][reach],
            expected: own[reach].output, tolerance: 1e-9 * largestOutput),
          Quantity(
            "largest deviation of the output from the closed form", unit: "V",
            measured: largestDifference(vectors[1], own.map(\.output)), expected: 0,
            tolerance: 1e-9 * largestOutput),
          Quantity(
            "largest deviation of the input from the closed form", unit: "V",
            measured: largestDifference(vectors[0], own.map(\.input)), expected: 0,
            tolerance: 1e-9 * largestInput),
          Quantity(
            "largest output", unit: "V", measured: vectors[1].largestMagnitude,
            expected: largestOutput, tolerance: 1e-9 * largestOutput),
        ],
        ["current_ampere", "input_volt", "output_volt", "closed_form_output_volt"],
        currents.indices.map { [currents[$0], vectors[0][$0], vectors[1][$0], own[$0].output] }
      )
    }
  }
}
