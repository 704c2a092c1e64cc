/// Everything that makes fabricated arrays of one technology differ.
public struct ArrayVariation: Sendable, Equatable {
  /// How far a programmed conductance is from the wanted one.
  public var programming: ProgrammingVariation
  /// The spread of the devices of an array, fixed when the array is made.
  public var devices: RelativeSpread?
  /// What neighboring devices share, fixed when the array is made.
  public var spatial: SpatialVariation?
  /// Cells that cannot be programmed, fixed when the array is made.
  public var faults: CellFaults?
  /// The loss of conductance after programming.
  public var drift: Drift?
  /// The shift and spread of conductances after programming.
  public var relaxation: Relaxation?
  /// Measured statistics at times after programming, in ascending order of time; they replace the
  /// programming error there.
  public var retention: [RetentionPoint]
  /// The fluctuation from read to read.
  public var readNoise: ReadNoise?
  /// The differences between wires, transistors and converters, fixed when the array is made.
  public var mismatch: Mismatch

  /// No variation.
  public static let none = ArrayVariation()

  /// Creates a variation from its parts.
  public init(
    programming: ProgrammingVariation = .none, devices: RelativeSpread? = nil,
    spatial: SpatialVariation? = nil, faults: CellFaults? = nil,
    drift: Drift? = nil, relaxation: Relaxation? = nil, retention: [RetentionPoint] = [],
    readNoise: ReadNoise? = nil, mismatch: Mismatch = .none
  ) {
    self.programming = programming
    self.devices = devices
    self.spatial = spatial
    self.faults = faults
    self.drift = drift
    self.relaxation = relaxation
    self.retention = retention
    self.readNoise = readNoise
    self.mismatch = mismatch
  }

  /// Whether arrays differ in more than their programming errors.
  public var isMoreThanProgramming: Bool {
    var others = self
    others.programming = .none
    return others != .none
  }

  /// The latest time after programming for which there is a model, in seconds; nil for no limit.
  public var latestTime: Double? { retention.last?.time }

  /// Whether anything depends on the time after programming.
  public var dependsOnTime: Bool {
    drift != nil || relaxation != nil || !retention.isEmpty || readNoise?.flicker != nil
  }
}
