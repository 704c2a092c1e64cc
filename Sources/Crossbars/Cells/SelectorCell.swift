internal import Foundation

/// The law of a 1S1R cell: a selector in series with the memory device.
///
/// With x the voltage of the memory device, the same current flows through both where
///
///     x + Vₛ asinh(I(x) / Iₛ) = V
///
/// whose left side rises with x and cannot overflow where I(x) does not.
public struct SelectorCell: CellLaw {
  private let device: any Device
  private let selector: Selector

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - device: The memory device.
  ///   - selector: The selector.
  public init(device: any Device, selector: Selector) {
    self.device = device
    self.selector = selector
  }

  /// The selector is never ohmic.
  public var isOhmic: Bool { false }
  /// Both devices have two terminals.
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
    return operatingPoint(at: word - bit, conductance: conductance).current
  }

  /// The voltage of the node between selector and memory.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: Without meaning here.
  /// - Returns: The voltage, in volts; nil for a cell of 0 S.
  public func innerVoltage(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> Double? {
    guard conductance != 0 else { return nil }
    return bit + operatingPoint(at: word - bit, conductance: conductance).memory
  }

  /// The current between two lines, and the part of their voltage that the memory device takes.
  private func operatingPoint(
    at voltage: Double, conductance: Double
  ) -> (current: CellCurrent, memory: Double) {
    let (scale, characteristic) = (selector.saturationCurrent, selector.characteristicVoltage)
    var search = MonotoneRoot(
      from: min(voltage, 0), to: max(voltage, 0), resolution: 0x1p-52 * voltage.magnitude)
    // The divider of both devices at zero volts.
    let ratio = device.slope(at: 0, conductance: conductance) * characteristic / scale
    var memory = voltage / (1 + ratio)
    var isLast = false
    while true {
      let (current, memorySlope) = device.response(at: memory, conductance: conductance)
      let selectorSlope = hypot(scale, current) / characteristic
      let next =
        isLast
        ? nil
        : search.next(
          after: memory, value: memory - voltage + characteristic * asinh(current / scale),
          slope: 1 + memorySlope / selectorSlope, relative: 1e-9)
      guard let next else {
        // The device with the smaller slope tells the current more exactly.
        let limited =
          selectorSlope < memorySlope
          ? scale * sinh((voltage - memory) / characteristic) : current
        let slope = 1 / (1 / memorySlope + 1 / selectorSlope)
        return (CellCurrent(current: limited, wordSlope: slope, bitSlope: slope), memory)
      }
      (memory, isLast) = next
    }
  }
}
