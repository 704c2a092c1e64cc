public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// Characterizes the clocked sense amplifier: its decisions at operating points, and its latch in time.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has a sense amplifier.
  ///   - seed: The seed of its offset; nil for the nominal one.
  ///   - pool: The workers.
  /// - Returns: What SPICE measured. Every decision must be exact, what latches have come to must be that of the closed
  ///   form within 3e-4 of the supply, and the times of their decisions within 3e-4 of the longest.
  /// - Throws: `InputError` if there is no sense amplifier, `SpiceError` if the simulator failed.
  public static func senseAmplifier(
    _ technology: Technology, seed: UInt64? = nil, pool: WorkerPool
  ) async throws -> Characterization {
    guard let amplifier = technology.periphery.senseAmplifier else {
      throw missing("sense_amplifier", in: technology)
    }
    let offset =
      seed.map {
        technology.variation.mismatch.latchOffset(chance: InstanceChance(seed: $0, array: []))
      } ?? 0
    let latches = try await latchQuantities(amplifier, technology: technology, pool: pool)
    let voltages = amplifier.characterizationVoltages(offset: offset)
    let deck = amplifier.characterizationDeck(voltages: voltages, offset: offset)
    return try await run(
      deck, part: "sense-amplifier", technology: technology, pool: pool
    ) { vectors in
      let own = voltages.map { Double(amplifier.decision(at: $0, offset: offset)) }
      return (
        [
          Quantity(
            "decisions that differ from the closed form",
            measured: Double(zip(vectors[1], own).count { $0 != $1 }), expected: 0, tolerance: 0),
          Quantity(
            "half of the metastable window", unit: "V", measured: amplifier.metastableVoltage),
        ] + latches,
        ["input_volt", "decision", "closed_form_decision"],
        voltages.indices.map { [voltages[$0], vectors[1][$0], own[$0]] }
      )
    }
  }

  /// What latches have come to, and when.
  private static func latchQuantities(
    _ amplifier: ClockedSenseAmplifier, technology: Technology, pool: WorkerPool
  ) async throws -> [Quantity] {
    try await run(
      amplifier.latchDeck(), part: "latches", technology: technology, pool: pool
    ) { vectors in
      let clock = amplifier.characterizationClock
      let regeneration = amplifier.characterizationTime
      let half = amplifier.supplyVoltage / 2
      var (voltage, time) = (0.0, 0.0)
      for (difference, latch) in zip(amplifier.characterizationDifferences, vectors.dropFirst()) {
        let wanted = amplifier.latch(from: difference, after: regeneration)
        voltage = max(voltage, ((latch.last ?? .nan) - wanted).magnitude)
        guard wanted.magnitude > half,
          let above = latch.firstIndex(where: { $0.magnitude >= half }), above > 0
        else { continue }
        let (before, after) = (latch[above - 1].magnitude, latch[above].magnitude)
        let part = (half - before) / (after - before)
        let found =
          vectors[0][above - 1] + part * (vectors[0][above] - vectors[0][above - 1]) - clock
        time = max(time, (found - amplifier.timeToDecide(from: difference)).magnitude)
      }
      return (
        [
          Quantity(
            "largest deviation of a latch from its closed form", unit: "V", measured: voltage,
            expected: 0, tolerance: 3e-4 * amplifier.supplyVoltage),
          Quantity(
            "largest deviation of the time of a decision", unit: "s", measured: time, expected: 0,
            tolerance: 3e-4 * regeneration),
        ], [], []
      )
    }.quantities
  }
}
