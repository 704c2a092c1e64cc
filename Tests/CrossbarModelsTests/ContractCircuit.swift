import CrossbarModels
import Crossbars
import LinearAlgebra

/// An array that the contract of all models is tried on.
struct ContractCircuit: Sendable, CustomStringConvertible {
  let description: String
  let crossbar: Crossbar
  /// Row voltages of either sign, in volts; *batch × rows*.
  let inputs: Matrix
  /// Whether something deviates in drivers or sense circuits, or converts in front of the rows.
  let hasStages: Bool

  /// What stands around the array.
  enum Around: String, CaseIterable, Sendable {
    /// Ideal sources and sinks.
    case nothing
    /// Amplifiers, and ADCs of which each has thresholds of its own.
    case adc
    /// Amplifiers and stochastic converters.
    case stochastic
    /// Ladders, amplifiers and ADCs, all of which deviate.
    case stages
  }

  init(
    _ around: Around, isOhmic: Bool, hasWires: Bool = true, rows: Int = 14, columns: Int = 9,
    seed: UInt64 = 1
  ) {
    description = "\(around.rawValue) around \(isOhmic ? "ohmic" : "sinh") cells"
    hasStages = around == .stages
    var chance = SeededGenerator(seed: seed, stream: isOhmic ? 40 : 41)
    let on = 50e3
    var technology = Technology(
      name: "contract",
      cell: Cell(
        device: isOhmic ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.2),
        onResistance: on, offResistance: 20 * on),
      resistances: hasWires
        ? ArrayResistances(rowSegment: 2, columnSegment: 3, driver: 200, sense: 100)
        : ArrayResistances(rowSegment: 0, columnSegment: 0, driver: 0, sense: 0),
      read: ReadConditions(voltage: 0.25))
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in
      (0.05 + 0.95 * chance.uniform()) / on
    }
    var deviations = ArrayDeviations.none
    if around != .nothing {
      technology.periphery.amplifier = TransimpedanceAmplifier(
        feedbackResistance: 0.5 * on, openLoopGain: hasWires ? 1e4 : 1e12)
      let adc = ADC(
        architecture: around == .stages ? .flash : .successiveApproximation, bits: 6,
        zeroVoltage: 0.2, fullScaleVoltage: -0.3, offset: 0.3, gainError: 0.02, mismatch: 0.3)
      if around == .stochastic {
        technology.periphery.converter = .stochastic(
          StochasticConverter(sensitivity: 3, offset: 0.02, fullScaleVoltage: -0.3))
      } else {
        technology.periphery.converter = .adc(adc)
        deviations.converterMismatch = Matrix(
          (0..<columns).map { _ in adc.drawMismatch(using: &chance) })
      }
      if around == .stages {
        let dac = LadderDAC(bits: 5, unitResistance: 1e4, switchResistance: 40)
        technology.periphery.dac = dac
        deviations.ladderMismatch = Matrix(
          (0..<rows).map { _ in dac.drawMismatch(relativeSigma: 0.01, using: &chance) })
        deviations.senseOffsets = (0..<columns).map { _ in 1e-3 * chance.normal() }
      }
    }
    crossbar = Crossbar(
      technology: technology, conductances: conductances, deviations: deviations)
    inputs = Matrix(rows: 11, columns: rows) { sample, _ in
      chance.uniform() < 0.2
        ? 0 : 0.25 * (sample % 3 == 0 ? 2 * chance.uniform() - 1 : chance.uniform())
    }
  }
}
