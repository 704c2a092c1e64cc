/// What stands between a word line and a bit line.
public enum CellTopology: Sendable, Equatable {
  /// The memory device alone (1R).
  case memory
  /// A selector in series with the memory device (1S1R); the selector is at the word line.
  case selector(Selector)
  /// The memory device in series with an n-channel access transistor (1T1R): the memory is at the
  /// word line, the drain at the memory, the source at the bit line, the bulk at ground.
  case transistor(AccessTransistor)

  /// The names of all topologies in a technology file.
  public static let names = ["1R", "1S1R", "1T1R"]

  /// The name in a technology file.
  public var name: String {
    switch self {
    case .memory: Self.names[0]
    case .selector: Self.names[1]
    case .transistor: Self.names[2]
    }
  }
}
