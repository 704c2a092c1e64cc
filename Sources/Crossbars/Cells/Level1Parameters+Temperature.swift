internal import Foundation

extension Level1Parameters {
  /// Boltzmann's constant, in joules per kelvin (CODATA 2014, as in the simulator).
  private static let boltzmann = 1.38064852e-23
  /// The elementary charge, in coulombs.
  private static let charge = 1.6021766208e-19
  /// The temperature at which the simulator has 1.1150877 V for the gap of silicon, in kelvins.
  private static let referenceTemperature = 300.15

  /// The voltage kT/q.
  ///
  /// - Parameter temperature: The temperature, in degrees Celsius.
  /// - Returns: The voltage, in volts.
  static func thermalVoltage(at temperature: Double) -> Double {
    boltzmann / charge * (temperature + 273.15)
  }

  /// The parameters at another temperature.
  ///
  /// The laws are those of SPICE's level 1 (Vladimirescu and Liu, "The simulation of MOS integrated
  /// circuits using SPICE2", UCB/ERL M80/7, 1980, and the function `MOS1temp` of the simulator): the
  /// mobility falls as T^−1.5, the surface potential follows the gap of silicon and its intrinsic
  /// density, the threshold follows both, and the saturation current of the junctions the gap. The
  /// resistances of drain and source stay.
  ///
  /// - Parameters:
  ///   - nominal: The temperature at which the parameters were found, in degrees Celsius.
  ///   - temperature: The temperature of the transistor, in degrees Celsius.
  /// - Returns: The parameters; the same, to the bit, at the nominal temperature.
  func moved(from nominal: Double, to temperature: Double) -> Level1Parameters {
    guard nominal != temperature else { return self }
    let (before, after) = (Silicon(nominal), Silicon(temperature))
    var moved = self
    let ratio = after.kelvins / before.kelvins
    moved.transconductance = transconductance / (ratio * ratio.squareRoot())
    let atReference =
      (surfacePotential - before.potentialShift) / (before.kelvins / Self.referenceTemperature)
    moved.surfacePotential =
      after.kelvins / Self.referenceTemperature * atReference + after.potentialShift
    // Beside VTO − γ √φ and its change stand the halves of the changes of gap and potential.
    moved.thresholdVoltage =
      thresholdVoltage - bodyEffect * surfacePotential.squareRoot()
      + 0.5 * (before.gap - after.gap) + 0.5 * (moved.surfacePotential - surfacePotential)
      + bodyEffect * moved.surfacePotential.squareRoot()
    moved.junctionCurrent =
      junctionCurrent
      * exp(before.gap / before.thermalVoltage - after.gap / after.thermalVoltage)
    return moved
  }

  /// What the simulator takes of silicon at a temperature.
  private struct Silicon {
    var kelvins: Double
    var thermalVoltage: Double
    /// The gap, in volts.
    var gap: Double
    /// What is added to a surface potential that is in proportion to the temperature, in volts.
    var potentialShift: Double

    init(_ temperature: Double) {
      kelvins = temperature + 273.15
      thermalVoltage = Level1Parameters.thermalVoltage(at: temperature)
      gap = 1.16 - 7.02e-4 * kelvins * kelvins / (kelvins + 1108)
      let reference = Level1Parameters.referenceTemperature
      let energy =
        Level1Parameters.charge / Level1Parameters.boltzmann
        * (1.1150877 / (2 * reference) - gap / (2 * kelvins))
      potentialShift = -2 * thermalVoltage * (1.5 * log(kelvins / reference) + energy)
    }
  }
}
