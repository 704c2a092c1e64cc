/// The law of a 1R cell: the memory device alone.
public struct MemoryCell: CellLaw {
  private let device: any Device

  /// Creates the law.
  ///
  /// - Parameter device: The memory device.
  public init(device: any Device) {
    self.device = device
  }

  /// Whether the memory device is ohmic.
  public var isOhmic: Bool { device.isOhmic }
  /// The device has two terminals.
  public var isTwoTerminal: Bool { true }

  /// The currents of the cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: Without meaning here.
  /// - Returns: The current and its slopes.
  public func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent {
    guard conductance != 0 else { return .none }
    let voltage = word - bit
    let slope = device.slope(at: voltage, conductance: conductance)
    return CellCurrent(
      current: device.current(at: voltage, conductance: conductance), wordSlope: slope,
      bitSlope: slope)
  }
}
