/// What computes the products of a network's matrix layers.
public enum Solver: String, Sendable, CaseIterable, Codable {
  /// Single-precision arithmetic, no arrays.
  case digital
  /// Arrays without wires: integers, converters and variation only.
  case ideal
  /// Arrays by the fast model.
  case fcm
  /// Arrays by their nodal equations, exactly and slowly.
  case nodal
}
