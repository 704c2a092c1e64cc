public import Crossbars

extension TechnologyRecord {
  /// The first value in which another technology differs, explained; nil if there is none.
  ///
  /// - Parameter technology: The technology that a model is wanted for.
  /// - Returns: The name of the value with what this record and the technology hold.
  public func difference(from technology: Technology) -> String? {
    let other = TechnologyRecord(technology)
    for (key, own, wanted) in [
      ("topology", topology, other.topology), ("device", device, other.device),
      ("unselected_rows", unselectedRows, other.unselectedRows), ("drive", drive, other.drive),
      ("sense", sense, other.sense),
    ] where own != wanted {
      return "\(key) is \(own), not \(wanted)"
    }
    if let difference = Self.difference(
      "the cell's parameters", deviceParameters ?? [], other.deviceParameters ?? [])
    {
      return difference
    }
    if let difference = partDifference(from: other) { return difference }
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
      ("temperature_celsius", temperatureCelsius, other.temperatureCelsius),
    ]
    for (key, own, wanted) in pairs where own != wanted {
      return "\(key) is \(own.map { "\($0)" } ?? "absent"), not "
        + (wanted.map { "\($0)" } ?? "absent")
    }
    return nil
  }

  private func partDifference(from other: TechnologyRecord) -> String? {
    for name in Part.names {
      let own = parts.first { $0.name == name }
      let wanted = other.parts.first { $0.name == name }
      guard own != wanted else { continue }
      guard let own else { return "\(name) is absent, not present" }
      guard let wanted else { return "\(name) is present, not absent" }
      if own.model != wanted.model {
        return "\(name) is \(own.model ?? "plain"), not \(wanted.model ?? "plain")"
      }
      return Self.difference(name, own.parameters, wanted.parameters)
        ?? "\(name) has another model card or characteristic"
    }
    return nil
  }

  private static func difference(
    _ what: String, _ own: [DeviceParameter], _ wanted: [DeviceParameter]
  ) -> String? {
    if own.map(\.key) != wanted.map(\.key) {
      return "\(what) are \(own.map(\.key)), not \(wanted.map(\.key))"
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
