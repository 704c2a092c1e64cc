/// The law of a 1T1R cell: the memory device at the word line, in series with a transistor whose
/// source is at the bit line, whose bulk is at ground and whose gate has a fixed voltage.
///
/// The voltage of the drain solves a scalar equation, that of the inner source a second one around
/// it if the source has a resistance. Both sides rise or fall with one voltage throughout, so a
/// bracketed search finds their roots whatever the devices are.
public struct TransistorCell<Channel: AccessChannel>: CellLaw {
  private let device: any Device
  private let transistor: Channel
  private let gateVoltage: Double

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - device: The memory device.
  ///   - transistor: The currents of the transistor.
  ///   - gateVoltage: The voltage of the gate line, in volts.
  public init(device: any Device, transistor: Channel, gateVoltage: Double) {
    self.device = device
    self.transistor = transistor
    self.gateVoltage = gateVoltage
  }

  /// A transistor is never ohmic.
  public var isOhmic: Bool { false }
  /// The transistor sees both voltages against its gate.
  public var isTwoTerminal: Bool { false }

  /// The currents of the cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: The deviation of the transistor's threshold, in volts.
  /// - Returns: The currents and their slopes.
  public func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent {
    guard conductance != 0 else { return .none }
    return operatingPoint(
      word: word, bit: bit, conductance: conductance, gate: gateVoltage - thresholdShift
    ).current
  }

  /// The voltage of the node between the memory device and the transistor, its drain.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: The deviation of the transistor's threshold, in volts.
  /// - Returns: The voltage, in volts; nil for a cell of 0 S.
  public func innerVoltage(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> Double? {
    guard conductance != 0 else { return nil }
    return operatingPoint(
      word: word, bit: bit, conductance: conductance, gate: gateVoltage - thresholdShift
    ).drain
  }

  /// The currents between two lines, and the voltage of the drain, in volts.
  private func operatingPoint(
    word: Double, bit: Double, conductance: Double, gate: Double
  ) -> (current: CellCurrent, drain: Double) {
    let resistance = transistor.sourceResistance
    guard resistance > 0 else {
      let series = series(word: word, source: bit, conductance: conductance, gate: gate)
      let current = CellCurrent(
        current: series.bitCurrent, wordSlope: series.bitWord, bitSlope: -series.bitSource,
        leak: series.leak, leakWordSlope: series.wordWord - series.bitWord,
        leakBitSlope: series.wordSource - series.bitSource)
      return (current, series.drain)
    }

    let ends = (min(word, bit, 0), max(word, bit, 0))
    var search = MonotoneRoot(
      from: ends.0, to: ends.1, resolution: 0x1p-52 * (ends.1 - ends.0))
    var source = bit
    var isLast = false
    while true {
      let series = series(word: word, source: source, conductance: conductance, gate: gate)
      let next =
        isLast
        ? nil
        : search.next(
          after: source, value: source - bit - resistance * series.bitCurrent,
          slope: 1 - resistance * series.bitSource, relative: 1e-10)
      guard let next else {
        let damping = 1 / (1 - resistance * series.bitSource)
        let sourceByWord = resistance * series.bitWord * damping
        let bitWord = series.bitWord * damping
        let bitBit = series.bitSource * damping
        let current = CellCurrent(
          current: series.bitCurrent, wordSlope: bitWord, bitSlope: -bitBit, leak: series.leak,
          leakWordSlope: series.wordWord + series.wordSource * sourceByWord - bitWord,
          leakBitSlope: series.wordSource * damping - bitBit)
        return (current, series.drain)
      }
      (source, isLast) = next
    }
  }

  /// The memory and the transistor between the word line and the inner source.
  private struct Series {
    /// The current out of the inner source, in amperes, and its growth with both voltages.
    var bitCurrent: Double
    var bitWord: Double
    var bitSource: Double
    /// The growth of the current out of the word line with both voltages, in siemens.
    var wordWord: Double
    var wordSource: Double
    /// The current into the bulk, in amperes.
    var leak: Double
    /// The voltage of the drain, in volts.
    var drain: Double
  }

  private func series(
    word: Double, source: Double, conductance: Double, gate: Double
  ) -> Series {
    let resistance = transistor.drainResistance
    let ends = (min(word, source, 0), max(word, source, 0))
    var search = MonotoneRoot(
      from: ends.0, to: ends.1, resolution: 0x1p-52 * (ends.1 - ends.0))
    // From the source's side the current of the channel is concave, so that Newton's method does
    // not overshoot.
    var drain = source
    var isLast = false
    while true {
      let (memory, memorySlope) = device.response(at: word - drain, conductance: conductance)
      let inner = resistance > 0 ? drain - resistance * memory : drain
      let channel = transistor.currents(drain: inner, source: source, gate: gate)
      let drainSlope = channel.drainSlope + channel.drainLeakSlope
      let slope = drainSlope * (1 + resistance * memorySlope) + memorySlope
      let next =
        isLast
        ? nil
        : search.next(
          after: drain, value: channel.channel + channel.drainLeak - memory, slope: slope,
          relative: 1e-11)
      guard let next else {
        // The device with the smaller slope tells the current more exactly.
        let current =
          memorySlope <= drainSlope ? memory - channel.drainLeak : channel.channel
        let innerByWord = memorySlope / slope
        let growth = 1 + resistance * memorySlope
        return Series(
          bitCurrent: current - channel.sourceLeak,
          bitWord: channel.drainSlope * innerByWord,
          bitSource: -channel.sourceSlope
            * (channel.drainLeakSlope * growth + memorySlope) / slope - channel.sourceLeakSlope,
          wordWord: memorySlope * drainSlope / slope,
          wordSource: -memorySlope * channel.sourceSlope / slope,
          leak: channel.drainLeak + channel.sourceLeak, drain: drain)
      }
      (drain, isLast) = next
    }
  }
}
