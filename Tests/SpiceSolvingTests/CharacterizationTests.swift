import Crossbars
import Foundation
import SpicePool
import SpiceSolving
import Testing
import TestSupport

@Suite struct CharacterizationTests {
  private func technology(_ periphery: Periphery, driver: Double = 500) -> Technology {
    var technology = ReferenceProblem.technology(driver: driver)
    technology.periphery = periphery
    technology.variation.mismatch.ladderResistor = 0.01
    return technology
  }

  private func characterize(
    _ work: @Sendable @escaping (WorkerPool) async throws -> Characterization
  ) async throws -> Characterization {
    let configuration = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let result = try await WorkerPool.run(configuration) { try await work($0) }
    for quantity in result.quantities {
      #expect(
        quantity.agrees,
        "\(quantity.name): \(quantity.measured), not \(quantity.expected ?? 0)")
    }
    return result
  }

  private func quantity(_ name: String, of result: Characterization) throws -> Double {
    try #require(result.quantities.first { $0.name.contains(name) }?.measured)
  }

  @Test(arguments: [1, 4, 8, 12], [0.0, 50])
  func `ladders meet their closed forms`(bits: Int, driver: Double) async throws {
    let ideal = technology(
      Periphery(dac: LadderDAC(bits: bits, unitResistance: 1e4)), driver: driver)
    let result = try await characterize { try await .dac(ideal, pool: $0) }
    #expect(result.curve.count == 2 << bits - 1)
    // The ladder meets the straight line to 1e-6 of full scale, and shows R at its output.
    #expect(try quantity("code times read voltage", of: result) <= 1e-6 * 0.25)
    #expect((try quantity("resistance of the ladder", of: result) - 1e4).magnitude <= 0.01)
    let real = technology(
      Periphery(dac: LadderDAC(bits: bits, unitResistance: 1e4, switchResistance: 200)))
    let other = try await characterize { try await .dac(real, seed: 3, pool: $0) }
    #expect(try bits < 8 || quantity("integral", of: other) > 0.1)
  }

  @Test(arguments: [10.0, 1e4, 1e6], [Double.infinity, 1.2])
  func `amplifiers meet gain and input resistance`(gain: Double, saturation: Double) async throws {
    let amplifier = TransimpedanceAmplifier(
      feedbackResistance: 2e4, openLoopGain: gain, saturationVoltage: saturation)
    let technology = technology(Periphery(amplifier: amplifier))
    let result = try await characterize { try await .tia(technology, pool: $0) }
    #expect((try quantity("transresistance", of: result) - gain / (1 + gain)).magnitude <= 1e-6)
    let resistance = 2e4 / (1 + gain)
    #expect((try quantity("input resistance", of: result) / resistance - 1).magnitude <= 1e-6)
    _ = try await characterize { try await .tia(technology, offset: -3e-3, pool: $0) }
  }

  @Test(arguments: ADC.Architecture.allCases, [1, 4, 8, 10])
  func `codes are exact on both sides of every threshold`(
    architecture: ADC.Architecture, bits: Int
  ) async throws {
    let adc = ADC(
      architecture: architecture, bits: bits, zeroVoltage: 0.1, fullScaleVoltage: -0.9,
      offset: -0.7, gainError: 0.03, mismatch: 0.4)
    let technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        converter: .adc(adc)))
    for seed in [nil, 1, 2] as [UInt64?] {
      let result = try await characterize { try await .adc(technology, seed: seed, pool: $0) }
      if seed == nil && bits > 1 {
        // Position = 1.03 u − 0.7 in ideal steps u: the first code begins at 1.2 / 1.03.
        #expect((try quantity("offset", of: result) - (1.2 / 1.03 - 0.5)).magnitude < 1e-5)
        #expect((try quantity("gain error", of: result) - (1 / 1.03 - 1)).magnitude < 1e-5)
        #expect(try quantity("integral", of: result) < 1e-5)
      }
    }
  }

  @Test func `a long SAR converter is examined where its carries are`() async throws {
    let technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        converter: .adc(
          ADC(
            architecture: .successiveApproximation, bits: 14, zeroVoltage: 0, fullScaleVoltage: 1,
            mismatch: 0.1))))
    let result = try await characterize { try await .adc(technology, seed: 9, pool: $0) }
    #expect(result.curve.count > 1000 && result.curve.count < 4000)
  }

  @Test func `the stochastic converter meets its mean`() async throws {
    let technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        converter: .stochastic(
          StochasticConverter(
            sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: -0.7))))
    let result = try await characterize { try await .stochastic(technology, seed: 11, pool: $0) }
    #expect(result.curve.count == 201)
    #expect(result.csv.split(separator: "\n").count == 202)
  }

  @Test(arguments: [(1.0, Double.infinity), (4, 1.2), (30, 0.5)], [nil, 5] as [UInt64?])
  func `difference amplifiers meet their gains`(
    amplifier: (gain: Double, saturation: Double), seed: UInt64?
  ) async throws {
    var technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        difference: DifferenceAmplifier(
          inputResistance: 1e4, gain: amplifier.gain, openLoopGain: 1e4,
          saturationVoltage: amplifier.saturation)))
    technology.variation.mismatch = Mismatch(differenceOffset: 1e-3, differenceResistor: 1e-3)
    let varied = technology
    let result = try await characterize { try await .difference(varied, seed: seed, pool: $0) }
    #expect(result.curve.count == 201)
    // Without mismatch G / (1 + (1 + G) / A), and nothing of a mean.
    let nominal = amplifier.gain / (1 + (1 + amplifier.gain) / 1e4)
    let gain = try quantity("gain for differences", of: result)
    #expect((gain / nominal - 1).magnitude < (seed == nil ? 1e-6 : 0.01))
    #expect(try (quantity("gain for means", of: result).magnitude < 1e-9) == (seed == nil))
  }

  @Test(arguments: [0.0, 0.3], [4.0, 20, 200])
  func `sense amplifiers decide, and their latches grow as they should`(
    threshold: Double, growth: Double
  ) async throws {
    var technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        converter: .senseAmplifier(
          ClockedSenseAmplifier(
            thresholdVoltage: threshold, supplyVoltage: 0.9, regenerationTime: 2e-11,
            decisionTime: growth * 2e-11))))
    technology.variation.mismatch = Mismatch(latchOffset: 5e-3)
    let varied = technology
    for seed in [nil, 3] as [UInt64?] {
      let result = try await characterize {
        try await .senseAmplifier(varied, seed: seed, pool: $0)
      }
      // S / √(3 g² + 1).
      let window = try quantity("metastable", of: result)
      #expect((window * (3 * exp(2 * growth) + 1).squareRoot() / 0.9 - 1).magnitude < 1e-9)
    }
  }

  @Test(arguments: [(2, 0.5, 0.0), (8, 0.25, 0), (8, 0, 0.1), (20, 0.1, 0.3)])
  func `samples of stochastic converters meet their means`(
    samples: Int, step: Double, failure: Double
  ) async throws {
    let technology = technology(
      Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1, openLoopGain: 1),
        converter: .stochastic(
          StochasticConverter(
            sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: -0.7, samples: samples,
            thresholdStep: step, resetFailure: failure))))
    let result = try await characterize { try await .stochastic(technology, seed: 2, pool: $0) }
    #expect(result.curve.count == (samples > 16 ? 51 : 201))
    // The curve is one that a technology takes.
    let curve = try StochasticCurve(text: result.csv, source: "curve.csv")
    #expect((curve.sensitivity - 1.79907).magnitude < 1e-6)
    #expect((curve.offset - 0.00821).magnitude < 1e-6)
  }

  @Test func `a part that there is not is refused`() async throws {
    let ideal = technology(.ideal)
    await #expect(throws: (any Error).self) {
      _ = try await characterize { try await .dac(ideal, pool: $0) }
    }
  }
}
