import Configuration
import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// The three stages around a core that is exact, so that what is judged is the stages.
@Suite struct FastCrossbarModelTests {
  private static let uniform = InputStatistics.uniform(upTo: 0.25)

  private func reading(
    _ array: ConverterArray, stages: PeripheralStages = .technology
  ) throws -> ArrayReading {
    let programmed = try FastCrossbarModel(
      CoreSettings(.linear), statistics: Self.uniform, stages: stages
    ).program(array.crossbar)
    return try programmed.reading(of: array.inputs)
  }

  /// Even seeds have ohmic cells, for which the linear core and the load of the columns are exact:
  /// DAC ladders that deviate, amplifier offsets, input resistances and converter mismatch.
  @Test(arguments: [0, 2, 4, 6, 8, 10], [ADC.Architecture.flash, .successiveApproximation])
  func `all stages together meet the exact solution of ohmic arrays`(
    seed: UInt64, architecture: ADC.Architecture
  ) throws {
    let array = ConverterArray(seed: seed, isSaturating: false, architecture: architecture)
    let exact = try NodalSolver().program(array.crossbar).read(array.inputs)
    let found = try reading(array)
    // The load is iterated to a millionth of the largest current.
    #expect((found.currents - exact).largestMagnitude <= 2e-6 * exact.largestMagnitude)
    let voltages = try #require(array.crossbar.amplifierVoltages(for: exact))
    let amplified = try #require(found.amplifierVoltages)
    #expect((amplified - voltages).largestMagnitude <= 2e-6 * voltages.largestMagnitude)
    let codes = try #require(found.outputs?.codes)
    let expected = try #require(array.crossbar.readout.outputs(for: voltages)?.codes)
    // A voltage next to a threshold may fall on either side.
    #expect(zip(codes.elements, expected.elements).count { $0 != $1 } <= 1)
  }

  /// In saturation the virtual ground is lost, and a column's input rises by up to volts.
  @Test(arguments: [0, 2, 4, 6, 8, 10, 12, 14] as [UInt64])
  func `columns whose amplifiers saturate meet the exact solution of ohmic arrays`(
    seed: UInt64
  ) throws {
    let array = ConverterArray(seed: seed, isSaturating: true, architecture: nil)
    let exact = try NodalSolver().program(array.crossbar).read(array.inputs)
    let found = try reading(array)
    // The load is iterated to a millionth of the largest current before any is lost.
    #expect((found.currents - exact).largestMagnitude <= 1e-5 * exact.largestMagnitude)
    let means = try #require(found.outputs?.stochasticMeans)
    #expect(means.isFinite && means.largestMagnitude <= 1)
  }

  /// Odd seeds have sinh cells.
  ///
  /// The core takes input resistances and offsets itself; what is left is
  /// its own error and, in saturation, the second order of the load.
  @Test(arguments: [1, 3, 5, 7, 9, 11] as [UInt64], [false, true])
  func `two-point arrays with converters come near the exact solution of non-linear cells`(
    seed: UInt64, isSaturating: Bool
  ) throws {
    let array = ConverterArray(
      seed: seed, isSaturating: isSaturating, architecture: .successiveApproximation)
    let exact = try NodalSolver().program(array.crossbar).read(array.inputs)
    let voltages = try #require(array.crossbar.amplifierVoltages(for: exact))
    let adc = try #require(array.crossbar.technology.periphery.adc)
    for settings in [CoreSettings(.twoPoint), CoreSettings(.chord, steps: 6)] {
      let programmed = try FastCrossbarModel(settings, statistics: .observed(array.inputs))
        .program(array.crossbar)
      let reading = try programmed.reading(of: array.inputs)
      let error = (try #require(reading.amplifierVoltages) - voltages).largestMagnitude
      // Random arrays with lines of up to kilohms: a hundredth of full scale at worst.
      #expect(
        error <= 0.01 * (adc.fullScaleVoltage - adc.zeroVoltage).magnitude,
        "\(settings.name): \(error)")
    }
  }

  @Test(arguments: [CoreSettings(.twoPoint), CoreSettings(.chord, steps: 6)])
  func `two-point and chord members take drivers, sense circuits and wires of any kind`(
    settings: CoreSettings
  ) throws {
    let array = RandomArray(seed: 9, isOhmic: false)
    var technology = array.crossbar.technology
    technology.read.mode = ReadMode(unselectedRows: .third, driveSide: .double, senseSide: .both)
    let crossbar = Crossbar(
      technology: technology, conductances: array.crossbar.conductances,
      deviations: ArrayDeviations(
        rowWireFactors: (0..<array.crossbar.rows).map { 1 + 0.1 * Double($0 % 3) }))
    let exact = try NodalSolver().program(crossbar).read(array.inputs)
    let found = try FastCrossbarModel(settings, statistics: .observed(array.inputs))
      .program(crossbar).read(array.inputs)
    // What the members themselves leave of random arrays with strong cells.
    #expect((found - exact).rootMeanSquare <= 0.01 * exact.rootMeanSquare)
  }

  @Test func `an array without converters is one matrix`() throws {
    let array = RandomArray(seed: 4, isOhmic: true)
    let programmed = try FastCrossbarModel(CoreSettings(.linear), statistics: Self.uniform)
      .program(array.crossbar)
    let linear = try LinearModel(parameters: ModelParameters(array.crossbar.technology))
      .program(array.crossbar)
    #expect(programmed.product == linear.conductances)
    #expect(programmed.productsPerVector == 1)
  }

  @Test(arguments: [ReadMode.UnselectedRows.half, .third])
  func `unselected rows at a bias are driven`(rows: ReadMode.UnselectedRows) throws {
    let array = RandomArray(seed: 6, isOhmic: true)
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = rows
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    let exact = try NodalSolver().program(crossbar).read(array.inputs)
    let programmed = try FastCrossbarModel(CoreSettings(.linear), statistics: Self.uniform)
      .program(crossbar)
    let found = try programmed.read(array.inputs)
    // Two ways of summing the same currents.
    #expect((found - exact).largestMagnitude <= 1e-12 * exact.largestMagnitude)
    #expect(programmed.product == nil)
  }

  @Test func `the linear member describes drivers and sense circuits at both ends`() throws {
    let array = RandomArray(seed: 8, isOhmic: true)
    var technology = array.crossbar.technology
    technology.read.mode = ReadMode(driveSide: .double, senseSide: .both)
    let crossbar = Crossbar(
      technology: technology, conductances: array.crossbar.conductances,
      deviations: ArrayDeviations(
        rowWireFactors: (0..<array.crossbar.rows).map { 1 + 0.1 * Double($0 % 3) }))
    let exact = try NodalSolver().program(crossbar).read(array.inputs)
    let programmed = try FastCrossbarModel(CoreSettings(.linear), statistics: Self.uniform)
      .program(crossbar)
    let found = try programmed.read(array.inputs)
    #expect((found - exact).largestMagnitude <= 1e-10 * exact.largestMagnitude)
    #expect(throws: CircuitRefusal.self) {
      try FastCrossbarModel(CoreSettings(.secant), statistics: Self.uniform).program(crossbar)
    }
  }

  @Test func `floating rows are refused`() {
    let array = RandomArray(seed: 8, isOhmic: true)
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = .floating
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    #expect(throws: CircuitRefusal.self) {
      try FastCrossbarModel(CoreSettings(.linear), statistics: Self.uniform).program(crossbar)
    }
  }

  /// Fitted stages that hold what the closed forms give must give it too.
  @Test func `fitted stages that repeat the closed forms change nothing`() throws {
    let array = ConverterArray(
      seed: 4, isSaturating: false, architecture: .successiveApproximation)
    let periphery = array.crossbar.technology.periphery
    let dac = try #require(periphery.dac)
    let amplifier = try #require(periphery.amplifier)
    let adc = try #require(periphery.adc)
    let read = array.crossbar.technology.read.voltage
    let stages = PeripheralStages(
      dac: DriverStage(
        transferVolt: (0...dac.largestCode).map { dac.outputVoltage(code: $0, readVoltage: read) }),
      sense: SenseStage(
        inputResistanceOhm: amplifier.inputResistance,
        transresistanceOhm: -amplifier.feedbackResistance * amplifier.closedLoopGain),
      adc: ConverterStage(
        gain: 1 + adc.gainError, offsetLsb: adc.offset,
        inlLsb: [Double](repeating: 0, count: adc.largestCode)))
    let (fitted, closed) = (try reading(array, stages: stages), try reading(array))
    #expect((fitted.currents - closed.currents).largestMagnitude <= 1e-12)
    let (left, right) = (
      try #require(fitted.amplifierVoltages), try #require(closed.amplifierVoltages)
    )
    #expect((left - right).largestMagnitude <= 1e-12)
    let (codes, expected) = (
      try #require(fitted.outputs?.codes), try #require(closed.outputs?.codes)
    )
    #expect(zip(codes.elements, expected.elements).count { $0 != $1 } <= 1)
    // A stage with twice the gain and half of the output resistance is another circuit.
    let other = PeripheralStages(
      dac: DriverStage(polynomial: [0, 0.5], outputResistanceOhm: 10))
    #expect(
      try (reading(array, stages: other).currents - closed.currents).largestMagnitude
        > 0.2 * closed.currents.largestMagnitude)
  }
}
