internal import LinearAlgebra

/// Where the energy of one read went, in joules.
///
/// What the sources deliver is dissipated in the array, the drivers and the sense circuits, or
/// stored in the line capacitances when the read ends.
public struct ReadEnergy: Sendable, Equatable {
  /// What the sources of the rows deliver.
  public var sources = 0.0
  /// What cells and wires dissipate.
  public var array = 0.0
  /// What the output resistances of the drivers dissipate.
  public var drivers = 0.0
  /// What the input resistances of the sense circuits dissipate, and what amplifiers take from the
  /// columns.
  public var sense = 0.0
  /// What the line capacitances store at the end beyond what they stored at the start.
  public var stored = 0.0

  /// A read that takes nothing.
  public init() {}

  /// How far the parts are from what the sources deliver, as a part of it.
  public var imbalance: Double {
    let difference = sources - (array + drivers + sense + stored)
    let scale = max(sources.magnitude, array + drivers + sense + stored)
    return scale == 0 ? 0 : difference.magnitude / scale
  }

  /// The largest change of a part from another set, over what the sources deliver.
  ///
  /// - Parameter other: The other set.
  /// - Returns: The relative change.
  func change(from other: ReadEnergy) -> Double {
    let pairs = [
      (sources, other.sources), (array, other.array), (drivers, other.drivers),
      (sense, other.sense), (stored, other.stored),
    ]
    let largest = pairs.map { $0 - $1 }.largestMagnitude
    let scale = max(sources.magnitude, other.sources.magnitude)
    return scale == 0 ? 0 : largest / scale
  }
}
