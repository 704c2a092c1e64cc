internal import Configuration

extension ReadMode {
  /// The keys of a mode in technology files, model files and golden data.
  public enum Key: String, Sendable, CaseIterable {
    /// The key of ``ReadMode/unselectedRows``.
    case unselectedRows = "unselected_rows"
    /// The key of ``ReadMode/driveSide``.
    case driveSide = "drive"
    /// The key of ``ReadMode/senseSide``.
    case senseSide = "sense"
  }

  /// The word under a key.
  public subscript(key: Key) -> String {
    switch key {
    case .unselectedRows: unselectedRows.rawValue
    case .driveSide: driveSide.rawValue
    case .senseSide: senseSide.rawValue
    }
  }

  /// The words that are accepted under a key.
  ///
  /// - Parameter key: The key.
  /// - Returns: The words.
  public static func words(for key: Key) -> [String] {
    switch key {
    case .unselectedRows: UnselectedRows.allCases.map(\.rawValue)
    case .driveSide: DriveSide.allCases.map(\.rawValue)
    case .senseSide: SenseSide.allCases.map(\.rawValue)
    }
  }

  /// Creates a mode from its words.
  ///
  /// - Parameter word: Gives the word under a key, one of ``words(for:)``; nil for that of the
  ///   standard mode.
  public init(word: (Key) throws -> String?) rethrows {
    self.init(
      unselectedRows: try word(.unselectedRows).flatMap(UnselectedRows.init) ?? .grounded,
      driveSide: try word(.driveSide).flatMap(DriveSide.init) ?? .single,
      senseSide: try word(.senseSide).flatMap(SenseSide.init) ?? .bottom)
  }

  /// Reads the keys of the table `[read]` that describe the mode; all are optional.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a word is unknown.
  init(_ table: ConfigurationTable) throws {
    try self.init { try table.optionalChoice($0.rawValue, of: Self.words(for: $0)) }
  }
}
