public import LinearAlgebra
public import SpiceProtocol

/// What SPICE found of one read of an array per input vector, with the evidence.
public struct TransientSolution: Sendable {
  /// When every column current has come within the tolerance of its final value for good, in
  /// seconds from the start of the ramps; *batch × columns*.
  public var settlingTimes: Matrix
  /// The column currents at the end of the read, in amperes; *batch × columns*.
  public var finalCurrents: Matrix
  /// Where the energy of every read went.
  public var energies: [ReadEnergy]
  /// What speaks for the numbers.
  public var evidence: TransientEvidence
  /// How the simulator reached its operating points at rest.
  public var path: ConvergencePath
  /// The simulator.
  public var simulator: SimulatorVersion
  /// The SHA-256 of the decks whose numbers these are, one per input vector.
  public var deckDigests: [String]
  /// The number of time points per input vector.
  public var pointCounts: [Int]
}

/// The evidence for a transient, the worst over a batch.
public struct TransientEvidence: Sendable, Equatable {
  /// How far the energy of the sources is from the sum of what the parts took and what the
  /// capacitances store, as a part of it.
  public var energyBalance = 0.0
  /// How far the final currents are from the static solution of the nodal solver, over the largest.
  public var staticDifference = 0.0
  /// How far the settling times are from those with twice the time steps, relative.
  public var settlingChange = 0.0
  /// How far the energies are from those with twice the time steps, over that of the sources.
  public var energyChange = 0.0

  /// No evidence against anything.
  public init() {}

  /// The worse of two in every respect.
  func worst(with other: TransientEvidence) -> TransientEvidence {
    var worst = self
    worst.energyBalance = max(energyBalance, other.energyBalance)
    worst.staticDifference = max(staticDifference, other.staticDifference)
    worst.settlingChange = max(settlingChange, other.settlingChange)
    worst.energyChange = max(energyChange, other.energyChange)
    return worst
  }
}
