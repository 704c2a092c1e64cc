/// The file of an ohmic technology with unequal lines and ends, so that rows and columns cannot be mistaken for
/// each other.
///
/// - Parameter onResistance: The resistance of a cell that is on, in ohms.
/// - Returns: The text of the file.
package func plainTechnology(onResistance: String) -> String {
  """
  schema = 1
  name = "array"
  [cell]
  topology = "1R"
  device = "ohmic"
  on_resistance_ohm = \(onResistance)
  off_resistance_ohm = 600e3
  [wires]
  row_segment_resistance_ohm = 2.5
  column_segment_resistance_ohm = 5
  [driver]
  resistance_ohm = 500
  [sense]
  resistance_ohm = 100
  [read]
  voltage_volt = 0.25

  """
}
