/// What computes the column currents of arrays, or the products of a network.
public enum Solver: String, Sendable, CaseIterable, Codable {
  /// Single-precision arithmetic, no arrays; of networks alone.
  case digital
  /// The product of inputs and conductances.
  case ideal
  /// The fast model.
  case fcm
  /// The nodal equations, exactly and slowly.
  case nodal
  /// libngspice, accepted with its evidence alone; of single arrays.
  case spice

  /// The solvers of one array.
  public static let ofArrays = allCases.filter { $0 != .digital }

  /// The solvers of a network's arrays, and the arithmetic without any.
  public static let ofNetworks = allCases.filter { $0 != .spice }
}
