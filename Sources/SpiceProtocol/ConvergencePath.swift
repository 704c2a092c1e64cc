/// How the simulator reached an operating point.
public enum ConvergencePath: String, Sendable, Codable, Equatable {
  /// Newton's iteration converged by itself.
  case direct
  /// Gmin or source stepping was needed; accepted only where a job says so.
  case homotopy
  /// A transient run replaced the operating point; never accepted, because it settles anywhere.
  case transientFallback
}
