/// What is tried when the simulator does not solve a deck, or its numbers are not accepted.
///
/// A recipe lists policies in the order in which they are tried. Whatever a policy changes is how
/// the simulator looks for the solution and when it stops: what it finds must show the same evidence
/// as a result at the first attempt. A transient run in place of an operating point is no policy.
public enum FallbackPolicy: String, Sendable, CaseIterable, Codable {
  /// The drive goes from nearly nothing to the first input, and from each input to the next, in 16
  /// steps; Newton's method starts every step from the one before.
  case driveRamp = "drive-ramp"
  /// The same in 64 steps.
  case fineDriveRamp = "fine-drive-ramp"
  /// Newton's method stops at `reltol` 1e-7 in place of 1e-9, for circuits whose currents the
  /// simulator's rounding lets fluctuate by more than that.
  case widerTolerances = "wider-tolerances"
  /// The simulator's gmin stepping is accepted, its source stepping is switched off.
  case gminStepping = "gmin-stepping"
  /// The simulator's source stepping is accepted, its gmin stepping is switched off.
  case sourceStepping = "source-stepping"

  /// The policies of these names.
  ///
  /// - Parameter names: The names, in the order in which policies are tried.
  /// - Returns: The policies; nil if a name is unknown or occurs twice.
  public static func list(_ names: [String]) -> [FallbackPolicy]? {
    let policies = names.compactMap(FallbackPolicy.init)
    return policies.count == names.count && Set(policies).count == policies.count ? policies : nil
  }

  /// The number of steps between two inputs; 1 without a ramp.
  var steps: Int {
    switch self {
    case .driveRamp: 16
    case .fineDriveRamp: 64
    case .widerTolerances, .gminStepping, .sourceStepping: 1
    }
  }

  /// What a line of options at the end of the deck sets; later lines override earlier ones.
  var options: String? {
    switch self {
    case .driveRamp, .fineDriveRamp: nil
    case .widerTolerances: "reltol=1e-7"
    case .gminStepping: "gminsteps=1 srcsteps=0"
    case .sourceStepping: "gminsteps=0 srcsteps=1"
    }
  }

  /// Whether gmin or source stepping is what is tried.
  var isHomotopy: Bool { self == .gminStepping || self == .sourceStepping }
}
