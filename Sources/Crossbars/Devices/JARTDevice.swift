internal import Foundation

/// The static read of the JART VCM v1b model: a Schottky contact in series with disc, plug, oxide
/// and lines (Bengel et al., IEEE TCAS-I 67(12), 2020).
///
/// A positive row voltage reads the cell in the model's SET direction, which is its read direction:
/// its active electrode is at the bit line. There the contact conducts by thermionic field emission;
/// the other way by thermionic emission.
///
/// The state is the concentration N of oxygen vacancies in the disc. Near zero volts the current of a
/// rich disc grows as V^1.5, because image forces have taken its barrier away, so a slope at zero
/// volts says nothing about the state: the conductance of a cell is its current over its voltage at
/// the reference voltage. The device does not warm up or switch during a read.
public struct JARTDevice: Device {
  /// The values of the law, as a technology file gives them.
  public let values: JARTParameters
  /// The temperature, in kelvins.
  public let temperature: Double
  /// The concentration over the logarithm of the conductance, both as logarithms.
  private let states: MonotoneCubic

  /// Creates the device, or nil if the current would not rise everywhere with the voltage, or a
  /// richer disc would conduct worse.
  ///
  /// - Parameters:
  ///   - values: The values of the law.
  ///   - temperature: The temperature, in kelvins; positive.
  public init?(_ values: JARTParameters, temperature: Double) {
    self.values = values
    self.temperature = temperature
    // A cubic between 4096 states finds a concentration to about 1e-8.
    let first = log(values.concentrations.lowerBound)
    let last = log(values.concentrations.upperBound)
    let concentrations = (0...4096).map { first + (last - first) * Double($0) / 4096 }
    var conductances: [Double] = []
    for (index, concentration) in concentrations.enumerated() {
      let circuit = JARTCircuit(values, concentration: exp(concentration), temperature: temperature)
      guard index % 64 != 0 || circuit.isIncreasing else { return nil }
      let current = circuit.law(at: values.referenceVoltage).current
      guard current > 0, current.isFinite else { return nil }
      conductances.append(log(current / values.referenceVoltage))
    }
    guard zip(conductances, conductances.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    states = MonotoneCubic(abscissas: conductances, ordinates: concentrations)
  }

  /// The name in a technology file.
  public var name: String { "jart-vcm" }
  /// The contact is a Schottky contact.
  public var isOhmic: Bool { false }
  /// The values of the law and the temperature.
  public var parameters: [DeviceParameter] {
    values.parameters + [DeviceParameter("temperature_kelvin", temperature)]
  }
  /// The voltages of a read; beyond 1 V a cell switches.
  public var voltageRange: ClosedRange<Double> { -1...1 }
  /// The conductances of the poorest and the richest disc.
  public var conductanceRange: ClosedRange<Double> {
    exp(states.abscissas[0])...exp(states.abscissas[states.abscissas.count - 1])
  }

  /// The concentration of oxygen vacancies in the disc.
  ///
  /// - Parameter conductance: The current over the voltage at the reference voltage, in siemens;
  ///   positive.
  /// - Returns: N, per cubic meter.
  public func concentration(ofConductance conductance: Double) -> Double {
    let nearest = min(
      max(log(conductance), states.abscissas[0]), states.abscissas[states.abscissas.count - 1])
    return exp(states.value(at: nearest).ordinate)
  }

  /// The elements of a cell and the factor of its current.
  ///
  /// - Parameter conductance: The current over the voltage at the reference voltage, in siemens;
  ///   positive.
  /// - Returns: The elements of the nearest state, and the factor from its current to the cell's.
  public func circuit(
    ofConductance conductance: Double
  ) -> (circuit: JARTCircuit, factor: Double) {
    (
      JARTCircuit(
        values, concentration: concentration(ofConductance: conductance), temperature: temperature),
      nearestState(to: conductance).factor
    )
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The current over the voltage at the reference voltage, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    guard conductance > 0 else { return 0 }
    let (circuit, factor) = circuit(ofConductance: conductance)
    return factor * circuit.law(at: voltage).current
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The current over the voltage at the reference voltage, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    guard conductance > 0 else { return 0 }
    let (circuit, factor) = circuit(ofConductance: conductance)
    return factor * circuit.law(at: voltage).slope
  }

  /// The current through the cell and its slope over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The current over the voltage at the reference voltage, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    guard conductance > 0 else { return (0, 0) }
    let (circuit, factor) = circuit(ofConductance: conductance)
    let law = circuit.law(at: voltage)
    return (factor * law.current, factor * law.slope)
  }

  /// The currents through the cell at several voltages.
  ///
  /// - Parameters:
  ///   - voltages: The voltages from the word line to the bit line, in volts.
  ///   - count: How many of them count.
  ///   - conductance: The current over the voltage at the reference voltage, in siemens.
  /// - Returns: The currents from the word line to the bit line, in amperes.
  public func currents(
    at voltages: SIMD8<Double>, count: Int, conductance: Double
  ) -> SIMD8<Double> {
    guard conductance > 0 else { return .zero }
    let (circuit, factor) = circuit(ofConductance: conductance)
    var currents = SIMD8<Double>.zero
    for lane in 0..<count { currents[lane] = factor * circuit.law(at: voltages[lane]).current }
    return currents
  }
}
