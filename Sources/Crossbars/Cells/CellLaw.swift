/// The currents of a whole cell, as functions of the voltages at its two lines.
///
/// A two-terminal cell passes one current. A transistor also passes a little into its bulk, so that
/// the current that leaves the word line is larger than the one that enters the bit line by
/// ``leak``.
public struct CellCurrent: Sendable, Equatable {
  /// The current from the cell into the bit line, in amperes.
  public var current: Double
  /// How ``current`` grows with the word-line voltage, in siemens; not negative.
  public var wordSlope: Double
  /// How ``current`` falls with the bit-line voltage, in siemens; not negative.
  public var bitSlope: Double
  /// The current from the cell into ground, in amperes.
  public var leak: Double
  /// How ``leak`` grows with the word-line voltage, in siemens.
  public var leakWordSlope: Double
  /// How ``leak`` grows with the bit-line voltage, in siemens.
  public var leakBitSlope: Double

  /// Creates a value; the units are those of the properties.
  public init(
    current: Double, wordSlope: Double, bitSlope: Double, leak: Double = 0,
    leakWordSlope: Double = 0, leakBitSlope: Double = 0
  ) {
    self.current = current
    self.wordSlope = wordSlope
    self.bitSlope = bitSlope
    self.leak = leak
    self.leakWordSlope = leakWordSlope
    self.leakBitSlope = leakBitSlope
  }

  /// No current at any voltage: a cell of 0 S, which is left out with everything in it.
  public static let none = CellCurrent(current: 0, wordSlope: 0, bitSlope: 0)

  /// The currents of equal cells side by side.
  ///
  /// - Parameter count: Their number.
  /// - Returns: Their sum.
  package func times(_ count: Double) -> CellCurrent {
    CellCurrent(
      current: count * current, wordSlope: count * wordSlope, bitSlope: count * bitSlope,
      leak: count * leak, leakWordSlope: count * leakWordSlope, leakBitSlope: count * leakBitSlope)
  }

  /// The current from the word line into the cell, in amperes.
  public var wordCurrent: Double { current + leak }
}

/// The law of a cell with everything between the two lines: memory, selector, transistor.
public protocol CellLaw: Sendable {
  /// Whether the current is a conductance times the voltage between the lines, exactly.
  var isOhmic: Bool { get }
  /// Whether the current depends on the difference of the two voltages alone; nothing then leaks.
  var isTwoTerminal: Bool { get }

  /// The currents of the cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens; at 0 S the
  ///     cell is left out with everything in it.
  ///   - thresholdShift: The deviation of the access transistor's threshold, in volts.
  /// - Returns: The currents and their slopes.
  func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent

  /// The voltage of the node between the two devices of a cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: The deviation of the access transistor's threshold, in volts.
  /// - Returns: The voltage, in volts; nil for a cell of one device, and for one that is left out.
  func innerVoltage(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> Double?

  /// Puts the currents of cells with two terminals in the place of their voltages.
  ///
  /// - Parameters:
  ///   - values: The voltages from the word line to the bit line, in volts, eight at a time and equally
  ///     many for every cell; then the currents, in amperes. Each depends on its own voltage alone, to the
  ///     last bit.
  ///   - conductances: The conductances of the memory devices at zero volts, in siemens.
  ///   - count: How many of each eight count; what stands beyond them then says nothing.
  func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int)
}

extension CellLaw {
  /// Nil, as of a cell of one device.
  public func innerVoltage(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> Double? { nil }

  /// The currents, one after the other.
  public func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int
  ) {
    values.replaceEach(of: conductances, count: count) {
      current(word: $0, bit: 0, conductance: $1, thresholdShift: 0).current
    }
  }
}

extension Technology {
  /// The law of the cell, memory device and whatever is in series with it; nil if the simulator
  /// alone can evaluate it, as it is for a BSIM4 card that was not characterized.
  public var cellLaw: (any CellLaw)? {
    let device = cell.device
    return switch cell.topology {
    case .memory: MemoryCell(device: device)
    case .selector(let selector): SelectorCell(device: device, selector: selector)
    case .transistor(let transistor):
      switch transistor.model {
      case .level1(let parameters):
        TransistorCell(
          device: device,
          transistor: SquareLawTransistor(
            parameters, width: transistor.width, length: transistor.length,
            temperature: read.temperature, nominalTemperature: transistor.nominalTemperature),
          gateVoltage: transistor.gateVoltage)
      case .bsim4(let card):
        card.characteristic.map { characteristic in
          TransistorCell(
            device: device, transistor: CharacterizedTransistor(characteristic),
            gateVoltage: transistor.gateVoltage)
        }
      }
    }
  }
}
