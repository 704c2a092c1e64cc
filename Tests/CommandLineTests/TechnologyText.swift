import Crossbars

/// Technology files for arrays that tests make.
enum TechnologyText {
  static func of(_ technology: Technology) -> String {
    let law: String
    if let device = technology.device as? SinhDevice {
      law = "device = \"sinh\"\nsinh_voltage_volt = \(device.characteristicVoltage)"
    } else {
      law = "device = \"ohmic\""
    }
    return """
      schema = 1
      name = "test"
      [cell]
      topology = "1R"
      \(law)
      on_resistance_ohm = \(technology.onResistance)
      off_resistance_ohm = \(technology.offResistance)
      [wires]
      row_segment_resistance_ohm = \(technology.rowSegmentResistance)
      column_segment_resistance_ohm = \(technology.columnSegmentResistance)
      [driver]
      resistance_ohm = \(technology.driverResistance)
      [sense]
      resistance_ohm = \(technology.senseResistance)
      [read]
      voltage_volt = \(technology.readVoltage)

      """
  }
}
