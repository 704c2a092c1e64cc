internal import Configuration

extension Cell {
  /// Reads the table `[cell]` and the table that belongs to its topology.
  ///
  /// - Parameters:
  ///   - root: The technology file.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - resources: The files that the technology names.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable, temperature: Double, resources: TechnologyResources) throws {
    let resistances = Crossbar.acceptedResistances
    let table = try root.table("cell")
    let topology = try CellTopology(
      root, cell: table, temperature: temperature, resources: resources)
    let device = try DeviceReader(table, temperature: temperature, resources: resources).device()
    let onResistance = try table.number("on_resistance_ohm", in: resistances)
    let offResistance = try table.number("off_resistance_ohm", in: resistances)
    guard offResistance >= onResistance else {
      throw table.refusal(
        of: "off_resistance_ohm", found: "\(offResistance) Ω, less than on_resistance_ohm",
        accepted: "a number of at least \(onResistance)")
    }
    let levels = try table.optionalInteger("levels", in: 0...65536) ?? 0
    guard levels != 1 else {
      throw table.refusal(
        of: "levels", found: "1", accepted: "0 (continuous) or an integer of at least 2")
    }
    self.init(
      device: device, topology: topology, onResistance: onResistance,
      offResistance: offResistance, levels: levels)
  }
}
