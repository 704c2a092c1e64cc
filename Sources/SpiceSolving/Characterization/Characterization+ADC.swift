public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// Characterizes the column converter: codes on both sides of its thresholds, offset and gain
  /// error, INL and DNL, missing codes.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has an ADC.
  ///   - seed: The seed of the element mismatch; nil for the nominal converter.
  ///   - pool: The workers.
  /// - Returns: What SPICE measured. Every code must be exact 1e-6 steps away from a threshold.
  /// - Throws: `InputError` if there is no ADC, `SpiceError` if the simulator failed.
  public static func adc(
    _ technology: Technology, seed: UInt64? = nil, pool: WorkerPool
  ) async throws -> Characterization {
    guard let adc = technology.periphery.adc else { throw missing("adc", in: technology) }
    let mismatch = seed.map { seed in
      var generator = SeededGenerator(seed: seed)
      return adc.drawMismatch(using: &generator)
    }
    let thresholds = adc.thresholds(mismatch: mismatch)
    let converter = ProgrammedConverters(.adc(adc), mismatch: mismatch.map { Matrix([$0]) })
    let voltages = adc.characterizationVoltages(thresholds: thresholds)
    let deck = adc.characterizationDeck(voltages: voltages, mismatch: mismatch)
    return try await run(deck, part: "adc", technology: technology, pool: pool) { vectors in
      let positions = voltages.map(adc.position(of:))
      let own = positions.map { converter.code(at: $0, column: 0) }
      let step = (adc.fullScaleVoltage - adc.zeroVoltage) / Double(adc.largestCode)
      let measured = Transitions(
        codes: vectors[1].map { Int($0.rounded()) }, positions: positions,
        largestCode: adc.largestCode
      ) { (adc.voltage(at: $0) - adc.zeroVoltage) / step }
      let expected = Transitions(codes: own, positions: positions, largestCode: adc.largestCode) {
        (adc.voltage(at: $0) - adc.zeroVoltage) / step
      }
      // Every transition lies within the margin of where it was found.
      let tolerance = 4 * ADC.characterizationMargin
      return (
        [
          Quantity(
            "codes that differ from the closed form",
            measured: Double(zip(vectors[1], own).count { $0 != Double($1) }), expected: 0,
            tolerance: 0),
          Quantity(
            "offset error", unit: "LSB", measured: measured.offset, expected: expected.offset,
            tolerance: tolerance),
          Quantity(
            "gain error", measured: measured.gainError, expected: expected.gainError,
            tolerance: tolerance),
          Quantity(
            "largest integral non-linearity", unit: "LSB", measured: measured.integral,
            expected: expected.integral, tolerance: tolerance),
          Quantity(
            "largest differential non-linearity", unit: "LSB", measured: measured.differential,
            expected: expected.differential, tolerance: tolerance),
          Quantity(
            "missing codes among those examined", measured: Double(measured.missing),
            expected: Double(expected.missing), tolerance: 0),
        ],
        ["input_volt", "code", "closed_form_code"],
        voltages.indices.map { [voltages[$0], vectors[1][$0], Double(own[$0])] }
      )
    }
  }
}

/// The transitions of a converter that was examined close to its thresholds.
private struct Transitions {
  /// How much later than at half a step the first code begins, in ideal steps.
  var offset = 0.0
  /// The relative deviation of the mean step, in ideal steps.
  var gainError = 0.0
  /// The largest distance of a transition from the line through the first and the last, in steps.
  var integral = 0.0
  /// The largest difference of a step from the mean step, in steps.
  var differential = 0.0
  /// The number of codes that do not occur between two transitions.
  var missing = 0

  /// Finds the transitions.
  ///
  /// - Parameters:
  ///   - codes: The codes, by ascending position.
  ///   - positions: The positions.
  ///   - largestCode: The largest code.
  ///   - ideal: Turns a position into ideal steps above zero.
  init(codes: [Int], positions: [Double], largestCode: Int, ideal: (Double) -> Double) {
    var found: [(code: Int, place: Double)] = []
    for point in codes.indices.dropFirst() where codes[point] > codes[point - 1] {
      // Codes that begin far from the next examined point were not examined.
      guard positions[point] - positions[point - 1] < 4 * ADC.characterizationMargin else {
        continue
      }
      let place = ideal((positions[point] + positions[point - 1]) / 2)
      for code in codes[point - 1] + 1...codes[point] { found.append((code, place)) }
      missing += codes[point] - codes[point - 1] - 1
    }
    guard let first = found.first else { return }
    offset = first.place - (Double(first.code) - 0.5)
    guard let last = found.last, last.code > first.code else { return }
    let step = (last.place - first.place) / Double(last.code - first.code)
    gainError = step - 1
    integral =
      found.map { ($0.place - first.place) / step - Double($0.code - first.code) }
      .largestMagnitude
    differential =
      zip(found, found.dropFirst()).filter { $1.code == $0.code + 1 }
      .map { ($1.place - $0.place) / step - 1 }.largestMagnitude
  }
}
