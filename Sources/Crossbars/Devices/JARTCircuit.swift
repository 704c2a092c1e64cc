internal import Foundation

/// The elements of one JART VCM v1b cell at a fixed state and temperature: a Schottky contact, and
/// the resistances behind it.
///
/// Voltages and currents count in the direction of a read, opposite to the model's own.
public struct JARTCircuit: Sendable, Equatable {
  /// The resistance behind the contact at zero current, in ohms.
  public let resistance: Double
  /// What the heating of the lines adds: its voltage over the cube of the current, in V A⁻³.
  public let heating: Double

  // Forward, thermionic field emission (Bengel et al., equations 6 to 9), with the barrier
  // φ(V) = max(0, φ₀ − κ (ψ₀ + V)^¼):
  // I = forwardScale · √(V + forwardBarrier φ) · exp(−forwardSlope φ) · (exp(forwardGrowth V) − 1).
  /// A A* T / k · √(π W₀₀ q), in A V^−½.
  public let forwardScale: Double
  /// 1 / cosh²(W₀₀ / kT).
  public let forwardBarrier: Double
  /// q / W₀, per volt.
  public let forwardSlope: Double
  /// q / ε′, per volt.
  public let forwardGrowth: Double
  // Reverse, thermionic emission (equation 5): I = −reverseScale · exp(−φ(V) / V_T) ·
  // (exp(−V / V_T) − 1).
  /// A A* T², in amperes.
  public let reverseScale: Double
  /// kT / q, in volts.
  public let thermalVoltage: Double
  /// The nominal barrier φ₀, in volts.
  public let barrier: Double
  /// The potential ψ₀ = φ₀ − φₙ of the depletion zone at zero volts, in volts.
  public let depletion: Double
  /// The factor κ of the image force's lowering, in V^¾.
  public let lowering: Double

  /// The voltage in the reverse direction from which the current goes on along its tangent, in
  /// volts.
  ///
  /// Half of ψ₀: as the depletion zone vanishes, the barrier returns with an infinite slope, and the
  /// model's current falls. A read does not get there: 0.04 V at the contact are more than 1 V at
  /// the cell.
  public var reverseLimit: Double { 0.5 * depletion }

  /// The forward voltage beyond which image forces have taken the barrier away, in volts; negative
  /// if they have at zero volts.
  public var barrierEnd: Double { pow(barrier / lowering, 4) - depletion }

  /// Creates the elements of a state.
  ///
  /// - Parameters:
  ///   - values: The values of the model.
  ///   - concentration: The concentration N of oxygen vacancies in the disc, per cubic meter.
  ///   - temperature: The temperature, in kelvins.
  public init(_ values: JARTParameters, concentration: Double, temperature: Double) {
    // The constants of the published code, which its figures were computed with; vacancies are
    // charged twice.
    let charge = 1.602e-19
    let boltzmann = 1.3807e-23
    let vacuum = 8.854e-12
    let planck = 6.626e-34
    let electronMass = 9.109e-31
    let valence = 2.0

    let area = Double.pi * values.filamentRadius * values.filamentRadius
    let conductivity = valence * charge * values.mobility
    resistance =
      values.discLength / (concentration * conductivity * area)
      + (values.cellLength - values.discLength) / (values.plugConcentration * conductivity * area)
      + values.seriesResistance + values.lineResistance
    heating =
      values.lineResistance * values.lineResistance * values.lineTemperatureCoefficient
      * values.lineThermalResistance

    let energy = boltzmann * temperature
    // The tunneling energy W₀₀ over kT.
    let tunneling =
      charge * planck / (4 * Double.pi)
      * sqrt(
        valence * concentration / (electronMass * values.staticPermittivity * vacuum)) / energy
    let richardson = area * values.richardsonConstant * temperature
    forwardScale = richardson / boltzmann * sqrt(Double.pi * tunneling * energy * charge)
    forwardBarrier = 1 / (cosh(tunneling) * cosh(tunneling))
    forwardSlope = charge / energy * tanh(tunneling) / tunneling
    forwardGrowth = charge / energy * (tunneling - tanh(tunneling)) / tunneling
    reverseScale = richardson * temperature
    thermalVoltage = energy / charge
    barrier = values.barrierHeight
    depletion = values.barrierHeight - values.fermiOffset
    let image = values.imagePermittivity * vacuum
    lowering = pow(
      charge * charge * charge * valence * concentration
        / (8 * Double.pi * Double.pi * image * image * image), 0.25)
  }

  /// The barrier at a voltage over the contact and its slope.
  private func barrier(at voltage: Double) -> (height: Double, slope: Double) {
    let zone = depletion + voltage
    let root = sqrt(sqrt(zone))
    let height = barrier - lowering * root
    return height > 0 ? (height, -0.25 * lowering * root / zone) : (0, 0)
  }

  /// The current of the contact and its slope.
  ///
  /// - Parameter voltage: The voltage over the contact, in volts.
  /// - Returns: The current in amperes and the slope in siemens.
  public func contact(at voltage: Double) -> (current: Double, slope: Double) {
    guard voltage <= 0 else { return forward(voltage) }
    guard voltage >= -reverseLimit else {
      let end = reverse(-reverseLimit)
      return (end.current + end.slope * (voltage + reverseLimit), end.slope)
    }
    return reverse(voltage)
  }

  private func forward(_ voltage: Double) -> (current: Double, slope: Double) {
    let (height, lift) = barrier(at: voltage)
    let root = sqrt(voltage + forwardBarrier * height)
    let scale = forwardScale * exp(-forwardSlope * height)
    let growth = expm1(forwardGrowth * voltage)
    return (
      scale * root * growth,
      scale
        * (0.5 * (1 + lift * forwardBarrier) / root * growth
          + root * (forwardGrowth * (growth + 1) - forwardSlope * lift * growth))
    )
  }

  private func reverse(_ voltage: Double) -> (current: Double, slope: Double) {
    let (height, lift) = barrier(at: voltage)
    let scale = reverseScale * exp(-height / thermalVoltage)
    let growth = expm1(-voltage / thermalVoltage)
    return (-scale * growth, scale * (growth + 1 + lift * growth) / thermalVoltage)
  }

  /// Whether the current rises with the voltage up to 1 V over the contact, and in reverse up to
  /// the tangent.
  var isIncreasing: Bool {
    guard depletion > 0 else { return false }
    return (-200...1000).allSatisfy { step in
      let voltage = step < 0 ? reverseLimit * Double(step) / 200 : Double(step) / 1000
      // At zero volts the slope belongs to the reverse direction.
      return contact(at: voltage).slope > 0
    }
  }

  /// The current of the cell and its slope.
  ///
  /// - Parameter voltage: The voltage over the whole cell, in volts.
  /// - Returns: The current in amperes and the slope in siemens.
  public func law(at voltage: Double) -> (current: Double, slope: Double) {
    // Voltage over the contact: between none of the cell's and all of it. Newton's steps from the
    // far end come down an exponential; a step that leaves the interval halves it instead.
    var low = min(voltage, 0)
    var high = max(voltage, 0)
    var contactVoltage = 0.5 * voltage
    var contact = self.contact(at: contactVoltage)
    for _ in 0..<200 {
      let drop = contact.current * (resistance + heating * contact.current * contact.current)
      let error = contactVoltage + drop - voltage
      if error > 0 { high = contactVoltage } else { low = contactVoltage }
      let square = contact.current * contact.current
      let growth = 1 + contact.slope * (resistance + 3 * heating * square)
      let step = error / growth
      // A step below rounding may end beyond an end of the interval; it is the last one.
      if step.magnitude <= 0x1p-52 * contactVoltage.magnitude { break }
      let next = contactVoltage - step
      contactVoltage = next > low && next < high ? next : 0.5 * (low + high)
      contact = self.contact(at: contactVoltage)
    }
    let slope =
      contact.slope
      / (1 + contact.slope * (resistance + 3 * heating * contact.current * contact.current))
    return (contact.current, slope)
  }
}
