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

    let readTable = try root.table("read")
    let read = try ReadConditions(readTable)
    self.init(
      name: name, source: source,
      cell: try Cell(root, temperature: read.temperature, resources: resources),
      resistances: try ArrayResistances(root),
      capacitance: try root.optionalTable("capacitance").map(LineCapacitance.init),
      periphery: try Periphery(root, resources: resources), read: read,
      variation: try ArrayVariation(root))
    self.resources = resources.texts
    switching = try root.optionalTable("switching").map(PulseSwitching.init)
    try refuseReadConditions(readTable)
    try refuseWhatCannotVary(root)
    try refuseWhatCannotDiffer(root)
    try root.finish()
  }
}

extension Technology {
  /// Refuses a read for which the cells, the lines or the variation do not stand.
  private func refuseReadConditions(_ table: ConfigurationTable) throws {
    guard cell.inputRange.contains(read.voltage) else {
      throw table.refusal(
        of: ReadConditions.voltageKey.name,
        found: "\(read.voltage) V, for which the cell's law does not stand",
        accepted: "at most \(cell.inputRange.upperBound) V")
    }
    if let duration = read.duration {
      guard let capacitance, capacitance.acceptsReadDuration(duration) else {
        throw table.refusal(
          of: "duration_second", found: "\(duration) s",
          accepted: capacitance.map(\.acceptedReadDurations) ?? "no such key without [capacitance]")
      }
    }
    if let time = read.time, let refusal = variation.refusal(ofTime: time, at: read.temperature) {
      throw table.refusal(of: "time_second", found: refusal.found, accepted: refusal.accepted)
    }
  }

  /// Refuses deviations that the circuit at hand has no place for.
  private func refuseWhatCannotDiffer(_ root: ConfigurationTable) throws {
    func refuse(_ key: String, _ found: String, _ accepted: String) throws {
      throw root.refusal(of: key, found: found, accepted: accepted)
    }
    if variation.mismatch.senseOffset > 0, periphery.amplifier == nil {
      try refuse("mismatch", "a sense offset without an amplifier", "a table [tia]")
    }
    if variation.mismatch.threshold > 0, case .transistor(let transistor) = cell.topology,
      case .bsim4 = transistor.model
    {
      try refuse(
        "mismatch",
        "thresholds of BSIM4 transistors that differ, whose characteristic holds at one",
        "a transistor of model \"level-1\"")
    }
  }
}
