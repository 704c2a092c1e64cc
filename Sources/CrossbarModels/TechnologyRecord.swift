public import Crossbars

/// The values of a technology that decide its currents, as a model file records them.
public struct TechnologyRecord: Sendable, Equatable, Codable {
  /// The name of the technology.
  public var name: String
  /// The name of the cell's law.
  public var device: String
  /// The voltage V₀ of a sinh cell, in volts; absent for other cells.
  public var sinhVoltageVolt: Double?
  /// The parameters of any other cell's law; absent if it has none.
  public var deviceParameters: [DeviceParameter]?
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
    device = technology.device.name
    sinhVoltageVolt = (technology.device as? SinhDevice)?.characteristicVoltage
    let parameters = technology.device.parameters
    deviceParameters = sinhVoltageVolt != nil || parameters.isEmpty ? nil : parameters
    rowSegmentResistanceOhm = technology.rowSegmentResistance
    columnSegmentResistanceOhm = technology.columnSegmentResistance
    driverResistanceOhm = technology.driverResistance
    senseResistanceOhm = technology.senseResistance
    readVoltageVolt = technology.readVoltage
    onResistanceOhm = technology.onResistance
    offResistanceOhm = technology.offResistance
  }

  /// The first value in which another technology differs, explained; nil if there is none.
  ///
  /// - Parameter technology: The technology that a model is wanted for.
  /// - Returns: The name of the value with what this record and the technology hold.
  public func difference(from technology: Technology) -> String? {
    let other = TechnologyRecord(technology)
    if device != other.device { return "device is \(device), not \(other.device)" }
    if let difference = parameterDifference(from: other) { return difference }
    let pairs: [(String, Double?, Double?)] = [
      ("sinh_voltage_volt", sinhVoltageVolt, other.sinhVoltageVolt),
      ("row_segment_resistance_ohm", rowSegmentResistanceOhm, other.rowSegmentResistanceOhm),
      (
        "column_segment_resistance_ohm", columnSegmentResistanceOhm,
        other.columnSegmentResistanceOhm
      ),
      ("driver resistance_ohm", driverResistanceOhm, other.driverResistanceOhm),
      ("sense resistance_ohm", senseResistanceOhm, other.senseResistanceOhm),
      ("voltage_volt", readVoltageVolt, other.readVoltageVolt),
      ("on_resistance_ohm", onResistanceOhm, other.onResistanceOhm),
      ("off_resistance_ohm", offResistanceOhm, other.offResistanceOhm),
    ]
    for (key, own, wanted) in pairs where own != wanted {
      return "\(key) is \(own.map { "\($0)" } ?? "absent"), not "
        + (wanted.map { "\($0)" } ?? "absent")
    }
    return nil
  }

  private func parameterDifference(from other: TechnologyRecord) -> String? {
    let own = deviceParameters ?? []
    let wanted = other.deviceParameters ?? []
    if own.map(\.key) != wanted.map(\.key) {
      return "the cell's parameters are \(own.map(\.key)), not \(wanted.map(\.key))"
    }
    for (own, wanted) in zip(own, wanted) where own.values != wanted.values {
      // A measured sweep would fill pages.
      guard own.values.count <= 4, wanted.values.count <= 4 else {
        return "\(own.key) holds other values"
      }
      return "\(own.key) is \(own.values), not \(wanted.values)"
    }
    return nil
  }
}
