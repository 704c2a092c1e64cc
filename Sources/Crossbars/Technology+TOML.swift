public import Configuration
public import Foundation

extension Technology {
  /// Reads a technology file.
  ///
  /// - Parameter url: A TOML file as `docs/formats.md` describes it.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with file, line and key if a
  ///   key is unknown, missing or out of range.
  public init(contentsOf url: URL) throws {
    try self.init(
      ConfigurationDocument(contentsOf: url),
      resources: .files(in: url.absoluteURL.deletingLastPathComponent()))
  }

  /// Reads a technology from a parsed document.
  ///
  /// - Parameters:
  ///   - document: A TOML document as `docs/formats.md` describes it.
  ///   - resources: The files that the technology may name.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range.
  public init(
    _ document: ConfigurationDocument, resources: TechnologyResources = .recorded([:])
  ) throws {
    let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
    let nonNegative = 0...Double.greatestFiniteMagnitude
    let root = document.root
    _ = try root.integer("schema", in: 1...1)
    let name = try root.string("name")
    // The name stands in titles, where a second line would be a part of the deck.
    guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
    else {
      throw root.refusal(
        of: "name", found: "no text, or a text with control characters",
        accepted: "a text of one line")
    }
    let source = try root.optionalString("source") ?? ""

    let cell = try root.table("cell")
    let read = try root.table("read")
    let temperature = try read.optionalNumber("temperature_celsius", in: -273.15...1000) ?? 27
    let topology = try CellTopology(
      root, cell: cell, temperature: temperature, resources: resources)
    let device = try DeviceReader(cell, temperature: temperature, resources: resources).device()
    let onResistance = try cell.number("on_resistance_ohm", in: positive)
    let offResistance = try cell.number("off_resistance_ohm", in: positive)
    guard offResistance >= onResistance else {
      throw cell.refusal(
        of: "off_resistance_ohm", found: "\(offResistance) Ω, less than on_resistance_ohm",
        accepted: "a number of at least \(onResistance)")
    }
    let levels = try cell.optionalInteger("levels", in: 0...65536) ?? 0
    guard levels != 1 else {
      throw cell.refusal(
        of: "levels", found: "1", accepted: "0 (continuous) or an integer of at least 2")
    }

    let wires = try root.table("wires")
    let driver = try root.table("driver")
    let sense = try root.table("sense")
    self.init(
      name: name, source: source, device: device, onResistance: onResistance,
      offResistance: offResistance, levels: levels,
      rowSegmentResistance: try wires.number("row_segment_resistance_ohm", in: nonNegative),
      columnSegmentResistance: try wires.number("column_segment_resistance_ohm", in: nonNegative),
      driverResistance: try driver.number("resistance_ohm", in: nonNegative),
      senseResistance: try sense.number("resistance_ohm", in: nonNegative),
      readVoltage: try read.number("voltage_volt", in: positive),
      temperature: temperature)
    self.topology = topology
    guard inputRange.contains(readVoltage) else {
      throw read.refusal(
        of: "voltage_volt", found: "\(readVoltage) V, for which the cell's law does not stand",
        accepted: "at most \(inputRange.upperBound) V")
    }
    readMode = try ReadMode(read)
    periphery = try Periphery(root)
    capacitance = try root.optionalTable("capacitance").map(LineCapacitance.init)
    readDuration = try read.optionalNumber("duration_second", in: positive)
    if let readDuration {
      guard let capacitance, capacitance.acceptsReadDuration(readDuration) else {
        throw read.refusal(
          of: "duration_second", found: "\(readDuration) s",
          accepted: capacitance.map(\.acceptedReadDurations) ?? "no such key without [capacitance]")
      }
    }
    self.resources = resources.texts
    if let table = try root.optionalTable("programming") {
      programming = try ProgrammingVariation(table)
    }
    variation = try ArrayVariation(root)
    readTime = try readTime(read)
    try refuseWhatCannotVary(root)
    try refuseWhatCannotDiffer(root)
    try root.finish()
  }
}

extension Technology {
  /// Refuses deviations that the circuit at hand has no place for.
  private func refuseWhatCannotDiffer(_ root: ConfigurationTable) throws {
    func refuse(_ key: String, _ found: String, _ accepted: String) throws {
      throw root.refusal(of: key, found: found, accepted: accepted)
    }
    if variation.mismatch.senseOffset > 0, periphery.amplifier == nil {
      try refuse("mismatch", "a sense offset without an amplifier", "a table [tia]")
    }
    if variation.mismatch.threshold > 0, case .transistor(let transistor) = topology,
      case .bsim4 = transistor.model
    {
      try refuse(
        "mismatch",
        "thresholds of BSIM4 transistors that differ, whose characteristic holds at one",
        "a transistor of model \"level-1\"")
    }
  }
}
