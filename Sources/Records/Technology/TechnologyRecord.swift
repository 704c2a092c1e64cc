public import Crossbars

/// The values of a technology that decide its currents, as a model file records them.
///
/// A record is complete: two technologies with equal records give equal currents for equal
/// conductances, so a model of one is a model of the other.
public struct TechnologyRecord: Sendable, Equatable {
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
  /// The parameters of the cell's law; empty if it has none.
  public var deviceParameters: [DeviceParameter]
  /// Selector, transistor and converters, in the order of the circuit.
  public var parts: [Part]
  /// How the array is driven and sensed.
  public var readMode: ReadMode
  /// The values that every technology has, under ``valueKeys``: the resistances around the cells,
  /// the read voltage and the temperature, and the resistances of the outermost states.
  public var values: [String: Double]

  /// The keys of ``values``, in the order in which differences are told.
  public static let valueKeys =
    ArrayResistances.keys.map(\.recordName) + ReadConditions.keys.map(\.recordName)
    + Cell.keys.map(\.recordName)

  /// Records a technology.
  ///
  /// - Parameter technology: The technology.
  public init(_ technology: Technology) {
    name = technology.name
    topology = technology.cell.topology.name
    device = technology.cell.device.name
    deviceParameters = technology.cell.device.parameters
    parts = Part.all(of: technology)
    readMode = technology.read.mode
    let recorded =
      technology.resistances.parameters + technology.read.parameters + technology.cell.parameters
    values = Dictionary(uniqueKeysWithValues: recorded.map { ($0.key, $0.values[0]) })
  }

  /// The resistances around the cells.
  public var resistances: ArrayResistances {
    ArrayResistances(values: ArrayResistances.keys.map { values[$0.recordName] ?? 0 })
  }

  /// Whether the current of a cell is another than in proportion to its voltage.
  public var hasBentCells: Bool {
    guard topology == "1R" else { return true }
    // A junction whose magnetoresistance does not fall has no half voltage.
    let isJunction = device == "mtj" && !deviceParameters.contains { $0.key == "half_voltage_volt" }
    return device != "ohmic" && !isJunction
  }

  /// The full-scale row voltage, in volts.
  public var readVoltage: Double { values[ReadConditions.voltageKey.recordName] ?? 0 }
}
