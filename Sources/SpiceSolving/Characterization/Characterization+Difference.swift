public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// Characterizes the amplifier behind pairs of columns: gain for differences and for means, offset, transfer curve into
  /// saturation.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has a difference amplifier.
  ///   - seed: The seed of offset and resistor mismatch; nil for the nominal amplifier.
  ///   - pool: The workers.
  /// - Returns: What SPICE measured. Gains must meet their closed forms within 1e-6, and the curve its own within 1e-9 of
  ///   its largest value.
  /// - Throws: `InputError` if there is no such amplifier, `SpiceError` if the simulator failed.
  public static func difference(
    _ technology: Technology, seed: UInt64? = nil, pool: WorkerPool
  ) async throws -> Characterization {
    guard let amplifier = technology.periphery.difference else {
      throw missing("difference", in: technology)
    }
    let deviation = seed.map {
      technology.variation.mismatch.differenceDeviation(
        chance: InstanceChance(seed: $0, array: []))
    }
    let deck = amplifier.characterizationDeck(deviation: deviation ?? .none)
    return try await run(deck, part: "difference", technology: technology, pool: pool) { vectors in
      let reach = DifferenceAmplifier.characterizationReach
      let inputs = (-reach...reach).map { Double($0) * amplifier.characterizationStep }
      let own = inputs.map {
        amplifier.output(positive: -$0 / 2, negative: $0 / 2, deviation: deviation ?? .none)
      }
      let transfer = amplifier.transfer(deviation ?? .none)
      let span =
        2 * Double(reach) * amplifier.characterizationStep * DifferenceAmplifier.smallSignal
      func slope(_ vector: [Double]) -> Double { (vector[2 * reach] - vector[0]) / span }
      let largest = own.map(\.magnitude).max() ?? 0
      // An offset moves the operating point along the curve of a saturating amplifier, whose slope falls by 1 − (v/S)².
      let share = amplifier.isLinear ? 0 : own[reach] / amplifier.saturationVoltage
      let tolerance = (1e-6 + 2 * share * share) * transfer.differential
      return (
        [
          Quantity(
            "gain for differences", measured: slope(vectors[1]), expected: transfer.differential,
            tolerance: tolerance),
          Quantity(
            "gain for means", measured: slope(vectors[2]), expected: transfer.common,
            tolerance: tolerance),
          Quantity(
            "output without inputs", unit: "V", measured: vectors[0][reach], expected: own[reach],
            tolerance: 1e-9 * largest),
          Quantity(
            "largest deviation of the output from the closed form", unit: "V",
            measured: largestDifference(vectors[0], own), expected: 0, tolerance: 1e-9 * largest),
          Quantity(
            "largest output", unit: "V", measured: vectors[0].largestMagnitude, expected: largest,
            tolerance: 1e-9 * largest),
        ],
        ["difference_volt", "output_volt", "closed_form_output_volt"],
        inputs.indices.map { [inputs[$0], vectors[0][$0], own[$0]] }
      )
    }
  }
}
