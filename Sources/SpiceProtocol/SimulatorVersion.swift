/// Which simulator a number comes from.
public struct SimulatorVersion: Sendable, Codable, Equatable {
  /// The name of the simulator, such as `ngspice`.
  public var name: String
  /// The version as the library states it, such as `ngspice-39`.
  public var version: String
  /// Whether the library solves with KLU when a deck asks for it.
  public var hasKLU: Bool

  /// Creates the description of a simulator.
  public init(name: String, version: String, hasKLU: Bool) {
    self.name = name
    self.version = version
    self.hasKLU = hasKLU
  }
}
