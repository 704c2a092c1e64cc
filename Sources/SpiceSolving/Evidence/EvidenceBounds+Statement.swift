extension EvidenceBounds {
  /// The names of the bounds, as a recipe has them in its table `[evidence]`.
  public enum Key: String, Sendable, CaseIterable {
    /// ``EvidenceBounds/kirchhoff``.
    case kirchhoff = "kirchhoff_relative"
    /// ``EvidenceBounds/secondSolver``.
    case secondSolver = "second_solver_relative"
    /// ``EvidenceBounds/acceptsHomotopy``.
    case acceptsHomotopy = "accept_homotopy"
    /// ``EvidenceBounds/fallback``.
    case fallback

    /// The option of a command that states the same, such as `--kirchhoff-relative`.
    public var option: String { "--" + rawValue.replacing("_", with: "-") }
  }

  /// Where bounds are stated, so that a message can say what to change.
  public enum Statement: Sendable {
    /// The table `[evidence]` of a recipe.
    case recipe
    /// The options of a command.
    case options

    /// How to state another bound.
    func advice(_ key: Key) -> String {
      switch self {
      case .recipe: "state what this array can meet as \(key.rawValue) in [evidence] of the recipe"
      case .options: "state what this array can meet by \(key.option)"
      }
    }

    /// How to ask for policies.
    func advice(_ policies: [FallbackPolicy]) -> String {
      switch self {
      case .recipe:
        "try fallback = [" + policies.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
          + "] in [evidence] of the recipe"
      case .options:
        "try \(Key.fallback.option) " + policies.map(\.rawValue).joined(separator: ",")
      }
    }
  }
}
