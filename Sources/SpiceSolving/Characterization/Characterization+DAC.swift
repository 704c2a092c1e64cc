internal import Configuration
public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// Characterizes the row converter: transfer curve, INL and DNL, output resistances.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has a DAC.
  ///   - seed: The seed of the resistor mismatch; nil for the nominal ladder.
  ///   - pool: The workers.
  /// - Returns: What SPICE measured. The ladder must meet its own closed form within 1e-9 of the
  ///   read voltage, and one without switch resistance and mismatch the straight line within 1e-6.
  /// - Throws: `InputError` if there is no DAC, `SpiceError` if the simulator failed.
  public static func dac(
    _ technology: Technology, seed: UInt64? = nil, pool: WorkerPool
  ) async throws -> Characterization {
    guard let dac = technology.periphery.dac else { throw missing("dac", in: technology) }
    let mismatch = seed.map { seed in
      var generator = SeededGenerator(seed: seed)
      return dac.drawMismatch(
        relativeSigma: technology.variation.mismatch.ladderResistor, using: &generator)
    }
    let readVoltage = technology.read.voltage
    let load = dac.characterizationLoad(readVoltage: readVoltage)
    let deck = dac.characterizationDeck(
      readVoltage: readVoltage, driverResistance: technology.resistances.driver, mismatch: mismatch)
    return try await run(deck, part: "dac", technology: technology, pool: pool) { vectors in
      let codes = Array(-dac.largestCode...dac.largestCode)
      let own = codes.map {
        dac.outputVoltage(code: $0, readVoltage: readVoltage, mismatch: mismatch)
      }
      let line = codes.map { readVoltage * Double($0) / Double(dac.largestCode) }
      let isIdeal = dac.switchResistance == 0 && mismatch == nil
      let (measured, expected) = (Linearity(curve: vectors[0]), Linearity(curve: own))
      let ladder = (vectors[0][0] - vectors[1][0]) / load
      let driver = (vectors[0][0] - vectors[2][0]) / load
      let ladderResistance = dac.reduced(mismatch: mismatch).outputResistance
      return (
        [
          Quantity(
            "largest deviation from the closed form of the ladder", unit: "V",
            measured: largestDifference(vectors[0], own), expected: 0,
            tolerance: 1e-9 * readVoltage),
          Quantity(
            "largest deviation from code times read voltage over largest code", unit: "V",
            measured: largestDifference(vectors[0], line), expected: isIdeal ? 0 : nil,
            tolerance: isIdeal ? 1e-6 * readVoltage : nil),
          Quantity(
            "output of the largest code", unit: "V", measured: vectors[0].last ?? 0,
            expected: own.last, tolerance: 1e-9 * readVoltage),
          Quantity(
            "largest integral non-linearity", unit: "LSB", measured: measured.integral,
            expected: expected.integral, tolerance: 1e-6 * Double(dac.largestCode)),
          Quantity(
            "largest differential non-linearity", unit: "LSB", measured: measured.differential,
            expected: expected.differential, tolerance: 1e-6 * Double(dac.largestCode)),
          Quantity(
            "output resistance of the ladder", unit: "ohm", measured: ladder,
            expected: ladderResistance, tolerance: 1e-6 * ladderResistance),
          Quantity(
            "output resistance of the driver", unit: "ohm", measured: driver,
            expected: technology.resistances.driver,
            // A driver of 0 ohm shows the rounding of the voltages over the load.
            tolerance: 1e-6 * max(technology.resistances.driver, dac.unitResistance * 1e-3)),
        ],
        ["code", "output_volt", "closed_form_volt", "ideal_volt"],
        codes.indices.map { [Double(codes[$0]), vectors[0][$0], own[$0], line[$0]] }
      )
    }
  }
}

/// How straight a transfer curve is, by the line through its ends.
struct Linearity {
  /// The largest magnitude of the distance from the line, in steps.
  let integral: Double
  /// The largest magnitude of the difference of a step from the mean step, in steps.
  let differential: Double

  init(curve: [Double]) {
    let step = ((curve.last ?? 0) - (curve.first ?? 0)) / Double(max(curve.count - 1, 1))
    integral =
      curve.indices.map { (curve[$0] - curve[0]) / step - Double($0) }.largestMagnitude
    differential =
      curve.indices.dropFirst().map { (curve[$0] - curve[$0 - 1]) / step - 1 }.largestMagnitude
  }
}
