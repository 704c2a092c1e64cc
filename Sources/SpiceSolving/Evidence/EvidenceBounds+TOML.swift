public import Configuration

extension EvidenceBounds {
  /// Reads the bounds of a recipe.
  ///
  /// - Parameter table: The table `[evidence]`.
  /// - Throws: `InputError` if a key is missing or out of range.
  public init(_ table: ConfigurationTable) throws {
    let part = 0...1.0
    self.init(
      kirchhoff: try table.optionalNumber("kirchhoff_relative", in: part) ?? 1e-9,
      secondSolver: try table.number("second_solver_relative", in: part),
      acceptsHomotopy: try table.optionalBoolean("accept_homotopy") ?? false,
      fallback: try FallbackPolicy.list(table))
  }
}
