public import Crossbars

/// The values of a technology that decide its currents, as a model file records them.
///
/// A record is complete: two technologies with equal records give equal currents for equal
/// conductances, so a model of one is a model of the other.
public struct TechnologyRecord: Sendable, Equatable, Codable {
  /// A part of the circuit that not every technology has.
  public struct Part: Sendable, Equatable, Codable {
    /// The table of the technology file: `selector`, `transistor`, `dac`, `tia`, `adc` or
    /// `stochastic`.
    public var name: String
    /// Which of several laws or architectures the part has; absent where there is one.
    public var model: String?
    /// The values of the part.
    public var parameters: [DeviceParameter]
    /// The SHA-256 of a model card's text and of its characteristic; absent without a card.
    public var sha256: String?
  }

  /// The name of the technology.
  public var name: String
  /// What stands between word line and bit line: `1R`, `1S1R` or `1T1R`.
  public var topology: String
  /// The name of the cell's law.
  public var device: String
  /// The voltage V₀ of a sinh cell, in volts; absent for other cells.
  public var sinhVoltageVolt: Double?
  /// The parameters of any other cell's law; absent if it has none.
  public var deviceParameters: [DeviceParameter]?
  /// Selector, transistor and converters, in the order of the circuit.
  public var parts: [Part]
  /// What a row does whose input is exactly 0 V.
  public var unselectedRows: String
  /// Where drivers are connected.
  public var drive: String
  /// Where sense circuits are connected.
  public var sense: String
  /// The temperature of the array, in degrees Celsius.
  public var temperatureCelsius: Double
  /// The resistance of one word-line segment, in ohms.
  public var rowSegmentResistanceOhm: Double
  /// The resistance of one bit-line segment, in ohms.
  public var columnSegmentResistanceOhm: Double
  /// The output resistance of a driver, in ohms.
  public var driverResistanceOhm: Double
  /// The input resistance of a sense circuit, in ohms.
  public var senseResistanceOhm: Double
  /// The full-scale row voltage, in volts.
  public var readVoltageVolt: Double
  /// The resistance of a fully on cell, in ohms.
  public var onResistanceOhm: Double
  /// The resistance of a fully off cell, in ohms.
  public var offResistanceOhm: Double

  /// Records a technology.
  ///
  /// - Parameter technology: The technology.
  public init(_ technology: Technology) {
    name = technology.name
    topology = technology.cell.topology.name
    device = technology.cell.device.name
    sinhVoltageVolt = (technology.cell.device as? SinhDevice)?.characteristicVoltage
    let parameters = technology.cell.device.parameters
    deviceParameters = sinhVoltageVolt != nil || parameters.isEmpty ? nil : parameters
    parts = Part.all(of: technology)
    unselectedRows = technology.read.mode.unselectedRows.rawValue
    drive = technology.read.mode.driveSide.rawValue
    sense = technology.read.mode.senseSide.rawValue
    temperatureCelsius = technology.read.temperature
    rowSegmentResistanceOhm = technology.resistances.rowSegment
    columnSegmentResistanceOhm = technology.resistances.columnSegment
    driverResistanceOhm = technology.resistances.driver
    senseResistanceOhm = technology.resistances.sense
    readVoltageVolt = technology.read.voltage
    onResistanceOhm = technology.cell.onResistance
    offResistanceOhm = technology.cell.offResistance
  }
}
