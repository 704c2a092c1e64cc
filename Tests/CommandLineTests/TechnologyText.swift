import Crossbars

/// Technology files for arrays that tests make.
enum TechnologyText {
  static func of(_ technology: Technology) -> String {
    let law: String
    if let device = technology.cell.device as? SinhDevice {
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
      on_resistance_ohm = \(technology.cell.onResistance)
      off_resistance_ohm = \(technology.cell.offResistance)
      [wires]
      row_segment_resistance_ohm = \(technology.resistances.rowSegment)
      column_segment_resistance_ohm = \(technology.resistances.columnSegment)
      [driver]
      resistance_ohm = \(technology.resistances.driver)
      [sense]
      resistance_ohm = \(technology.resistances.sense)
      [read]
      voltage_volt = \(technology.read.voltage)

      """
  }
}
