public import LinearAlgebra

/// One array that was drawn, and what was drawn.
public struct FabricatedArray: Sendable {
  /// The array as a read finds it.
  public private(set) var crossbar: Crossbar
  /// What was drawn.
  public let record: VariationRecord

  init(crossbar: Crossbar, record: VariationRecord) {
    self.crossbar = crossbar
    self.record = record
  }

  /// Creates an array that is exactly what is wanted, whatever the technology says of chance.
  ///
  /// - Parameters:
  ///   - targets: The wanted conductances at zero volts, in siemens; *rows × columns*.
  ///   - technology: The technology of the array.
  public init(exactly targets: Matrix, technology: Technology) {
    crossbar = Crossbar(technology: technology, conductances: targets)
    record = VariationRecord(chance: nil, targets: targets, programmed: targets)
  }

  /// Takes an array for what was wanted, with whatever deviates in it.
  ///
  /// - Parameter crossbar: The array.
  public init(exactly crossbar: Crossbar) {
    self.crossbar = crossbar
    record = VariationRecord(
      chance: nil, targets: crossbar.conductances, programmed: crossbar.conductances)
  }

  /// Lets neighboring columns take turns at one converter: all have what was drawn for the first.
  ///
  /// - Parameter columns: How many columns share a converter.
  package mutating func shareConverters(among columns: Int) {
    crossbar = crossbar.sharingConverters(among: columns)
  }
}

/// What was drawn for one array, beside the conductances and deviations of its `Crossbar`.
///
/// With the technology it explains every conductance: cells hold what `targets` wants times
/// `deviceFactors`, but for faults, errors of programming, time and read noise.
public struct VariationRecord: Sendable, Equatable {
  /// Where the chance came from; nil for an array without any.
  public var chance: InstanceChance?
  /// The time of the read after programming, in seconds; nil for right after programming.
  public var time: Double?
  /// The wanted conductances, in siemens; *rows × columns*.
  public var targets: Matrix
  /// What the fabrication multiplies every cell's conductance by, *rows × columns*; nil if nothing
  /// but programming varies.
  public var deviceFactors: Matrix?
  /// The conductances with the errors of programming, or of the time where the technology has
  /// statistics of times, in siemens; *rows × columns*.
  ///
  /// Drift, relaxation, faults and read noise are not in them.
  public var programmed: Matrix
  /// 1 for a cell that is stuck on, −1 for one that is stuck off, 0 for the others, *rows ×
  /// columns*; nil if the technology has no faults.
  public var faults: Matrix?
}
