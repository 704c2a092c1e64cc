public import Crossbars

/// How the input vectors of a golden case are drawn.
public enum InputKind: String, Sendable, CaseIterable {
  /// Every row is at 0 V or at the full read voltage, with equal chance.
  case binary
  /// Every row is at one of equally spaced levels from 0 V to the read voltage.
  case multiLevel = "multi-level"
  /// Most rows are at 0 V, the others at a level above it.
  case sparse
  /// The kind of load ``LoadKind/levels16``.
  case levels16 = "16-levels"
  /// The kind of load ``LoadKind/levels256``.
  case levels256 = "256-levels"
  /// The kind of load ``LoadKind/twoLevels``.
  case twoLevels = "two-levels"
  /// The kind of load ``LoadKind/sparse``.
  case fivePercentOn = "5-percent-on"
  /// The kind of load ``LoadKind/allOn``.
  case allOn = "all-on"
  /// The kind of load ``LoadKind/together``.
  case together
  /// The kind of load ``LoadKind/oneEnd``.
  case oneEnd = "one-end"
  /// The kind of load ``LoadKind/patches``.
  case patches

  /// The kind of load that errors of models are stated by; nil where a recipe's own levels and zeros
  /// make the inputs.
  public var load: LoadKind? {
    switch self {
    case .binary, .multiLevel, .sparse: nil
    case .levels16: .levels16
    case .levels256: .levels256
    case .twoLevels: .twoLevels
    case .fivePercentOn: .sparse
    case .allOn: .allOn
    case .together: .together
    case .oneEnd: .oneEnd
    case .patches: .patches
    }
  }

  /// The number that tells the streams of chance of the kinds apart; it must never change.
  var streamNumber: UInt64 {
    switch self {
    case .binary: 1
    case .multiLevel: 2
    case .sparse: 3
    case .levels16: 4
    case .levels256: 5
    case .twoLevels: 6
    case .fivePercentOn: 7
    case .allOn: 8
    case .together: 9
    case .oneEnd: 10
    case .patches: 11
    }
  }
}
