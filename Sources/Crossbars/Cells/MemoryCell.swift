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
    let (current, slope) = device.response(at: word - bit, conductance: conductance)
    return CellCurrent(current: current, wordSlope: slope, bitSlope: slope)
  }

  /// The currents of the cell at several voltages.
  ///
  /// - Parameters:
  ///   - voltages: The voltages from the word line to the bit line, in volts.
  ///   - count: How many of them count.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  /// - Returns: The currents, in amperes.
  public func currents(
    at voltages: SIMD8<Double>, count: Int, conductance: Double
  ) -> SIMD8<Double> {
    conductance == 0
      ? .zero : device.currents(at: voltages, count: count, conductance: conductance)
  }
}
