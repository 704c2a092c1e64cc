internal import Configuration

extension Cell: KeyedPart {
  /// The resistances of the two outermost states.
  public static let keys = [
    PartKey("on_resistance_ohm", \Self.onResistance, in: Crossbar.acceptedResistances),
    PartKey("off_resistance_ohm", \Self.offResistance, in: Crossbar.acceptedResistances),
  ]

  /// Reads the table `[cell]` and the table that belongs to its topology.
  ///
  /// - Parameters:
  ///   - root: The technology file.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - resources: The files that the technology names.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable, temperature: Double, resources: TechnologyResources) throws {
    let table = try root.table("cell")
    let topology = try CellTopology(
      root, cell: table, temperature: temperature, resources: resources)
    let device = try DeviceReader(table, temperature: temperature, resources: resources).device()
    self.init(device: device, topology: topology, onResistance: 0, offResistance: 0)
    try table.read(Self.keys, into: &self)
    guard offResistance >= onResistance else {
      throw table.refusal(
        of: Self.keys[1].name, found: "\(offResistance) Ω, less than \(Self.keys[0].name)",
        accepted: "a number of at least \(onResistance)")
    }
    levels = try table.optionalInteger("levels", in: 0...65536) ?? 0
    guard levels != 1 else {
      throw table.refusal(
        of: "levels", found: "1", accepted: "0 (continuous) or an integer of at least 2")
    }
  }
}
