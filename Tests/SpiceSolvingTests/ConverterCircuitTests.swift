import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing
import TestSupport

/// Arrays with all their converters in one deck, by SPICE and by the project's own equations.
@Suite struct ConverterCircuitTests {
  static let architectures: [ADC.Architecture?] = [.flash, .successiveApproximation, nil]

  private func solve(_ array: ConverterArray) async throws -> CircuitSolution {
    let configuration = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    return try await WorkerPool.run(configuration) { pool in
      // Currents, amplifier outputs and codes that the nodal solver does not confirm throw.
      try await CircuitSolver().solve(
        array.crossbar, inputs: array.inputs, id: "\(array)", pool: pool)
    }
  }

  private func check(_ array: ConverterArray, _ solution: CircuitSolution) throws {
    let own = try NodalSolver().program(array.crossbar).read(array.inputs)
    let voltages = try #require(array.crossbar.amplifierVoltages(for: own))
    let found = try #require(solution.amplifierVoltages)
    // Both solve the same circuit; the simulator stops at a relative change of 1e-9.
    #expect((found - voltages).largestMagnitude <= 1e-7 * voltages.largestMagnitude)
    #expect(solution.path == .direct)
    let expected = array.crossbar.readout.outputs(for: voltages)
    if let codes = expected?.codes {
      let differing = zip(try #require(solution.codes).elements, codes.elements).count { $0 != $1 }
      #expect(differing <= solution.undecidedCodes)
      #expect(Set(codes.elements).count > 3, "the codes of \(array) prove little")
    } else {
      let means = try #require(solution.stochasticMeans)
      let converter = try #require(array.crossbar.technology.periphery.stochastic)
      for (mean, voltage) in zip(means.elements, voltages.elements) {
        #expect((mean - converter.mean(at: voltage)).magnitude < 1e-6)
      }
    }
  }

  @Test(arguments: 0..<6, [false, true])
  func `SPICE and the nodal solver agree on arrays with converters`(
    seed: Int, isSaturating: Bool
  ) async throws {
    let array = ConverterArray(
      seed: UInt64(seed), isSaturating: isSaturating,
      architecture: Self.architectures[seed % 3])
    try check(array, try await solve(array))
  }

  @Test func `a 16 × 16 array with everything in the deck is certified`() async throws {
    for seed in [2, 3] as [UInt64] {
      let array = ConverterArray(
        seed: seed, size: 16, isSaturating: true, architecture: .successiveApproximation)
      let solution = try await solve(array)
      try check(array, solution)
      let saturation = try #require(
        array.crossbar.technology.periphery.amplifier?.saturationVoltage)
      #expect(try #require(solution.amplifierVoltages).largestMagnitude > 0.95 * saturation)
    }
  }

  @Test(arguments: [
    ReadMode(unselectedRows: .floating), ReadMode(unselectedRows: .third),
    ReadMode(driveSide: .double, senseSide: .both), ReadMode(senseSide: .top),
  ])
  func `converters work in every read mode`(mode: ReadMode) async throws {
    var array = ConverterArray(seed: 4, isSaturating: true, architecture: .flash)
    var technology = array.crossbar.technology
    technology.read.mode = mode
    var inputs = array.inputs
    for sample in 0..<inputs.rows { inputs[sample, sample % inputs.columns] = 0 }
    array = ConverterArray(
      array,
      crossbar: Crossbar(
        technology: technology, conductances: array.crossbar.conductances,
        deviations: array.crossbar.deviations),
      inputs: inputs)
    try check(array, try await solve(array))
  }

  @Test func `a column behind an ideal ladder and amplifier is a series of resistances`()
    async throws
  {
    var technology = ReferenceProblem.technology(row: 0, column: 0)
    technology.periphery = Periphery(
      dac: LadderDAC(bits: 3, unitResistance: 1e4),
      amplifier: TransimpedanceAmplifier(feedbackResistance: 5e4, openLoopGain: 99),
      converter: .adc(
        ADC(architecture: .flash, bits: 4, zeroVoltage: 0, fullScaleVoltage: -0.15)))
    let crossbar = Crossbar(technology: technology, conductances: Matrix([[1e-5]]))
    let configuration = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let solution = try await WorkerPool.run(configuration) { pool in
      try await CircuitSolver().solve(
        crossbar, inputs: Matrix([[0.25], [0.1], [0.017]]), id: "series", pool: pool)
    }
    // 0.1 V is 2.8 steps and 0.017 V 0.476 steps of 0.25 V / 7; R_f / (1 + A₀) is 500 Ω.
    let codes = [7.0, 3, 0]
    for (sample, code) in codes.enumerated() {
      let current = 0.25 * code / 7 / (500 + 1e5 + 100 + 500)
      #expect((solution.columnCurrents[sample, 0] - current).magnitude <= 1e-11 * 2.5e-6)
      let output = -0.99 * 5e4 * current
      #expect(((solution.amplifierVoltages?[sample, 0] ?? 0) - output).magnitude <= 1e-11)
      #expect(solution.codes?[sample, 0] == (output / -0.01).rounded())
    }
    #expect(solution.undecidedCodes == 0)
  }
}
