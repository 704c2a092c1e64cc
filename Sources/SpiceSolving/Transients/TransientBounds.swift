/// What a transient must show before it is accepted.
public struct TransientBounds: Sendable, Equatable {
  /// The largest imbalance of the energies, over that of the sources.
  public var energyBalance: Double
  /// The largest change of a settling time when the time steps are halved, relative.
  public var settlingChange: Double
  /// The largest change of an energy when the time steps are halved, over that of the sources.
  public var energyChange: Double
  /// How far a final current may be from the static one, as a part of the settling band.
  public var unsettledPart: Double

  /// Creates a set of bounds; the units are those of the properties.
  public init(
    energyBalance: Double, settlingChange: Double, energyChange: Double, unsettledPart: Double
  ) {
    self.energyBalance = energyBalance
    self.settlingChange = settlingChange
    self.energyChange = energyChange
    self.unsettledPart = unsettledPart
  }

  /// The bounds of all technologies: energies balance to 1e-6, settling times are known to 1e-3
  /// and energies to 1e-4 of what the sources deliver, and the read is long enough.
  public static let standard = TransientBounds(
    energyBalance: 1e-6, settlingChange: 1e-3, energyChange: 1e-4, unsettledPart: 1e-2)

  /// Why evidence is not accepted, or nil.
  ///
  /// - Parameter evidence: The evidence.
  /// - Returns: The reason, or nil.
  package func objection(to evidence: TransientEvidence) -> String? {
    if !(evidence.energyBalance <= energyBalance) {
      return "the energies of the parts are \(evidence.energyBalance) of the whole from what the "
        + "sources deliver; at most \(energyBalance) is accepted"
    }
    if !(evidence.settlingChange <= settlingChange) {
      return "a settling time changes by \(evidence.settlingChange) with half the time steps; at "
        + "most \(settlingChange) is accepted; another tolerance may be better determined"
    }
    if !(evidence.energyChange <= energyChange) {
      return "an energy changes by \(evidence.energyChange) of the whole with half the time steps; "
        + "at most \(energyChange) is accepted"
    }
    return nil
  }
}
