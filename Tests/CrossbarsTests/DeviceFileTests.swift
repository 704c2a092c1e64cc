import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct DeviceFileTests {
  /// The keys of a device, and the resistances of its states.
  struct Keys: Sendable {
    let text: String
    let on: Double
    let off: Double
  }

  static let tunnelGap = Keys(
    text: """
      device = "stanford-pku"
      current_scale_ampere = 1e-3
      gap_scale_meter = 0.25e-9
      sinh_voltage_volt = 0.25
      gap_range_meter = [0.2e-9, 1.7e-9]
      """, on: 556.4, off: 224.5e3)
  static let milo = Keys(
    text: """
      device = "polynomial"
      quadratic_log10_coefficients = [1.388e-4, 1.541e-3, 5.711e-3, 7.063e-3]
      cubic_log10_coefficients = [8.871e-5, 6.7919e-4, 1.2968e-3]
      fitted_conductance_siemens = [62.5e-6, 110e-6]
      largest_voltage_volt = 0.5
      """, on: 4444.4, off: 20e3)
  static let polynomial = Keys(
    text: """
      device = "polynomial"
      relative_coefficients = [0.1, 2]
      largest_voltage_volt = 0.4
      """, on: 1e4, off: 1e5)
  static let table = Keys(
    text: """
      device = "table"
      sweep_file = "s.csv"
      """, on: 1e4, off: 1e5)
  static let jart = Keys(text: "device = \"jart-vcm\"", on: 1600, off: 119e3)
  static let filamentary = Keys(
    text: """
      device = "filamentary"
      gap_resistance_ohm = 1e3
      gap_factor = 0.199
      decay_length_meter = 0.42e-9
      activation_energy_electronvolt = 0.0513
      sinh_voltage_volt = 0.3326
      filament_resistivity_ohm_meter = 3e-6
      filament_cross_section_square_meter = 10.62e-18
      oxide_thickness_meter = 5e-9
      """, on: 1500, off: 45e3)
  static let metalOxide = Keys(
    text: """
      device = "metal-oxide"
      linear_coefficients = [-2.58e-6, 0.977, 1.166e-7]
      cubic_coefficients = [1.18, 6596, 1.605e-3]
      state_range_siemens = [3.16e-6, 316e-6]
      """, on: 2932, off: 28.16e3)
  static let junction = Keys(
    text: """
      device = "mtj"
      half_voltage_volt = 0.5
      """, on: 6e3, off: 21e3)

  static let sweeps = """
    voltage_volt,off_ampere,on_ampere
    -0.3,-3e-6,-30e-6
    0,0,0
    0.3,3e-6,30e-6
    """

  private func read(_ keys: Keys, _ old: String = "", _ new: String = "") throws -> Technology {
    var text = """
      schema = 1
      name = "t"
      [cell]
      topology = "1R"
      on_resistance_ohm = \(keys.on)
      off_resistance_ohm = \(keys.off)
      \(keys.text)
      [wires]
      row_segment_resistance_ohm = 1
      column_segment_resistance_ohm = 1
      [driver]
      resistance_ohm = 1
      [sense]
      resistance_ohm = 1
      [read]
      voltage_volt = 0.2
      """
    if !old.isEmpty {
      #expect(text.contains(old))
      text = text.replacingOccurrences(of: old, with: new)
    }
    return try Technology(
      ConfigurationDocument(text: text, source: "t.toml"),
      resources: .recorded(["s.csv": Self.sweeps]))
  }

  @Test func `reads every device`() throws {
    #expect(try read(Self.tunnelGap).cell.device is TunnelGapDevice)
    #expect(try read(Self.milo).cell.device is PolynomialDevice)
    #expect(try read(Self.polynomial).cell.device is PolynomialDevice)
    #expect(try read(Self.table).cell.device is TableDevice)
    #expect(try read(Self.jart).cell.device is JARTDevice)
    #expect(try read(Self.filamentary).cell.device is FilamentaryDevice)
    #expect(try read(Self.metalOxide).cell.device is MetalOxideDevice)
    #expect(try read(Self.junction).cell.device is TunnelJunctionDevice)
    #expect(try read(Self.table).resources == ["s.csv": Self.sweeps])
  }

  @Test(arguments: [
    (tunnelGap, "[0.2e-9, 1.7e-9]", "[1.7e-9, 0.2e-9]", "gap_range_meter"),
    (tunnelGap, "[0.2e-9, 1.7e-9]", "[0.2e-9]", "gap_range_meter"),
    (tunnelGap, "556.4", "100", "on_resistance_ohm"),
    (tunnelGap, "224500.0", "1e6", "off_resistance_ohm"),
    (tunnelGap, "gap_scale_meter = 0.25e-9", "gap_scale_nanometer = 0.25", "gap_scale"),
    (polynomial, "[0.1, 2]", "[-2, 0]", "device"),
    (polynomial, "[0.1, 2]", "[]", "relative_coefficients"),
    (polynomial, "largest_voltage_volt = 0.4", "largest_voltage_volt = 0.1", "voltage_volt"),
    (polynomial, "largest_voltage_volt = 0.4", "", "largest_voltage_volt"),
    (milo, "fitted_conductance_siemens = [62.5e-6, 110e-6]", "", "fitted_conductance_siemens"),
    (table, "s.csv", "../s.csv", "sweep_file"), (table, "s.csv", "t.csv", "sweep_file"),
    (table, "10000.0", "1000", "on_resistance_ohm"),
    (jart, "\"jart-vcm\"", "\"jart-vcm\"\ndisc_length_meter = 4e-9", "disc_length_meter"),
    (jart, "\"jart-vcm\"", "\"jart-vcm\"\nfermi_offset_volt = 0.2", "device"),
    (jart, "\"jart-vcm\"", "\"jart-vcm\"\nfermi_offset_ev = 0.2", "fermi_offset_ev"),
    (filamentary, "3e-6", "3e-3", "device"),
    (filamentary, "1500.0", "100", "on_resistance_ohm"),
    (metalOxide, "[1.18, 6596, 1.605e-3]", "[-9, 6596, 1.605e-3]", "device"),
    (metalOxide, "[1.18, 6596, 1.605e-3]", "[1.18, 6596]", "cubic_coefficients"),
    (junction, "half_voltage_volt = 0.5", "half_voltage_volt = 0", "half_voltage_volt"),
    (junction, "21000.0", "5e3", "off_resistance_ohm"),
  ])
  func `refuses a wrong value and names its key`(
    keys: Keys, old: String, new: String, key: String
  ) throws {
    let error = #expect(throws: InputError.self) { try read(keys, old, new) }
    #expect(error?.location?.contains(key) == true, "\(String(describing: error))")
  }

  @Test func `refuses inputs and conductances that the sweeps do not reach`() throws {
    let technology = try read(Self.table)
    let crossbar = try Crossbar(
      technology: technology, validating: Matrix([[1e-5, 1.5e-4, 0]]), source: "g.npy")
    try crossbar.validate(inputs: Matrix([[0.3], [-0.3]]), source: "v.npy")
    #expect(throws: InputError.self) {
      try crossbar.validate(inputs: Matrix([[0.31]]), source: "v.npy")
    }
    for conductance in [2.1e-4, 4.9e-6] {
      #expect(throws: InputError.self) {
        try Crossbar(
          technology: technology, validating: Matrix([[conductance]]), source: "g.npy")
      }
    }
  }

  @Test func `tells every device by its parameters`() throws {
    for keys in [
      Self.tunnelGap, Self.milo, Self.polynomial, Self.table, Self.jart, Self.filamentary,
      Self.metalOxide, Self.junction,
    ] {
      let parameters = try read(keys).cell.device.parameters
      #expect(!parameters.isEmpty)
      #expect(Set(parameters.map(\.key)).count == parameters.count)
      #expect(parameters.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
    let cold = try read(Self.jart).cell.device.parameters
    let warm = try read(
      Self.jart, "voltage_volt = 0.2", "voltage_volt = 0.2\ntemperature_celsius = 28"
    )
    .cell.device.parameters
    #expect(cold != warm)
  }
}
