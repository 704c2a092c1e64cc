/// The values of the JART VCM v1b model that decide its static read.
public struct JARTParameters: Sendable, Equatable {
  /// The radius of the filament, in meters.
  public var filamentRadius = 45e-9
  /// The length of disc and plug together, in meters.
  public var cellLength = 3e-9
  /// The length of the disc, in meters.
  public var discLength = 0.4e-9
  /// The concentration of oxygen vacancies in the plug, per cubic meter.
  public var plugConcentration = 20e26
  /// The concentrations of oxygen vacancies that the disc reaches, per cubic meter.
  public var concentrations = 0.008e26...20e26
  /// The mobility of the electrons, in square meters per volt second.
  public var mobility = 4e-6
  /// The nominal height of the Schottky barrier, in volts.
  public var barrierHeight = 0.18
  /// The energy between Fermi level and conduction band in the oxide, in volts.
  public var fermiOffset = 0.1
  /// The static permittivity of the oxide over that of vacuum.
  public var staticPermittivity = 17.0
  /// The permittivity of the image force over that of vacuum.
  public var imagePermittivity = 5.5
  /// Richardson's constant, in amperes per square meter and square kelvin.
  public var richardsonConstant = 6.01e5
  /// The series resistance of the oxide layer, in ohms.
  public var seriesResistance = 650.0
  /// The resistance of the lines without current, in ohms.
  public var lineResistance = 719.2437
  /// The thermal resistance of the lines, in kelvins per watt.
  public var lineThermalResistance = 90471.47
  /// The temperature coefficient of the lines, per kelvin.
  public var lineTemperatureCoefficient = 3.92e-3
  /// The voltage at which the conductance of a cell is stated, in volts.
  public var referenceVoltage = 0.1

  /// The published set of values.
  public init() {}
}
