extension ConfigurationTable {
  /// A list of texts, numbers and truth values, if the key is present.
  ///
  /// - Parameter key: The key.
  /// - Returns: The values, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no list, or a list of tables or lists.
  public func optionalValues(_ key: String) throws -> [ConfigurationValue]? {
    guard let found = value(key) else { return nil }
    guard case .array(let elements) = found, elements.allSatisfy({ $0.plain != nil }) else {
      throw refusal(
        of: key, found: found.explained, accepted: "a list of texts, numbers or truth values")
    }
    return elements
  }

  /// All values of a table and of the tables inside it, if it is present.
  ///
  /// - Parameter key: The name of the table.
  /// - Returns: For each value the names of the tables inside this one, and its key; in the order of these.
  /// - Throws: ``InputError`` if there is no table at the key.
  public func leaves(
    of key: String
  ) throws -> [(path: [String], value: ConfigurationValue)] {
    guard let found = value(key) else { return [] }
    guard case .table(let table) = found else {
      throw refusal(of: key, found: found.explained, accepted: "a table")
    }
    func leaves(
      in table: [String: ConfigurationValue], _ path: [String]
    ) -> [(path: [String], value: ConfigurationValue)] {
      table.keys.sorted().flatMap { key in
        if case .table(let inner) = table[key] { return leaves(in: inner, path + [key]) }
        return table[key].map { [(path + [key], $0)] } ?? []
      }
    }
    return leaves(in: table, [])
  }
}
