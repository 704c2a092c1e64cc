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
