public import LinearAlgebra

/// One array that was drawn, and what was drawn.
public struct FabricatedArray: Sendable {
  /// The array as a read finds it.
  public let crossbar: Crossbar
  /// What was drawn.
  public let record: VariationRecord
}

/// What was drawn for one array, beside the conductances and deviations of its `Crossbar`.
///
/// With the technology it explains every conductance: cells hold what `targets` wants times
/// `deviceFactors`, but for faults, errors of programming, time and read noise.
public struct VariationRecord: Sendable, Equatable {
  /// Where the chance came from.
  public var chance: InstanceChance
  /// The time of the read after programming, in seconds; nil for right after programming.
  public var time: Double?
  /// The wanted conductances, in siemens; *rows × columns*.
  public var targets: Matrix
  /// What the fabrication multiplies every cell's conductance by, *rows × columns*; nil if nothing
  /// but programming varies.
  public var deviceFactors: Matrix?
  /// 1 for a cell that is stuck on, −1 for one that is stuck off, 0 for the others, *rows ×
  /// columns*; nil if the technology has no faults.
  public var faults: Matrix?
}
