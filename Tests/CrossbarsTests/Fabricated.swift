import Configuration
import Crossbars
import LinearAlgebra

/// A technology of 40 kΩ to 4 MΩ with the stated tables of variation.
///
/// - Parameters:
///   - tables: TOML tables that describe variation.
///   - read: Further keys of the table `[read]`.
/// - Returns: The technology.
/// - Throws: `InputError` if a table is wrong.
func technology(_ tables: String, read: String = "") throws -> Technology {
  try Technology(
    ConfigurationDocument(
      text: """
        schema = 1
        name = "t"
        [cell]
        topology = "1R"
        device = "ohmic"
        on_resistance_ohm = 40e3
        off_resistance_ohm = 4e6
        [wires]
        row_segment_resistance_ohm = 1
        column_segment_resistance_ohm = 1
        [driver]
        resistance_ohm = 1
        [sense]
        resistance_ohm = 1
        [read]
        voltage_volt = 0.2
        \(read)

        """ + tables, source: "t.toml"))
}

extension Technology {
  /// The conductances of cells that are all programmed to one target, in microsiemens.
  func cells(
    _ microsiemens: Double, rows: Int = 128, columns: Int = 128, time: Double? = nil,
    chance: InstanceChance = InstanceChance(seed: 5, array: [1])
  ) -> [Double] {
    fabricate(
      targets: Matrix(rows: rows, columns: columns, repeating: microsiemens * 1e-6), time: time,
      chance: chance
    ).crossbar.conductances.elements.map { $0 * 1e6 }
  }
}

/// The mean and the standard deviation of numbers.
func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
  let mean = values.reduce(0, +) / Double(values.count)
  let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  return (mean, square.squareRoot())
}
