public import Crossbars

/// What a transient is asked for: how long the read lasts and when a current counts as settled.
public struct TransientSettings: Sendable, Equatable {
  /// How far a settled current may be from its final value, as a part of the final value.
  public var tolerance: Double
  /// How long the read lasts from the start of the ramps, in seconds.
  public var duration: Double

  /// Tolerances that the simulated time steps resolve.
  public static let acceptedTolerances = 1e-4...0.5

  /// Creates the settings.
  ///
  /// - Parameters:
  ///   - tolerance: How far a settled current may be from its final value, as a part of it.
  ///   - duration: How long the read lasts, in seconds.
  public init(tolerance: Double, duration: Double) {
    precondition(
      Self.acceptedTolerances.contains(tolerance), "a settling tolerance of \(tolerance)")
    self.tolerance = tolerance
    self.duration = duration
  }

  /// Why a technology has no transients, or nil.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The reason in words, or nil if its arrays can be simulated for this duration.
  public func refusal(of technology: Technology) -> String? {
    guard let capacitance = technology.capacitance else {
      return "\(technology.name) has no table [capacitance], which a transient needs"
    }
    guard capacitance.acceptsReadDuration(duration) else {
      return "a read of \(duration) s; accepted: \(capacitance.acceptedReadDurations)"
    }
    guard technology.periphery.dac == nil else {
      return "\(technology.name) has a DAC, which cannot ramp; take the driver's resistance alone"
    }
    if case .transistor(let transistor) = technology.cell.topology, case .bsim4 = transistor.model {
      return "\(technology.name) has BSIM4 transistors, whose charges take energy that nothing "
        + "here can tell from that of the array; take the level-1 transistor"
    }
    return nil
  }
}
