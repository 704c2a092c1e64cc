import Crossbars
import LinearAlgebra
import Testing

/// Codes by whatever way is fastest against the number of thresholds that a position reaches.
@Suite struct ProgrammedConvertersTests {
  private static func adc(_ architecture: ADC.Architecture, bits: Int) -> ADC {
    ADC(
      architecture: architecture, bits: bits, zeroVoltage: 0.1, fullScaleVoltage: -0.9,
      offset: 0.4, gainError: -0.02, mismatch: 0.3)
  }

  /// Every threshold, the doubles next to it, what lies between, and what lies beyond.
  private static func positions(_ thresholds: [Double]) -> [Double] {
    thresholds.flatMap { [$0.nextDown, $0, $0.nextUp, $0 + 0.3] }
      + [0, -0.0, 0.5.nextDown, -1, -1e300, 1e300, .infinity, -.infinity, .nan]
  }

  private static func count(_ thresholds: [Double], _ position: Double) -> Int {
    thresholds.count { $0 <= position }
  }

  @Test(arguments: ADC.Architecture.allCases, [1, 2, 5, 8, 10])
  func `a converter without mismatch rounds as its thresholds do`(
    architecture: ADC.Architecture, bits: Int
  ) {
    let adc = Self.adc(architecture, bits: bits)
    let converters = ProgrammedConverters(.adc(adc), mismatch: nil)
    let thresholds = adc.thresholds()
    for position in Self.positions(thresholds) {
      #expect(converters.code(at: position, column: 3) == Self.count(thresholds, position))
    }
  }

  @Test(arguments: ADC.Architecture.allCases, 1...9)
  func `every column has the thresholds of its own elements`(
    architecture: ADC.Architecture, bits: Int
  ) {
    let adc = Self.adc(architecture, bits: bits)
    var chance = SeededGenerator(seed: UInt64(bits))
    let mismatch = Matrix((0..<4).map { _ in adc.drawMismatch(using: &chance) })
    let converters = ProgrammedConverters(.adc(adc), mismatch: mismatch)
    for column in 0..<4 {
      let thresholds = adc.thresholds(mismatch: mismatch.row(column))
      for position in Self.positions(thresholds) {
        #expect(converters.code(at: position, column: column) == Self.count(thresholds, position))
      }
    }
  }

  @Test(arguments: ADC.Architecture.allCases)
  func `a fitted nonlinearity moves the thresholds, and elements move them further`(
    architecture: ADC.Architecture
  ) {
    let adc = Self.adc(architecture, bits: 4)
    var chance = SeededGenerator(seed: 5)
    let nonlinearity = (0..<15).map { _ in 0.4 * chance.normal() }
    let mismatch = Matrix((0..<3).map { _ in adc.drawMismatch(using: &chance) })
    let transfer = ProgrammedConverters.Transfer(
      gain: 1.1, offset: -0.3, nonlinearity: nonlinearity)
    let plain = ProgrammedConverters(.adc(adc), mismatch: nil, transfer: transfer)
    let converters = ProgrammedConverters(.adc(adc), mismatch: mismatch, transfer: transfer)
    // Position = 1.1 · 15 (0.1 − v) − 0.3.
    #expect((plain.position(of: -0.4) - 7.95).magnitude < 1e-12)
    for column in 0..<3 {
      let own = adc.thresholds(mismatch: mismatch.row(column))
      for position in stride(from: -1.0, to: 17, by: 0.013) {
        let nominal = nonlinearity.enumerated().count {
          Double($0.offset) + 0.5 + $0.element <= position
        }
        #expect(plain.code(at: position, column: column) == nominal)
        let moved = nonlinearity.enumerated().count { $0.element + own[$0.offset] <= position }
        #expect(converters.code(at: position, column: column) == moved)
      }
    }
  }

  @Test func `readouts give means where converters are stochastic, and nothing behind ideal sinks`()
  {
    let stochastic = StochasticConverter(sensitivity: 4, offset: 0.1, fullScaleVoltage: -0.5)
    let voltages = Matrix([[0, -0.1, -0.5], [0.2, -1, 0.05]])
    let outputs = ProgrammedConverters(.stochastic(stochastic), mismatch: nil)
      .outputs(for: voltages)
    // x₀ is met at −0.05 V.
    #expect(
      outputs.codes == nil
        && outputs.stochasticMeans?.elements.map { $0 < 0 } == [
          true, false, false, true, false, true,
        ])
    let reading = ColumnReadout.ideal.reading(currents: voltages)
    #expect(reading == ArrayReading(currents: voltages))
  }

  @Test func `parts of a batch go back to their places`() {
    func part(_ first: Double, undecided: Int?) -> ArrayReading {
      let values = Matrix([[first, first], [first + 1, first + 1]])
      return ArrayReading(
        currents: values, amplifierVoltages: values, outputs: .codes(values, undecided: undecided),
        evidence: .kirchhoff(
          [first, first + 1].map {
            ReadingEvidence.CurrentBalance(relative: $0, worstSum: 10 * $0)
          }))
    }
    let whole = ArrayReading([
      (samples: [3, 0], reading: part(1, undecided: 2)),
      (samples: [1, 2], reading: part(5, undecided: 3)),
    ])
    #expect(whole.currents.column(0) == [2, 5, 6, 1])
    #expect(whole.outputs == .codes(whole.currents, undecided: 5))
    #expect(whole.amplifierVoltages == whole.currents)
    #expect(
      whole.evidence
        == .kirchhoff(
          [2, 5, 6, 1].map { ReadingEvidence.CurrentBalance(relative: $0, worstSum: 10 * $0) }))
    #expect(whole.evidence?.worstBalance?.worstSum == 60)
    // What one part does not know, the whole does not know.
    var bare = part(5, undecided: nil)
    bare.evidence = nil
    bare.amplifierVoltages = nil
    let rest = ArrayReading([
      (samples: [3, 0], reading: part(1, undecided: 2)), (samples: [1, 2], reading: bare),
    ])
    #expect(rest.evidence == nil && rest.amplifierVoltages == nil)
    #expect(rest.outputs == .codes(whole.currents))
  }
}
