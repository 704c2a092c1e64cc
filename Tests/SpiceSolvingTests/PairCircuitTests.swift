import Crossbars
import LinearAlgebra
import NodalAnalysis
import SpicePool
import SpiceProtocol
import SpiceSolving
import TestSupport
import Testing

/// Arrays whose pairs of columns have amplifiers and converters, by SPICE and by the project's own equations.
@Suite struct PairCircuitTests {
  /// What decides behind a pair.
  enum Decider: String, CaseIterable, Sendable {
    case adc, common, stepped, failing, curve, latch
  }

  private static let curve = StochasticConverter(sensitivity: 3, fullScaleVoltage: 1)

  private static func converter(_ decider: Decider) throws -> ColumnConverter {
    var junction = StochasticConverter(
      sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: 0.3)
    switch decider {
    case .adc:
      return .adc(
        ADC(
          architecture: .flash, bits: 5, zeroVoltage: -0.3, fullScaleVoltage: 0.3,
          mismatch: 0.3))
    case .common: break
    case .stepped: (junction.samples, junction.thresholdStep) = (5, 0.3)
    case .failing: (junction.samples, junction.resetFailure) = (4, 0.15)
    case .curve:
      let points = (-10...10).map { Double($0) / 10 }
      junction.curve = try StochasticCurve(
        text: "x,probability_of_plus_one\n"
          + points.map { "\($0),\((1 + curve.response(at: $0)) / 2)\n" }.joined(), source: "c")
      junction.samples = 2
      junction.thresholdStep = 0.5
    case .latch:
      // A growth of e⁴ leaves a window of a hundredth of the supply.
      return .senseAmplifier(
        ClockedSenseAmplifier(
          thresholdVoltage: 0.01, supplyVoltage: 1, regenerationTime: 1e-11, decisionTime: 4e-11))
    }
    return .stochastic(junction)
  }

  private static func array(
    _ decider: Decider, isSaturating: Bool, pairs: DifferenceAmplifier.Pairs, seed: UInt64
  ) throws -> ConverterArray {
    let array = ConverterArray(
      seed: seed, size: 8, isSaturating: isSaturating, architecture: nil)
    var technology = array.crossbar.technology
    technology.periphery.difference = DifferenceAmplifier(
      pairs: pairs, inputResistance: 2e4, gain: 2.5, openLoopGain: 800,
      saturationVoltage: isSaturating ? 0.25 : .infinity, offset: 1e-3)
    technology.periphery.converter = try converter(decider)
    technology.variation.mismatch = Mismatch(
      differenceOffset: 3e-3, differenceResistor: 0.02,
      latchOffset: decider == .latch ? 5e-3 : 0,
      stochasticOffset: technology.periphery.stochastic == nil ? 0 : 0.1,
      stochasticSensitivity: technology.periphery.stochastic == nil ? 0 : 0.2)
    let drawn = technology.fabricate(
      targets: array.crossbar.conductances, chance: InstanceChance(seed: seed, array: [7])
    ).crossbar
    var deviations = drawn.deviations
    deviations.senseOffsets = array.crossbar.deviations.senseOffsets
    deviations.ladderMismatch = array.crossbar.deviations.ladderMismatch
    return ConverterArray(
      array,
      crossbar: Crossbar(
        technology: technology, conductances: array.crossbar.conductances,
        deviations: deviations), inputs: array.inputs)
  }

  @Test(arguments: Decider.allCases, [false, true])
  func `SPICE and the nodal solver agree on pairs`(decider: Decider, isSaturating: Bool)
    async throws
  {
    let array = try Self.array(
      decider, isSaturating: isSaturating,
      pairs: isSaturating ? .interleaved : .separated, seed: isSaturating ? 21 : 20)
    let configuration = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let solution = try await WorkerPool.run(configuration) { pool in
      // What the nodal solver does not confirm throws.
      try await CircuitSolver().solve(
        array.crossbar, inputs: array.inputs, id: "\(array)", pool: pool)
    }
    let own = try NodalSolver().program(array.crossbar).reading(of: array.inputs)
    let (found, wanted) = (
      try #require(solution.differenceVoltages), try #require(own.differenceVoltages)
    )
    #expect(found.columns == 4)
    #expect((found - wanted).largestMagnitude <= 1e-6 * wanted.largestMagnitude)
    #expect(solution.path == .direct)
    if let means = solution.stochasticMeans {
      #expect((means - (try #require(own.outputs?.stochasticMeans))).largestMagnitude < 1e-6)
      let samples = array.crossbar.technology.periphery.stochastic?.samples ?? 1
      #expect(solution.sampleMeans?.columns == (samples == 1 ? nil : 4 * samples))
      if let found = solution.sampleMeans, let wanted = own.outputs?.sampleMeans {
        #expect((found - wanted).largestMagnitude < 1e-6)
      }
    } else if let decisions = solution.decisions {
      let differing = zip(decisions.elements, try #require(own.outputs?.decisions).elements)
        .count { $0 != $1 }
      #expect(differing <= solution.undecidedCodes)
      #expect(Set(decisions.elements).count > 1, "the decisions of \(array) prove little")
    } else {
      #expect(Set(try #require(solution.codes).elements).count > 3)
    }
  }

  @Test func `a wrong difference or decision is found`() async throws {
    let array = try Self.array(.latch, isSaturating: false, pairs: .interleaved, seed: 4)
    let reading = try NodalSolver().program(array.crossbar).reading(of: array.inputs)
    let judge = ConverterJudge(
      crossbar: array.crossbar, simulated: reading.currents, opinion: reading.currents,
      bound: 1e-15)
    let decisions = try #require(reading.outputs?.decisions)
    func judged(_ differences: Matrix?, _ decisions: Matrix) throws {
      _ = try judge.judge(
        amplifiers: reading.amplifierVoltages, differences: differences, converters: decisions)
    }
    try judged(reading.differenceVoltages, decisions)
    var moved = try #require(reading.differenceVoltages)
    moved[2, 1] += 1e-6
    #expect(throws: (any Error).self) { try judged(moved, decisions) }
    var turned = decisions
    turned[0, 0] = -turned[0, 0]
    #expect(decisions[0, 0] != 0)
    #expect(throws: (any Error).self) { try judged(reading.differenceVoltages, turned) }
  }
}
