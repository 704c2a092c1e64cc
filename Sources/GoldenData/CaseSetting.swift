public import Crossbars

/// Where a case stands in the grid of its suite: what was programmed and how it is read.
public struct CaseSetting: Sendable, Equatable {
  /// The key of the technology within the suite.
  public var technology: String
  /// The seed of the suite that all chance of the case comes from.
  public var seed: Int
  /// The number of the fabricated array, from 1.
  public var array: Int
  /// The number of the programming cycle of that array, from 1.
  public var cycle: Int
  /// The number of the read after that cycle, from 1.
  public var read: Int
  /// The time from programming to the read, in seconds; nil for right after programming.
  public var time: Double?
  /// What the columns of the array stand for.
  public var arrangement: ColumnArrangement
  /// How the array is driven and sensed.
  public var readMode: ReadMode

  /// Creates a setting; the units are those of the properties.
  public init(
    technology: String, seed: Int, array: Int = 1, cycle: Int = 1, read: Int = 1,
    time: Double? = nil,
    arrangement: ColumnArrangement = .plain, readMode: ReadMode = .standard
  ) {
    self.technology = technology
    self.seed = seed
    self.array = array
    self.cycle = cycle
    self.read = read
    self.time = time
    self.arrangement = arrangement
    self.readMode = readMode
  }
}
