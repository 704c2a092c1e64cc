import Configuration
import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import Simulation
import TestSupport
import Testing

/// One array by every solver, through the one function that the command line calls.
@Suite struct ArraySimulationTests {
  @Test(arguments: Solver.ofArrays, [nil, .flash, .successiveApproximation] as [ADC.Architecture?])
  func `codes and means come from the amplifiers' outputs, whoever found them`(
    solver: Solver, architecture: ADC.Architecture?
  ) async throws {
    let array = ConverterArray(seed: 4, isSaturating: false, architecture: architecture)
    let crossbar = array.crossbar
    let found = try await ArraySimulation(solver).run(crossbar, inputs: array.inputs)
    let reading = found.reading
    let voltages = try #require(reading.amplifierVoltages)
    let expected = try #require(crossbar.readout.outputs(for: voltages))
    if let codes = expected.codes {
      let own = try #require(reading.outputs?.codes)
      // The simulator's code belongs to a voltage that it knows to its own tolerance.
      let differing = zip(own.elements, codes.elements).count { $0 != $1 }
      #expect(differing <= reading.outputs?.undecidedCodes ?? 0)
      #expect((reading.outputs?.undecidedCodes != nil) == (solver == .spice))
      #expect(Set(own.elements).count > 3)
    } else {
      let means = try #require(expected.stochasticMeans)
      let own = try #require(reading.outputs?.stochasticMeans)
      #expect((own - means).largestMagnitude <= (solver == .spice ? 1e-7 : 0))
    }
    #expect((found.chosen != nil) == (solver == .fcm))
    #expect((found.newtonSteps != nil) == (solver == .nodal))
    #expect((found.solution != nil) == (solver == .spice))
    #expect((reading.evidence?.worstBalance != nil) == (solver == .nodal || solver == .spice))
  }

  /// A batch that leaves different rows open is divided by SPICE alone.
  @Test func `the parts of a divided batch are one reading`() async throws {
    let array = RandomArray(seed: 6, isOhmic: true, batch: 5, largest: (6, 5))
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = .floating
    technology.resistances = ArrayResistances(
      rowSegment: 2, columnSegment: 3, driver: 100, sense: 50)
    technology.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 1e4, openLoopGain: 1e4)
    technology.periphery.converter = .adc(
      ADC(architecture: .flash, bits: 5, zeroVoltage: 0.3, fullScaleVoltage: -0.3))
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    #expect(technology.read.mode.groups(of: array.inputs).count > 1)
    let spice = try await ArraySimulation(.spice).run(crossbar, inputs: array.inputs).reading
    let nodal = try await ArraySimulation(.nodal).run(crossbar, inputs: array.inputs).reading
    #expect(
      (spice.currents - nodal.currents).largestMagnitude <= 1e-9 * nodal.currents.largestMagnitude)
    #expect(spice.outputs?.codes == nodal.outputs?.codes)
    guard case .kirchhoff(let balances) = spice.evidence else {
      Issue.record("no evidence of SPICE")
      return
    }
    #expect(balances.count == 5 && balances.allSatisfy { $0.relative <= 1e-9 })
  }

  @Test func `a chord model estimates its error, and a product says nothing`() async throws {
    let array = RandomArray(seed: 5, isOhmic: false, batch: 4)
    var simulation = ArraySimulation(.fcm)
    simulation.load = .inputs
    simulation.fast.kind = .chord
    let chord = try await simulation.run(array.crossbar, inputs: array.inputs)
    guard case .estimate(let estimates) = chord.reading.evidence else {
      Issue.record("no estimate")
      return
    }
    #expect(estimates.count == 4 && estimates.allSatisfy { $0 >= 0 && $0 < 0.1 })
    simulation.fast.kind = .secant
    #expect(try await simulation.run(array.crossbar, inputs: array.inputs).reading.evidence == nil)
  }

  /// Vectors with a negative voltage have a model of their own, which has to be judged as well.
  @Test(arguments: [ModelKind.chord, .secant, .twoPoint], [3, 5] as [UInt64])
  func `a file of both signs keeps the error that is promised`(
    kind: ModelKind, seed: UInt64
  ) async throws {
    let array = RandomArray(seed: seed, isOhmic: false, batch: 12)
    var inputs = array.inputs
    for place in inputs.elements.indices {
      let voltage = min(inputs.elements[place].magnitude, array.crossbar.technology.read.voltage)
      inputs.elements[place] = place < inputs.columns ? -voltage : voltage
    }
    var simulation = ArraySimulation(.fcm)
    simulation.fast.kind = kind
    let found = try await simulation.run(array.crossbar, inputs: inputs)
    let exact = try NodalSolver().program(array.crossbar).read(inputs)
    let error = RelativeError(of: found.reading.currents, against: exact).relativeRMSE
    let estimate = try #require(found.chosen?.selection?.choice?.error)
    // All vectors are solved: nothing is left to chance.
    #expect(error <= estimate * (1 + 1e-6) && error > 0)
  }

  @Test func `a transistor is moved from its nominal temperature by both solvers alike`()
    async throws
  {
    let conductances = Matrix(rows: 5, columns: 4) { 1e-5 * Double(1 + ($0 + 3 * $1) % 5) }
    let inputs = Matrix([[0.1, 0.2, 0, 0.25, 0.15], [0.25, 0, -0.1, 0.2, 0.05]])
    func currents(
      _ solver: Solver, at temperature: Double, nominal: Double
    ) async throws -> Matrix {
      var technology = ReferenceProblem.technology()
      technology.read.temperature = temperature
      technology.cell.topology = .transistor(
        AccessTransistor(
          model: .level1(
            Level1Parameters(
              thresholdVoltage: 0.4, transconductance: 2e-4, bodyEffect: 0.3,
              sourceResistance: 500)),
          width: 2e-7, length: 1e-7, gateVoltage: 1, nominalTemperature: nominal))
      return try await ArraySimulation(solver).run(
        Crossbar(technology: technology, conductances: conductances), inputs: inputs
      ).reading.currents
    }
    let cold = try await currents(.nodal, at: 27, nominal: 27)
    for temperature in [-40, 125.0] {
      let nodal = try await currents(.nodal, at: temperature, nominal: 27)
      let spice = try await currents(.spice, at: temperature, nominal: 27)
      // The simulator's evidence has this bound for cells that are not linear.
      #expect((nodal - spice).largestMagnitude <= 1e-7 * nodal.largestMagnitude)
      #expect((nodal - cold).largestMagnitude > 1e-3 * cold.largestMagnitude)
    }
    // Parameters that hold at the temperature itself are not moved; nothing else knows one but the
    // junctions' minute leak.
    let own = try await currents(.nodal, at: 125, nominal: 125)
    #expect((own - cold).largestMagnitude < 1e-5 * cold.largestMagnitude)
  }

  @Test func `the solver of networks is refused`() async throws {
    let array = RandomArray(seed: 5, isOhmic: true)
    await #expect(throws: UsageError.self) {
      try await ArraySimulation(.digital).run(array.crossbar, inputs: array.inputs)
    }
  }
}
