/// How the input vectors of a golden case are drawn.
public enum InputKind: String, Sendable, CaseIterable {
  /// Every row is at 0 V or at the full read voltage, with equal chance.
  case binary
  /// Every row is at one of equally spaced levels from 0 V to the read voltage.
  case multiLevel = "multi-level"
  /// Most rows are at 0 V, the others at a level above it.
  case sparse

  /// The number that tells the streams of chance of the kinds apart; it must never change.
  var streamNumber: UInt64 {
    switch self {
    case .binary: 1
    case .multiLevel: 2
    case .sparse: 3
    }
  }
}
