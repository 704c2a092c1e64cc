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
  /// Measured mean and spread at times after programming, in ascending order of time; they replace the
  /// programming error there.
  public var retention: [RetentionPoint]
  /// How temperature hastens drift, relaxation and retention; nil if it does not.
  public var aging: Aging?
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
    aging: Aging? = nil, readNoise: ReadNoise? = nil, mismatch: Mismatch = .none
  ) {
    self.programming = programming
    self.devices = devices
    self.spatial = spatial
    self.faults = faults
    self.drift = drift
    self.relaxation = relaxation
    self.retention = retention
    self.aging = aging
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

  /// Why a read at a time after programming is not described, or nil if it is.
  ///
  /// Drift and relaxation have begun or not, and statistics of times begin with those of
  /// programming. Flicker noise alone has no value at the time of a read or before: its law would
  /// give none at all, less than at any later time.
  ///
  /// - Parameters:
  ///   - time: The time, in seconds.
  ///   - temperature: The temperature of the array until then, in degrees Celsius.
  /// - Returns: What is wrong with the time, and what is accepted.
  public func refusal(
    ofTime time: Double, at temperature: Double
  ) -> (found: String, accepted: String)? {
    guard dependsOnTime else {
      return (
        "a time, and nothing that depends on it",
        "[drift], [relaxation], [[retention]] or flicker noise beside it"
      )
    }
    let acceleration = aging?.acceleration(at: temperature) ?? 1
    if let latest = latestTime, time * acceleration > latest {
      let age = acceleration == 1 ? "" : " at \(temperature) °C, an age of \(time * acceleration) s"
      return (
        "\(time) s\(age), after the last [[retention]]", "at most \(latest / acceleration) s"
      )
    }
    if let flicker = readNoise?.flicker, !flicker.describes(time: time) {
      return (
        "\(time) s, not after the flicker_read_time_second of \(flicker.readTime) s, where the "
          + "law of the flicker noise gives none",
        "more than \(flicker.readTime) s, or no time for a read at the "
          + "flicker_reference_time_second of \(flicker.referenceTime) s"
      )
    }
    return nil
  }

  /// Whether anything depends on the time after programming.
  public var dependsOnTime: Bool {
    drift != nil || relaxation != nil || !retention.isEmpty || readNoise?.flicker != nil
  }
}
