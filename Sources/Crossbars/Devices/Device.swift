/// The law of a memory cell: its current at a voltage, for a programmed conductance.
public protocol Device: Sendable {
  /// The name in a technology file.
  var name: String { get }
  /// Whether the current is the conductance times the voltage, exactly.
  var isOhmic: Bool { get }
  /// The values that decide the law, so that a record of the device is complete.
  var parameters: [DeviceParameter] { get }
  /// The voltages for which the law stands, in volts; inputs outside are refused.
  var voltageRange: ClosedRange<Double> { get }
  /// The conductances that the device can be programmed to, in siemens.
  var conductanceRange: ClosedRange<Double> { get }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  func current(at voltage: Double, conductance: Double) -> Double

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  func slope(at voltage: Double, conductance: Double) -> Double

  /// The current through the cell and its slope over the voltage, found together.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  func response(at voltage: Double, conductance: Double) -> (current: Double, slope: Double)

  /// Puts the currents through cells in the place of their voltages.
  ///
  /// - Parameters:
  ///   - values: The voltages from the word line to the bit line, in volts, eight at a time and equally
  ///     many for every cell; then the currents from the word line to the bit line, in amperes. Each
  ///     depends on its own voltage alone, to the last bit.
  ///   - conductances: The conductances of the cells at zero volts, in siemens.
  ///   - count: How many of each eight count; what stands beyond them then says nothing.
  func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int)
}

extension Device {
  /// The current and the slope, one after the other.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    (
      current(at: voltage, conductance: conductance),
      slope(at: voltage, conductance: conductance)
    )
  }

  /// The currents, one after the other.
  public func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int
  ) {
    values.replaceEach(of: conductances, count: count) { current(at: $0, conductance: $1) }
  }

  /// The law has no parameters.
  public var parameters: [DeviceParameter] { [] }

  /// Any voltage.
  public var voltageRange: ClosedRange<Double> {
    -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  }

  /// Any conductance.
  public var conductanceRange: ClosedRange<Double> { 0 ... .greatestFiniteMagnitude }

  /// The conductance of a device's nearest state, and the factor from that state's currents to
  /// those of a cell.
  ///
  /// Programming scatters, and a cell may end a little beyond the last state that the law was
  /// fitted to. Its current is that of the nearest state, in proportion.
  package func nearestState(to conductance: Double) -> (conductance: Double, factor: Double) {
    let range = conductanceRange
    let nearest = min(max(conductance, range.lowerBound), range.upperBound)
    return (nearest, nearest == conductance ? 1 : conductance / nearest)
  }
}

extension UnsafeMutableBufferPointer<SIMD8<Double>> {
  /// Puts what cells make of numbers in their place, one after the other.
  ///
  /// - Parameters:
  ///   - conductances: The conductances of the cells, in siemens; the numbers are equally many for each.
  ///   - count: How many of each eight count.
  ///   - value: Gets a number and the conductance of its cell.
  func replaceEach(
    of conductances: UnsafeBufferPointer<Double>, count: Int, by value: (Double, Double) -> Double
  ) {
    let groups = self.count / Swift.max(conductances.count, 1)
    for (cell, conductance) in conductances.enumerated() {
      for place in cell * groups..<(cell + 1) * groups {
        for lane in 0..<count { self[place][lane] = value(self[place][lane], conductance) }
      }
    }
  }
}
