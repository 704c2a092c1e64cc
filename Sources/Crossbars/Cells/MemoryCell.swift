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

  /// Puts the currents of cells in the place of their voltages.
  ///
  /// - Parameters:
  ///   - values: The voltages from the word line to the bit line, in volts, and then the currents, in
  ///     amperes.
  ///   - conductances: The conductances of the memory devices at zero volts, in siemens.
  ///   - count: How many of each eight count.
  public func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int
  ) {
    let groups = values.count / max(conductances.count, 1)
    // Cells of 0 S are left out: no device is asked for their current.
    var first = 0
    while first < conductances.count {
      let isLeftOut = conductances[first] == 0
      let end =
        conductances[first...].firstIndex { ($0 == 0) != isLeftOut } ?? conductances.count
      let part = UnsafeMutableBufferPointer(rebasing: values[first * groups..<end * groups])
      if isLeftOut {
        part.update(repeating: .zero)
      } else {
        device.replaceVoltages(
          part, conductances: UnsafeBufferPointer(rebasing: conductances[first..<end]), count: count
        )
      }
      first = end
    }
  }
}
