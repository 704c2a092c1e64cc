import Calibration
import Configuration
import Crossbars
import Foundation
import TestSupport
import Testing

import Technologies

/// Laws that made sweeps are found again.
struct LawRecoveryTests {
  private static func fit(
    _ traces: [SweepTrace], _ device: String?, given: [String: Double] = [:]
  ) throws -> LawComparison {
    try LawComparison(MeasuredStates(traces: traces), named: device, given: given)
  }

  /// Where an estimate lies from the truth, in standard errors; intervals are tested by many trials
  /// elsewhere, here by five standard errors.
  private static func requireNear(
    _ fit: LawFit, _ truths: [String: Double], _ place: SourceLocation = #_sourceLocation
  ) throws {
    for (key, truth) in truths {
      let estimate = try #require(fit.parameters.first { $0.name == key }, "\(key)")
      #expect(estimate.isDetermined, "\(key): \(estimate.obstacle ?? "")", sourceLocation: place)
      #expect(
        (estimate.value - truth).magnitude < 5 * estimate.standardError,
        "\(key) is \(estimate.value) ± \(estimate.standardError), not \(truth)",
        sourceLocation: place)
      // Five standard errors of half the size would say nothing.
      #expect(
        estimate.standardError < 0.2 * truth.magnitude,
        "\(key): \(estimate.standardError) of \(truth)", sourceLocation: place)
    }
  }

  private static func cell(_ fit: LawFit) throws -> Cell {
    let text = TechnologyText(
      cellLines: fit.cellLines, temperature: fit.temperature, readVoltage: 0.2
    ).text
    return try Technology(ConfigurationDocument(text: text, source: "fit.toml")).cell
  }

  @Test func `an ohmic cell is found among all laws`() throws {
    var forged = ForgedSweeps(seed: 1)
    let found = try Self.fit(forged.traces(of: OhmicDevice(), [2e-6, 3e-5]), nil)
    let fit = try #require(found.chosen)
    #expect(fit.name == "ohmic")
    #expect((fit.conductances[1].conductance / 3e-5 - 1).magnitude < 3e-3)
  }

  @Test func `a sinh is found among all laws, with its voltage and conductances`() throws {
    var forged = ForgedSweeps(seed: 2)
    let device = SinhDevice(characteristicVoltage: 0.31)
    let found = try Self.fit(forged.traces(of: device, [2e-6, 1e-5, 4e-5]), nil)
    let fit = try #require(found.chosen)
    #expect(fit.name == "sinh")
    try Self.requireNear(fit, ["sinh_voltage_volt": 0.31])
    for (state, truth) in zip(fit.conductances, [2e-6, 1e-5, 4e-5]) {
      // 41 readings of 0.2 % determine a slope to some thousandths.
      #expect((state.conductance / truth - 1).magnitude < 5e-3, "\(state)")
    }
    #expect(try Self.cell(fit).device.name == "sinh")
  }

  @Test func `a polynomial is found among all laws`() throws {
    var forged = ForgedSweeps(seed: 3)
    let device = try PolynomialDevice(
      relativeCoefficients: [0.3, 2], largestVoltage: 0.5)
    let found = try Self.fit(forged.traces(of: device, [2e-6, 1e-5]), nil)
    let fit = try #require(found.chosen)
    #expect(fit.name == "polynomial")
    try Self.requireNear(
      fit, ["relative_coefficients[0]": 0.3, "relative_coefficients[1]": 2])
    #expect(try Self.cell(fit).device.parameters[0].values.count == 2)
  }

  @Test func `a polynomial whose shape depends on the state is found`() throws {
    var forged = ForgedSweeps(seed: 4)
    let device = try PolynomialDevice(
      relativeCoefficients: [], logarithmicCoefficients: [[2e-5, 1e-4], [3e-5, 1.6e-4]],
      fittedConductances: 2e-5...1e-4, largestVoltage: 0.5)
    let found = try Self.fit(
      forged.traces(of: device, [2e-5, 4e-5, 7e-5, 1e-4]), "polynomial")
    let fit = try #require(found.chosen)
    #expect(found.holds)
    try Self.requireNear(
      fit,
      [
        "quadratic_log10_coefficients[0]": 2e-5, "quadratic_log10_coefficients[1]": 1e-4,
        "cubic_log10_coefficients[0]": 3e-5, "cubic_log10_coefficients[1]": 1.6e-4,
      ])
  }

  @Test func `a tunneling gap gives its voltage, and its scales where they are given`() throws {
    var forged = ForgedSweeps(seed: 5)
    let device = TunnelGapDevice(
      currentScale: 2e-3, gapScale: 0.3e-9, characteristicVoltage: 0.27, gaps: 0.2e-9...1.7e-9)
    let traces = forged.traces(of: device, [2e-5, 1e-4, 6e-4])
    let found = try Self.fit(
      traces, "stanford-pku", given: ["current_scale_ampere": 2e-3, "gap_scale_meter": 0.3e-9])
    let fit = try #require(found.chosen)
    #expect(found.holds)
    try Self.requireNear(fit, ["sinh_voltage_volt": 0.27])
    let free = try Self.fit(traces, "stanford-pku")
    #expect(free.chosen?.parameters.first { $0.name == "gap_scale_meter" }?.isDetermined == false)
    let cell = try Self.cell(fit)
    let again = cell.device.current(at: 0.3, conductance: 1e-4)
    #expect((again / device.current(at: 0.3, conductance: 1e-4) - 1).magnitude < 0.01)
  }

  @Test func `a magnetic junction is found among all laws`() throws {
    var forged = ForgedSweeps(seed: 6)
    forged.voltages = (-20...20).map { Double($0) * 0.04 }
    let device = TunnelJunctionDevice(
      parallelResistance: 6e3, magnetoresistance: 1.4, halfVoltage: 0.5)
    let found = try Self.fit(forged.traces(of: device, [1 / 6e3, 1 / 14.4e3]), nil)
    let fit = try #require(found.chosen)
    #expect(fit.name == "mtj")
    try Self.requireNear(
      fit,
      ["half_voltage_volt": 0.5, "on_resistance_ohm": 6e3, "off_resistance_ohm": 14.4e3])
  }

  @Test func `a filament over temperatures gives back its activation energy`() throws {
    var forged = ForgedSweeps(seed: 7)
    // Gap and filament are told apart by a few parts in a thousand of the currents.
    forged.absoluteNoise = 2e-5
    forged.relativeNoise = 2e-4
    func device(_ temperature: Double) throws -> FilamentaryDevice {
      try #require(
        FilamentaryDevice(
          FilamentaryDevice.Parameters(
            gapResistance: 1500, gapFactor: 0.199, decayLength: 0.5e-9,
            activationEnergy: 0.08, temperature: temperature, characteristicVoltage: 0.3,
            resistivity: 3e-6, crossSection: 10.62e-18, thickness: 5e-9)))
    }
    var traces: [SweepTrace] = []
    for degrees in [27.0, 85] {
      let cell = try device(degrees + 273.15)
      for gap in [0.05e-9, 0.15e-9, 0.3e-9, 0.5e-9, 0.9e-9] {
        let scale = 1500 * 0.199 * exp(0.08 / (8.617333262e-5 * (degrees + 273.15)))
        let conductance =
          1 / (scale * expm1(gap / 0.5e-9) + 3e-6 / 10.62e-18 * (5e-9 - gap))
        traces.append(
          forged.trace("gap \(gap)", temperature: degrees) {
            cell.current(at: $0, conductance: conductance)
          })
      }
    }
    let found = try Self.fit(traces, nil)
    let fit = try #require(found.chosen)
    #expect(
      fit.name == "filamentary", "\(found.fits.map { ($0.name, $0.criterion, $0.noiseRatio) })")
    try Self.requireNear(
      fit,
      [
        "gap_resistance_ohm": 1500, "decay_length_meter": 0.5e-9, "sinh_voltage_volt": 0.3,
        "filament_resistivity_ohm_meter": 3e-6, "activation_energy_electronvolt": 0.08,
      ])
    #expect(try Self.cell(fit).device.name == "filamentary")
  }

  @Test func `a metal oxide over temperatures gives back its coefficients`() throws {
    var forged = ForgedSweeps(seed: 8)
    forged.absoluteNoise = 2e-5
    forged.relativeNoise = 2e-4
    var traces: [SweepTrace] = []
    for degrees in [10.0, 27, 60, 90] {
      let device = try #require(
        MetalOxideDevice(
          linear: [-2.58e-6, 0.977, 1.166e-7], cubic: [1.18, 6596, 1.605e-3],
          states: 3.16e-6...316e-6, referenceTemperature: 300.15,
          temperature: degrees + 273.15))
      for state in [5e-6, 3e-5, 1e-4, 3e-4] {
        let conductance = device.conductance(ofState: state)
        traces.append(
          forged.trace("g \(state)", temperature: degrees) {
            device.current(at: $0, conductance: conductance)
          })
      }
    }
    let found = try Self.fit(traces, nil, given: ["linear_coefficients[1]": 0.977])
    let fit = try #require(found.chosen)
    #expect(fit.name == "metal-oxide")
    try Self.requireNear(
      fit,
      [
        "linear_coefficients[2]": 1.166e-7, "cubic_coefficients[0]": 1.18,
        "cubic_coefficients[1]": 6596,
      ])
    #expect(try Self.cell(fit).device.name == "metal-oxide")
  }

  @Test func `a Schottky contact with other parameters is fitted to its noise`() throws {
    var forged = ForgedSweeps(seed: 9)
    var parameters = JARTParameters()
    parameters.seriesResistance = 900
    parameters.barrierHeight = 0.2
    let device = try #require(JARTDevice(parameters, temperature: 300.15))
    let range = device.conductanceRange
    let states = [3 * range.lowerBound, 0.2 * range.upperBound, 0.7 * range.upperBound]
    let found = try Self.fit(forged.traces(of: device, states), "jart-vcm")
    let fit = try #require(found.chosen)
    #expect(fit.isWithinNoise, "\(fit.noiseRatio)")
    let again = try Self.cell(fit)
    for (state, conductance) in zip(fit.conductances, states) {
      let truth = device.current(at: 0.3, conductance: conductance)
      let current = again.device.current(at: 0.3, conductance: state.conductance)
      #expect((current / truth - 1).magnitude < 0.01, "\(current) for \(truth)")
    }
  }

  @Test func `what no law describes falls to a table`() throws {
    var forged = ForgedSweeps(seed: 10)
    // A step of a conductance that opens at 0.2 V: no law of the library bends like it.
    func current(_ voltage: Double, _ scale: Double) -> Double {
      let opening = 0.5 * (1 + tanh((voltage.magnitude - 0.2) / 0.01))
      return scale * voltage * (1 + 4 * opening)
    }
    let traces = [1e-6, 1e-5].map { scale in
      forged.trace("\(scale)") { current($0, scale) }
    }
    let measured = MeasuredStates(traces: traces)
    let found = try LawComparison(measured, named: nil)
    #expect(found.chosen == nil, "\(found.chosen?.name ?? "")")
    let named = try LawComparison(measured, named: "sinh")
    #expect(named.chosen?.name == "sinh")
    #expect(!named.holds)
    let table = try TableCell(measured)
    for (voltage, tolerance) in [(0.1, 0.02), (-0.15, 0.03), (0.4, 0.02)] {
      let value = table.device.current(at: voltage, conductance: table.states[1].conductance)
      #expect((value / current(voltage, 1e-5) - 1).magnitude < tolerance, "\(voltage) V: \(value)")
    }
  }

  @Test func `five readings are fitted by the laws that they can determine alone`() throws {
    var forged = ForgedSweeps(seed: 13)
    forged.voltages = [-0.2, -0.1, 0, 0.1, 0.2]
    let traces = forged.traces(of: OhmicDevice(), [1e-5])
    let found = try Self.fit(traces, nil)
    #expect(found.fits.contains { $0.name == "ohmic" })
    #expect(found.fits.allSatisfy { $0.fittedCount < 5 })
    #expect(throws: InputError.self) { try Self.fit(traces, "filamentary") }
  }

  @Test func `a given parameter of no law is refused by its name`() throws {
    var forged = ForgedSweeps(seed: 12)
    let traces = forged.traces(of: OhmicDevice(), [1e-6, 1e-5])
    #expect {
      try Self.fit(traces, "sinh", given: ["gap_scale": 1])
    } throws: { "\($0)".contains("gap_scale") && "\($0)".contains("sinh_voltage_volt") }
  }
}
