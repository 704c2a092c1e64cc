/// What stands where a word line and a bit line cross, and the states that are programmed into it.
public struct Cell: Sendable {
  /// The law of the memory device.
  public var device: any Device
  /// What stands between a word line and a bit line, around the memory device.
  public var topology: CellTopology
  /// The resistance of a fully on cell at zero volts, in ohms.
  public var onResistance: Double
  /// The resistance of a fully off cell at zero volts, in ohms.
  public var offResistance: Double
  /// The number of programmable states; 0 means any conductance between off and on.
  public var levels: Int

  /// Creates a cell; the units are those of the properties.
  public init(
    device: any Device, topology: CellTopology = .memory, onResistance: Double,
    offResistance: Double, levels: Int = 0
  ) {
    self.device = device
    self.topology = topology
    self.onResistance = onResistance
    self.offResistance = offResistance
    self.levels = levels
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
