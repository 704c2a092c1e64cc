internal import Configuration

/// The capacitances of an array's lines, and how its drivers switch.
public struct LineCapacitance: Sendable, Equatable {
  /// The capacitance of a word line to ground at every cell, in farads.
  public var wordLine: Double
  /// The capacitance of a bit line to ground at every cell, in farads.
  public var bitLine: Double
  /// The time a driver takes from 0 V to its voltage, in seconds.
  public var riseTime: Double

  /// Creates a set of capacitances; the units are those of the properties.
  public init(wordLine: Double, bitLine: Double, riseTime: Double) {
    self.wordLine = wordLine
    self.bitLine = bitLine
    self.riseTime = riseTime
  }

  /// The longest read that is simulated, in rise times; a transient resolves both.
  private static let longestRead = 1e6

  /// Whether a read may last so long.
  ///
  /// - Parameter duration: The time from the start of the ramps, in seconds.
  /// - Returns: Whether it is longer than the ramps and at most a million times as long.
  public func acceptsReadDuration(_ duration: Double) -> Bool {
    duration > riseTime && duration <= Self.longestRead * riseTime
  }

  /// What ``acceptsReadDuration(_:)`` accepts, in words.
  public var acceptedReadDurations: String {
    "a time longer than the rise time of \(riseTime) s, at most \(Self.longestRead * riseTime) s"
  }

  /// Reads the table `[capacitance]`.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ table: ConfigurationTable) throws {
    self.init(
      wordLine: try table.number("word_line_per_cell_farad", in: 0...1),
      bitLine: try table.number("bit_line_per_cell_farad", in: 0...1),
      riseTime: try table.number("rise_time_second", in: 1e-15...1))
  }
}
