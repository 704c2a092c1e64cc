internal import Configuration

extension FallbackPolicy {
  /// Reads the policies of a recipe.
  ///
  /// - Parameter table: The table `[evidence]`.
  /// - Returns: The policies in their order; none if there is no such key.
  /// - Throws: `InputError` if a name is unknown or occurs twice.
  static func list(_ table: ConfigurationTable) throws -> [FallbackPolicy] {
    guard let words = try table.optionalStrings("fallback") else { return [] }
    guard let policies = list(words) else {
      let accepted = allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw table.refusal(
        of: "fallback", found: "\(words)", accepted: "a list of \(accepted), each at most once")
    }
    return policies
  }
}
