public import Crossbars

/// A device with some of its states and the voltages that it is read at.
public struct SampleDevice: Sendable, CustomStringConvertible {
  /// What the device is.
  public let description: String
  /// The law.
  public let device: any Device
  /// States from off to on, in siemens.
  public let conductances: [Double]
  /// The largest voltage of either sign, in volts.
  public let largestVoltage: Double

  init(
    _ description: String, _ device: any Device, _ conductances: [Double], _ largestVoltage: Double
  ) {
    self.description = description
    self.device = device
    self.conductances = conductances
    self.largestVoltage = largestVoltage
  }

  /// One device of every law and of every branch of a law.
  public static let all: [SampleDevice] = {
    do { return try samples() } catch { preconditionFailure("\(error)") }
  }()

  private struct NoLaw: Error {}

  private static func required<Law>(_ device: Law?) throws -> Law {
    guard let device else { throw NoLaw() }
    return device
  }

  private static func samples() throws -> [SampleDevice] {
    let filament = try required(
      FilamentaryDevice(
        FilamentaryDevice.Parameters(
          gapResistance: 1e3, gapFactor: 0.199, decayLength: 0.42e-9, activationEnergy: 0.0513,
          temperature: 303.15, characteristicVoltage: 0.3326, resistivity: 3e-6,
          crossSection: 10.62e-18, thickness: 5e-9)))
    let oxide = try required(
      MetalOxideDevice(
        linear: [-2.58e-6, 0.977, 1.166e-7], cubic: [1.18, 6596, 1.605e-3],
        states: 3.16e-6...316e-6, referenceTemperature: 300.15, temperature: 300.15))
    let milo = try PolynomialDevice(
      relativeCoefficients: [],
      logarithmicCoefficients: [
        [1.388e-4, 1.541e-3, 5.711e-3, 7.063e-3], [8.871e-5, 6.7919e-4, 1.2968e-3],
      ], fittedConductances: 62.5e-6...110e-6, largestVoltage: 0.5)
    let polynomial = try PolynomialDevice(
      relativeCoefficients: [0.4, 3, 0, 11], largestVoltage: 0.4)
    let table = try required(
      TableDevice(
        try MeasuredSweeps(
          text: """
            # any comment
            voltage_volt,high_ampere,low_ampere
            -0.4,-31e-6,-2.9e-6
            -0.15,-8.1e-6,-0.81e-6
            -0.05,-2.4e-6,-0.25e-6
            0.02,1.05e-6,0.11e-6
            0.1,5.5e-6,0.6e-6
            0.2,13e-6,1.5e-6
            0.3,25e-6,3.3e-6
            """, source: "sweeps.csv")))
    return [
      SampleDevice("ohmic", OhmicDevice(), [1e-6, 1e-4], 0.5),
      SampleDevice("sinh", SinhDevice(characteristicVoltage: 0.25), [1e-6, 1e-4], 0.5),
      SampleDevice(
        "stanford-pku",
        TunnelGapDevice(
          currentScale: 1e-3, gapScale: 0.25e-9, characteristicVoltage: 0.25,
          gaps: 0.2e-9...1.7e-9), [4.46e-6, 1e-4, 1.79e-3], 0.5),
      SampleDevice(
        "mtj",
        TunnelJunctionDevice(
          parallelResistance: 6e3, magnetoresistance: 18.0 / 7, halfVoltage: 0.45),
        [1 / 21.5e3, 1e-4, 1 / 6e3, 1 / 5.5e3], 0.8),
      SampleDevice(
        "mtj without bias dependence",
        TunnelJunctionDevice(parallelResistance: 6e3, magnetoresistance: 18.0 / 7),
        [1 / 21.4e3, 1 / 6e3], 0.8),
      SampleDevice("filamentary", filament, [2e-6, 2.2e-5, 1 / 1.5e3, 1 / 1.3e3], 0.6),
      SampleDevice("metal-oxide", oxide, [3.3e-5, 3.551e-5, 1e-4, 3.411e-4], 0.5),
      SampleDevice("polynomial of log G", milo, [50e-6, 80e-6, 225e-6], 0.6),
      SampleDevice("polynomial", polynomial, [1e-6, 1e-4], 0.5),
      SampleDevice("table", table, [4e-6, 5.3e-6, 3e-5, 5.24e-5, 6e-5], 0.5),
      SampleDevice(
        "jart-vcm", try required(JARTDevice(JARTParameters(), temperature: 293)),
        [8e-6, 8.25e-6, 1e-5, 3e-5, 1e-4, 3e-4, 6e-4, 6.266e-4, 6.5e-4], 0.5),
    ]
  }
}
