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
