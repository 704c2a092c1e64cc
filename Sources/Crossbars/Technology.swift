/// Everything about an array that does not depend on what is programmed into it.
public struct Technology: Sendable {
  /// The name that results and models carry.
  public var name: String
  /// Where the values come from.
  public var source: String
  /// What stands where a word line and a bit line cross.
  public var cell: Cell
  /// The resistances of the wires and of what is connected at their ends.
  public var resistances: ArrayResistances
  /// The capacitances of the lines; nil if only the static circuit is described.
  public var capacitance: LineCapacitance?
  /// The converters around the array.
  public var periphery: Periphery
  /// How, when and at which temperature the array is read.
  public var read: ReadConditions
  /// What makes arrays of the technology differ.
  public var variation: ArrayVariation
  /// How pulses switch its cells; nil if that is not known.
  public var switching: PulseSwitching?
  /// The texts of the files that the technology file names.
  public var resources: [String: String] = [:]

  /// Creates a technology from its parts.
  public init(
    name: String, source: String = "", cell: Cell, resistances: ArrayResistances,
    capacitance: LineCapacitance? = nil, periphery: Periphery = .ideal, read: ReadConditions,
    variation: ArrayVariation = .none
  ) {
    self.name = name
    self.source = source
    self.cell = cell
    self.resistances = resistances
    self.capacitance = capacitance
    self.periphery = periphery
    self.read = read
    self.variation = variation
  }

  /// Whether the column currents are linear in the row voltages: ohmic cells without selector or
  /// transistor, read by ideal sinks or by amplifiers that do not saturate.
  public var isLinear: Bool {
    cell.topology == .memory && cell.device.isOhmic && periphery.amplifier?.isLinear ?? true
  }
}
