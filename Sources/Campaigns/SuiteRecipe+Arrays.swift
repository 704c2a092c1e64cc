internal import Configuration
internal import GoldenData

extension SuiteRecipe {
  /// An array of its own files, as a recipe names it.
  public struct ArrayEntry: Sendable, Equatable {
    /// The folder of the files, relative to the recipe.
    public var path: String
    /// The name of the array within the suite.
    public var key: String
    /// The technology, as a place in the recipe's list.
    public var technology: Int
    /// Whether node voltages are stored; nil stores those of small arrays.
    public var storesVoltages: Bool?
  }

  /// Reads the tables `[[arrays]]`.
  ///
  /// - Parameters:
  ///   - root: The recipe.
  ///   - keys: The technologies of the suite.
  /// - Returns: The arrays.
  /// - Throws: `InputError` if a key is unknown or missing, or two arrays have the same name.
  static func arrays(
    _ root: ConfigurationTable, technologies keys: [String]
  ) throws -> [ArrayEntry] {
    var entries: [ArrayEntry] = []
    for table in try root.tables("arrays") {
      let path = try table.string("folder")
      guard !path.isEmpty, path.first != "/" else {
        throw table.refusal(
          of: "folder", found: "\"\(path)\"", accepted: "a folder, relative to the recipe")
      }
      let technology =
        keys.count == 1
        ? try table.optionalChoice("technology", of: keys) ?? keys[0]
        : try table.choice("technology", of: keys)
      let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
      let key = try table.optionalString("name") ?? Self.key(ofPath: folder)
      guard GoldenTechnology.isKey(key) else {
        throw table.refusal(
          of: "name", found: "\"\(key)\"",
          accepted: "small letters, digits and hyphens, at most 60")
      }
      let entry = ArrayEntry(
        path: path, key: key, technology: keys.firstIndex(of: technology) ?? 0,
        storesVoltages: try table.optionalBoolean("node_voltages"))
      guard !entries.contains(where: { $0.key == entry.key }) else {
        throw table.refusal(
          of: "name", found: "a second array that is called \(entry.key)",
          accepted: "different names; without them those of the folders are taken")
      }
      entries.append(entry)
    }
    return entries
  }
}
