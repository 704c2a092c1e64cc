public import Configuration
public import Foundation

extension CostFile {
  /// Reads a cost file.
  ///
  /// - Parameter url: A TOML file as `docs/costs.md` describes it.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with file, line and key if a key is unknown, missing
  ///   or out of range, or a table does not name its source.
  public init(contentsOf url: URL) throws {
    try self.init(ConfigurationDocument(contentsOf: url))
  }

  /// Reads a cost file from a parsed document.
  ///
  /// - Parameter document: A TOML document as `docs/costs.md` describes it.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range, or a table does not
  ///   name its source.
  public init(_ document: ConfigurationDocument) throws {
    let root = document.root
    source = document.source
    name = try root.string("name")
    node = try root.number("node_meter", in: 1e-10...1e-4)
    read = try Self.read(root.table("read"))
    let cells = try root.table("array")
    array = Cells(
      powerPerCell: try cells.figure("power_watt_per_cell"),
      areaPerCell: try cells.figure("area_square_meter_per_cell"), origin: try Self.origin(cells))
    rowDriver = try Self.linePart(root.table("row_driver"))
    sampleAndHold = try Self.linePart(root.table("sample_and_hold"))
    let adder = try root.table("shift_add")
    shiftAdd = Adder(
      energy: try adder.figure("energy_joule"), area: try adder.figure("area_square_meter"),
      isOfConverter: try adder.choice("per", of: ["tile", "converter"]) == "converter",
      origin: try Self.origin(adder))
    let counting = try root.table("counter")
    counter = Counter(
      energy: try counting.figure("energy_joule"),
      areaPerBit: try counting.figure("area_square_meter_per_bit"),
      origin: try Self.origin(counting))
    let registers = try root.table("register")
    register = Register(
      energyPerBit: try registers.figure("energy_joule_per_bit"),
      areaPerBit: try registers.figure("area_square_meter_per_bit"),
      bits: try registers.optionalInteger("bits", in: 0...1 << 30),
      origin: try Self.origin(registers))
    let accumulators = try root.table("accumulator")
    accumulator = Accumulator(
      energyPerAccess: try accumulators.figure("energy_joule_per_access"),
      origin: try Self.origin(accumulators))
    adc = try root.optionalTable("adc").map(Self.adc)
    let named = try root.optionalTable("device")
    devices =
      try named.map { named in
        try named.keys.map { try Self.device(named.table($0), name: $0) }
      } ?? []
    try root.finish()
  }

  private static func origin(_ table: ConfigurationTable) throws -> Origin {
    let source = try table.string("source")
    guard source.contains(where: { !$0.isWhitespace }) else {
      throw table.refusal(
        of: "source", found: "an empty text", accepted: "where the figures of the table come from")
    }
    let standing = try table.choice("standing", of: Standing.allCases.map(\.rawValue))
    return Origin(source: source, standing: Standing(rawValue: standing) ?? .assumption)
  }

  private static func read(_ table: ConfigurationTable) throws -> Read {
    Read(
      settling: try table.figure("settling_second"),
      isPipelined: try table.choice("conversion", of: ["after", "meanwhile"]) == "meanwhile",
      isOnInConversion: try table.choice("array_on", of: ["settling", "conversion"])
        == "conversion",
      usesAll: try table.choice("lines", of: ["used", "all"]) == "all",
      origin: try origin(table))
  }

  private static func linePart(_ table: ConfigurationTable) throws -> LinePart {
    let energy: EventEnergy
    switch (table.keys.contains("power_watt"), table.keys.contains("energy_joule")) {
    case (true, true):
      throw table.refusal(
        of: "power_watt", found: "a power beside energy_joule", accepted: "one of both")
    case (true, false): energy = .watts(try table.figure("power_watt"))
    case (false, _): energy = .joules(try table.bitFigure("energy_joule"))
    }
    return LinePart(
      energy: energy, area: try table.bitFigure("area_square_meter"), origin: try origin(table))
  }

  private static func adc(_ table: ConfigurationTable) throws -> ADC {
    let word = try table.choice("shared_in", of: ["array", "tile", "layer"])
    let sharing: Sharing
    if word == "array" {
      sharing = .array
    } else {
      let columns = try table.integer("columns", in: 1...1 << 20)
      sharing = word == "tile" ? .tile(columns) : .layer(columns)
    }
    let bits = try table.optionalNumbers("fitted_bits", in: 1...16) ?? [1, 16]
    guard bits.count == 2, bits[0] <= bits[1], bits.allSatisfy({ $0 == $0.rounded() }) else {
      throw table.refusal(
        of: "fitted_bits", found: "\(bits)",
        accepted: "the fewest and the most bits, such as [4, 10]")
    }
    return ADC(
      energy: try table.bitFigure("energy_joule"), time: try table.bitFigure("time_second"),
      area: try table.bitFigure("area_square_meter"), sharing: sharing,
      fittedBits: Int(bits[0])...Int(bits[1]), origin: try origin(table))
  }

  private static func device(_ table: ConfigurationTable, name: String) throws -> Device {
    let kind = try table.choice("kind", of: Device.Kind.allCases.map(\.rawValue))
    return Device(
      name: name, kind: Device.Kind(rawValue: kind) ?? .stochastic,
      energy: try table.figure("energy_joule") + table.figure("sense_energy_joule")
        + table.figure("reset_energy_joule"),
      time: try table.figure("time_second") + table.figure("sense_time_second")
        + table.figure("reset_time_second"),
      area: try table.figure("area_square_meter"), origin: try origin(table))
  }
}
