/// Everything about an array that does not depend on what is programmed into it.
public struct Technology: Sendable {
  /// The name that results and models carry.
  public var name: String
  /// Where the values come from.
  public var source: String
  /// The law of the cell.
  public var device: any Device
  /// The resistance of a fully on cell at zero volts, in ohms.
  public var onResistance: Double
  /// The resistance of a fully off cell at zero volts, in ohms.
  public var offResistance: Double
  /// The number of programmable states; 0 means any conductance between off and on.
  public var levels: Int
  /// The resistance of one word-line segment between neighboring cells, in ohms.
  public var rowSegmentResistance: Double
  /// The resistance of one bit-line segment between neighboring cells, in ohms.
  public var columnSegmentResistance: Double
  /// The output resistance of the driver of a row, in ohms.
  public var driverResistance: Double
  /// The input resistance of the sense circuit of a column, in ohms.
  public var senseResistance: Double
  /// The full-scale row voltage, in volts.
  public var readVoltage: Double
  /// The temperature of the array, in degrees Celsius.
  public var temperature: Double
  /// How far a programmed conductance is from the wanted one.
  public var programming: ProgrammingVariation
  /// What else makes arrays of the technology differ.
  public var variation = ArrayVariation.none
  /// The time between programming and read, in seconds; nil for a read right after programming.
  public var readTime: Double?
  /// What stands between a word line and a bit line, around the memory device.
  public var topology = CellTopology.memory
  /// How the array is driven and sensed.
  public var readMode = ReadMode.standard
  /// The converters around the array.
  public var periphery = Periphery.ideal
  /// The capacitances of the lines; nil if only the static circuit is described.
  public var capacitance: LineCapacitance?
  /// How long a read lasts from the start of the drivers' ramps, in seconds; nil if the technology
  /// does not say.
  public var readDuration: Double?
  /// The texts of the files that the technology file names.
  public var resources: [String: String] = [:]

  /// Creates a technology from its values; the units are those of the properties.
  public init(
    name: String, source: String = "", device: any Device, onResistance: Double,
    offResistance: Double, levels: Int = 0, rowSegmentResistance: Double,
    columnSegmentResistance: Double, driverResistance: Double, senseResistance: Double,
    readVoltage: Double, temperature: Double = 27,
    programming: ProgrammingVariation = .none
  ) {
    self.name = name
    self.source = source
    self.device = device
    self.onResistance = onResistance
    self.offResistance = offResistance
    self.levels = levels
    self.rowSegmentResistance = rowSegmentResistance
    self.columnSegmentResistance = columnSegmentResistance
    self.driverResistance = driverResistance
    self.senseResistance = senseResistance
    self.readVoltage = readVoltage
    self.temperature = temperature
    self.programming = programming
  }

  /// Whether the column currents are linear in the row voltages: ohmic cells without selector or
  /// transistor, read by ideal sinks or by amplifiers that do not saturate.
  public var isLinear: Bool {
    topology == .memory && device.isOhmic && periphery.amplifier?.isLinear ?? true
  }

  /// The row voltages for which the law of the whole cell stands, in volts: those of the device, and
  /// those at which the channel of a transistor that has a card was measured.
  public var inputRange: ClosedRange<Double> {
    guard case .transistor(let transistor) = topology, case .bsim4(let card) = transistor.model,
      let characteristic = card.characteristic
    else { return device.voltageRange }
    // No node of the array lies beyond its sources.
    return device.voltageRange.clamped(to: characteristic.lowerRange)
  }

  /// The conductance of a fully on cell, in siemens.
  public var onConductance: Double { 1 / onResistance }

  /// The conductance of a fully off cell, in siemens.
  public var offConductance: Double { 1 / offResistance }

  /// The conductance of a state, without variation: equal steps from off to on.
  ///
  /// - Parameters:
  ///   - level: The number of the state; 0 is off and `count - 1` is on.
  ///   - count: The number of states; at least 2.
  /// - Returns: The conductance, in siemens.
  public func conductance(ofLevel level: Int, of count: Int) -> Double {
    precondition(count >= 2 && (0..<count).contains(level), "level \(level) of \(count)")
    return offConductance
      + (onConductance - offConductance) * Double(level) / Double(count - 1)
  }
}
