internal import Configuration
public import Crossbars
public import Foundation

/// A technology file read for slips of the unit and for circuits that cannot be meant.
///
/// A slip moves a value by a factor of a thousand, so the usual ranges are wide: they hold the published
/// devices, wires and converters of the technology library with a decade to spare. What no array can have is
/// an error of the reader, not of this check.
public struct PlausibilityCheck: Sendable {
  /// The technology.
  public let technology: Technology
  /// What is unusual, in the order of the tables.
  public private(set) var warnings: [PlausibilityWarning] = []
  /// The currents of a nominal array; nil if it cannot be solved.
  public let load: NominalLoad?

  private let document: ConfigurationDocument

  /// Reads and checks a technology file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - rows: The rows of the array that wires and converters are judged on.
  ///   - columns: Its columns.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it is refused.
  public init(contentsOf url: URL, rows: Int = 64, columns: Int = 64) throws {
    document = try ConfigurationDocument(contentsOf: url)
    technology = try Technology(contentsOf: url)
    load = NominalLoad(technology, rows: rows, columns: columns)
    try checkCell()
    try checkWires()
    try checkRead()
    try checkStatistics()
    try checkCapacitance()
    try checkPeriphery()
  }

  /// Adds a warning about a key.
  ///
  /// - Parameters:
  ///   - table: The table of the key; nil for one of several tables of this name.
  ///   - key: The key.
  ///   - found: What stands there.
  ///   - usual: What is usual.
  /// - Throws: `InputError` if the table is none, which the reader of technologies refuses before.
  mutating func warn(_ table: String, _ key: String, _ found: String, usual: String) throws {
    let root = document.root
    // An array of tables has no reader of its own here: the place is that of the array.
    let reader = table == "retention" ? nil : try root.optionalTable(table)
    let refusal =
      reader?.refusal(of: key, found: found, accepted: usual)
      ?? root.refusal(of: table, found: found, accepted: usual)
    warnings.append(
      PlausibilityWarning(
        source: refusal.source, location: refusal.location ?? "key \(table).\(key)",
        found: found, usual: usual))
  }

  /// Adds a warning if a number lies outside its usual range.
  mutating func compare(
    _ table: String, _ key: String, _ value: Double, _ unit: String,
    with range: ClosedRange<Double>, zeroIsUsual: Bool = false
  ) throws {
    if range.contains(value) || zeroIsUsual && value == 0 { return }
    try warn(
      table, key, "\(value) \(unit)",
      usual: "\(range.lowerBound) to \(range.upperBound) \(unit)".trimmingCharacters(
        in: .whitespaces))
  }
}

extension PlausibilityCheck {
  private mutating func checkCell() throws {
    let cell = technology.cell
    // From single-electron leakage to metallic filaments; "10 S" is an on resistance of 0.1 Ω.
    try compare("cell", "on_resistance_ohm", cell.onResistance, "Ω", with: 50...1e9)
    try compare("cell", "off_resistance_ohm", cell.offResistance, "Ω", with: 100...1e13)
    let ratio = cell.offResistance / cell.onResistance
    if ratio < 1.05 {
      try warn(
        "cell", "off_resistance_ohm", "an on/off ratio of \(ratio)",
        usual: "1.5 (a magnetic junction) to 1e6")
    } else if ratio > 1e7 {
      try warn(
        "cell", "off_resistance_ohm", "an on/off ratio of \(ratio)", usual: "1.5 to 1e6")
    }
    if let voltage = cell.device.parameters.first(where: { $0.key == SinhDevice.voltageKey })?
      .values.first
    {
      try compare("cell", SinhDevice.voltageKey, voltage, "V", with: 0.02...5)
      if technology.read.voltage > 8 * voltage {
        try warn(
          "read", "voltage_volt",
          "\(technology.read.voltage) V, \(Int((technology.read.voltage / voltage).rounded())) times "
            + "sinh_voltage_volt", usual: "a read of at most a few times the voltage of the sinh")
      }
    }
    if case .selector(let selector) = cell.topology {
      try compare(
        "selector", "characteristic_voltage_volt", selector.characteristicVoltage, "V",
        with: 0.01...2)
      try compare(
        "selector", "saturation_current_ampere", selector.saturationCurrent, "A",
        with: 1e-15...1e-3)
    }
    if case .transistor(let transistor) = cell.topology {
      try compare("transistor", "width_meter", transistor.width, "m", with: 5e-9...1e-4)
      try compare("transistor", "length_meter", transistor.length, "m", with: 5e-9...1e-5)
      try compare("transistor", "gate_voltage_volt", transistor.gateVoltage, "V", with: 0.2...12)
    }
  }

  private mutating func checkWires() throws {
    let resistances = technology.resistances
    for (key, value) in [
      ("row_segment_resistance_ohm", resistances.rowSegment),
      ("column_segment_resistance_ohm", resistances.columnSegment),
    ] {
      // 0.14 Ω is 130 nm, 39 Ω 1 nm and 12 widths; polysilicon and long cells have a few times more.
      try compare("wires", key, value, "Ω", with: 0.01...500, zeroIsUsual: true)
    }
    for (table, value) in [("driver", resistances.driver), ("sense", resistances.sense)] {
      if value > technology.cell.onResistance {
        try warn(
          table, "resistance_ohm",
          "\(value) Ω, more than the \(technology.cell.onResistance) Ω of a "
            + "cell that is on", usual: "0 to 1e4 Ω, well below that of a cell")
      } else {
        try compare(table, "resistance_ohm", value, "Ω", with: 1e-3...2e4, zeroIsUsual: true)
      }
    }
    guard let load, load.lost > 0.9 else { return }
    let size = "\(load.rows) × \(load.columns)"
    try warn(
      "wires", "row_segment_resistance_ohm",
      String(
        format: "%.1f %% of the ideal current lost in an array of %@ at half conductance",
        100 * load.lost, size), usual: "less than 90 % lost; a smaller array, or less resistance")
  }

  private mutating func checkRead() throws {
    let read = technology.read
    try compare("read", "voltage_volt", read.voltage, "V", with: 0.005...5)
    if read.temperature > 200 {
      try warn(
        "read", "temperature_celsius",
        "\(read.temperature) °C"
          + (read.temperature > 270 && read.temperature < 420
            ? ", the number of kelvins of \((read.temperature - 273.15).rounded()) °C" : ""),
        usual: "-55 to 150 °C")
    } else if read.temperature < -200 {
      try warn(
        "read", "temperature_celsius", "\(read.temperature) °C", usual: "-55 to 150 °C")
    }
    let range = technology.cell.device.voltageRange
    let reach = min(max(range.upperBound, -range.lowerBound), 1e6)
    if technology.cell.device is TableDevice, read.voltage < 0.02 * reach {
      try warn(
        "read", "voltage_volt", "\(read.voltage) V, of sweeps to \(reach) V",
        usual: "a read within the sweeps, of several of their steps")
    }
  }

  private mutating func checkCapacitance() throws {
    guard let capacitance = technology.capacitance else { return }
    // About 0.2 fF per micrometer of line.
    try compare(
      "capacitance", "word_line_per_cell_farad", capacitance.wordLine, "F", with: 1e-18...1e-13,
      zeroIsUsual: true)
    try compare(
      "capacitance", "bit_line_per_cell_farad", capacitance.bitLine, "F", with: 1e-18...1e-13,
      zeroIsUsual: true)
    try compare(
      "capacitance", "rise_time_second", capacitance.riseTime, "s", with: 1e-12...1e-5)
  }
}
