internal import Foundation

/// A cell whose current is a polynomial of the voltage.
///
/// I = G V + a₂ V² + a₃ V³ and so on.
///
/// A coefficient may be proportional to the conductance, a_k = G c_k, or a polynomial of log₁₀ G as
/// in the fit of Milo et al. (IRPS 2021). Beyond the largest voltage the current goes on along its
/// tangent.
public struct PolynomialDevice: Device {
  /// The coefficients of V², V³ and so on over the conductance, in V⁻¹, V⁻² and so on.
  public let relativeCoefficients: [Double]
  /// For V², V³ and so on: the coefficients of a polynomial of log₁₀ (G / 1 S), highest power
  /// first, whose values are in A V⁻², A V⁻³ and so on.
  public let logarithmicCoefficients: [[Double]]
  /// The conductances for which the coefficients were fitted, in siemens.
  public let fittedConductances: ClosedRange<Double>
  /// The largest voltage of either sign for which the polynomial stands, in volts.
  public let largestVoltage: Double

  /// Why a polynomial is no law of a cell.
  public struct NotIncreasing: Error, Equatable {
    /// A voltage at which the current does not rise, in volts.
    public var voltage: Double
    /// The conductance of that cell, in siemens.
    public var conductance: Double
  }

  /// Creates the device.
  ///
  /// - Parameters:
  ///   - relativeCoefficients: The coefficients c₂, c₃, …
  ///   - logarithmicCoefficients: The polynomials of log₁₀ G for V², V³, …
  ///   - fittedConductances: The conductances for which the coefficients were fitted, in siemens.
  ///   - largestVoltage: The largest voltage of either sign, in volts; positive.
  /// - Throws: ``NotIncreasing`` if the current does not rise everywhere with the voltage.
  public init(
    relativeCoefficients: [Double], logarithmicCoefficients: [[Double]] = [],
    fittedConductances: ClosedRange<Double> = Double.leastNonzeroMagnitude
      ... .greatestFiniteMagnitude,
    largestVoltage: Double
  ) throws {
    precondition(largestVoltage > 0, "the largest voltage is \(largestVoltage) V")
    self.relativeCoefficients = relativeCoefficients
    self.logarithmicCoefficients = logarithmicCoefficients
    self.fittedConductances = fittedConductances
    self.largestVoltage = largestVoltage
    try requireIncreasing()
  }

  /// The name in a technology file.
  public var name: String { "polynomial" }
  /// The current has parts beyond the linear one.
  public var isOhmic: Bool { false }
  /// The coefficients and what they were fitted to.
  public var parameters: [DeviceParameter] {
    var parameters = [
      DeviceParameter(Self.relativeKey, values: relativeCoefficients),
      DeviceParameter(Self.largestVoltageKey, largestVoltage),
    ]
    if dependsOnState {
      parameters += logarithmicCoefficients.enumerated().map { index, values in
        DeviceParameter(Self.logarithmicKeys[index], values: values)
      }
      parameters.append(
        DeviceParameter(
          Self.fittedKey,
          values: [fittedConductances.lowerBound, fittedConductances.upperBound]))
    }
    return parameters
  }
  /// The voltages for which the polynomial stands.
  public var voltageRange: ClosedRange<Double> { -largestVoltage...largestVoltage }

  /// The keys of the other values in technology files and records.
  static let (relativeKey, largestVoltageKey, fittedKey) = (
    "relative_coefficients", "largest_voltage_volt", "fitted_conductance_siemens"
  )
  /// The keys of the logarithmic coefficients in a technology file, for V² and V³.
  static let logarithmicKeys = ["quadratic_log10_coefficients", "cubic_log10_coefficients"]

  private var dependsOnState: Bool { !logarithmicCoefficients.isEmpty }

  /// The coefficients of V, V², V³, … of a cell.
  ///
  /// A conductance that was not fitted takes the shape of the nearest that was.
  ///
  /// - Parameter conductance: The conductance at zero volts, in siemens.
  /// - Returns: The coefficients, in A V⁻¹, A V⁻², …
  public func coefficients(ofConductance conductance: Double) -> [Double] {
    let nearest = min(
      max(conductance, fittedConductances.lowerBound), fittedConductances.upperBound)
    let count = max(relativeCoefficients.count, logarithmicCoefficients.count)
    var coefficients = [conductance] + [Double](repeating: 0, count: count)
    for (index, value) in relativeCoefficients.enumerated() {
      coefficients[index + 1] += conductance * value
    }
    guard dependsOnState else { return coefficients }
    let logarithm = log10(nearest)
    for (index, values) in logarithmicCoefficients.enumerated() {
      coefficients[index + 1] +=
        values.reduce(0) { $0 * logarithm + $1 } * (conductance / nearest)
    }
    return coefficients
  }

  private func requireIncreasing() throws {
    // The shape of a fit changes slowly with the logarithm of the conductance.
    let steps = dependsOnState ? 200 : 0
    let first = dependsOnState ? log(fittedConductances.lowerBound) : 0
    let last = dependsOnState ? log(fittedConductances.upperBound) : 0
    for step in 0...steps {
      let conductance = exp(
        steps == 0 ? first : first + (last - first) * Double(step) / Double(steps))
      let coefficients = coefficients(ofConductance: conductance)
      for point in -500...500 {
        let voltage = largestVoltage * Double(point) / 500
        // A thousandth of the conductance between the points is left for what they miss.
        guard Self.slope(coefficients, voltage) > 1e-3 * conductance else {
          throw NotIncreasing(voltage: voltage, conductance: conductance)
        }
      }
    }
  }

  private static func current(_ coefficients: [Double], _ voltage: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * voltage + $1 } * voltage
  }

  private static func slope(_ coefficients: [Double], _ voltage: Double) -> Double {
    var slope = 0.0
    for (index, value) in coefficients.enumerated().reversed() {
      slope = slope * voltage + Double(index + 1) * value
    }
    return slope
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    let coefficients = coefficients(ofConductance: conductance)
    let inside = min(max(voltage, -largestVoltage), largestVoltage)
    let current = Self.current(coefficients, inside)
    return inside == voltage
      ? current : current + (voltage - inside) * Self.slope(coefficients, inside)
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    Self.slope(
      coefficients(ofConductance: conductance),
      min(max(voltage, -largestVoltage), largestVoltage))
  }

  /// The current through the cell and its slope over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    let coefficients = coefficients(ofConductance: conductance)
    let inside = min(max(voltage, -largestVoltage), largestVoltage)
    let slope = Self.slope(coefficients, inside)
    return (Self.current(coefficients, inside) + (voltage - inside) * slope, slope)
  }

  /// The currents through the cell at several voltages.
  ///
  /// - Parameters:
  ///   - voltages: The voltages from the word line to the bit line, in volts.
  ///   - count: How many of them count.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The currents from the word line to the bit line, in amperes.
  public func currents(
    at voltages: SIMD8<Double>, count: Int, conductance: Double
  ) -> SIMD8<Double> {
    let coefficients = coefficients(ofConductance: conductance)
    var currents = SIMD8<Double>.zero
    for lane in 0..<count {
      let inside = min(max(voltages[lane], -largestVoltage), largestVoltage)
      currents[lane] = Self.current(coefficients, inside)
      if inside != voltages[lane] {
        currents[lane] += (voltages[lane] - inside) * Self.slope(coefficients, inside)
      }
    }
    return currents
  }
}
