internal import Configuration
internal import Crossbars
internal import SpiceSolving

extension SuiteRecipe.Block {
  /// The most arrays, cycles or reads of one block.
  private static let countLimit = 5000
  /// The most voltages that one simulation may return.
  static let vectorLimit = 1 << 23

  /// Reads one table `[[cases]]`.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - keys: The technologies of the suite.
  /// - Throws: `InputError` if a key is unknown, missing or out of range, or if a combination makes
  ///   no sense.
  init(_ table: ConfigurationTable, technologies keys: [String]) throws {
    let counts = 1...Self.countLimit
    self.init(
      technologies: try Self.technologies(table, keys), sizes: try Self.sizes(table),
      arrangements: try Self.words("arrangement", table) ?? [.plain],
      unselectedRows: try Self.words(ReadMode.Key.unselectedRows.rawValue, table),
      driveSides: try Self.words(ReadMode.Key.driveSide.rawValue, table),
      senseSides: try Self.words(ReadMode.Key.senseSide.rawValue, table),
      drivenRows: try table.optionalInteger("driven_rows", in: 1...1024),
      times: try table.optionalOneOrMoreNumbers("time_second", in: 0...1e12),
      arrays: try table.optionalInteger("arrays", in: counts) ?? 1,
      cycles: try table.optionalInteger("cycles", in: counts) ?? 1,
      reads: try table.optionalInteger("reads", in: counts) ?? 1,
      batch: try table.integer("batch", in: 1...10_000),
      programming: try Self.programming(table), variation: try Self.variation(table),
      inputs: try Self.inputs(table),
      inputLevels: try table.optionalInteger("input_levels", in: 2...65_536) ?? 16,
      zeroFraction: try table.optionalNumber("zero_fraction", in: 0...0.999) ?? 0.7,
      transient: try table.optionalTable("transient").map(TransientSettings.init),
      storesVoltages: try table.optionalBoolean("node_voltages"))
    try refuseOversize(table)
    try refuseSelection(table)
    if inputs.contains(.oneEnd), let size = sizes.first(where: { $0.rows < 2 }) {
      throw table.refusal(
        of: "inputs", found: "one-end inputs of \(size.rows) row",
        accepted: "arrays of at least 2 rows: some are on, and some are not")
    }
    for arrangement in arrangements {
      guard let size = sizes.first(where: { arrangement.weightColumns(in: $0.columns) == nil })
      else { continue }
      throw table.refusal(
        of: "arrangement", found: "\(arrangement.rawValue) in \(size.columns) columns",
        accepted: "an even number of columns for pairs, and 2 or more beside a reference")
    }
    try refuseRepetition(table)
  }

  private func refuseOversize(_ table: ConfigurationTable) throws {
    for size in sizes {
      let count = (2 * size.rows + 1) * size.columns * batch
      guard count <= Self.vectorLimit else {
        throw table.refusal(
          of: "batch", found: "\(count) voltages and currents in one case",
          accepted: "at most \(Self.vectorLimit); take a smaller batch and more arrays")
      }
    }
  }

  /// Refuses rows that cannot be selected, and inputs that contradict the selection.
  private func refuseSelection(_ table: ConfigurationTable) throws {
    guard let drivenRows else { return }
    if let size = sizes.first(where: { $0.rows < drivenRows }) {
      throw table.refusal(
        of: "driven_rows", found: "\(drivenRows) of \(size.rows) rows",
        accepted: "at most as many rows as the smallest array has")
    }
    if let kind = inputs.first(where: { ![.binary, .multiLevel].contains($0) }) {
      throw table.refusal(
        of: "inputs", found: "\(kind.rawValue) inputs together with driven_rows",
        accepted: "\"binary\" or \"multi-level\"; driven_rows says which rows are at 0 V")
    }
    if inputs.contains(.binary), batch > 1 {
      throw table.refusal(
        of: "batch", found: "\(batch) binary inputs of the same driven rows, which are all alike",
        accepted: "1, or \"multi-level\" inputs")
    }
  }

  /// Refuses repetitions that would give the same array again.
  private func refuseRepetition(_ table: ConfigurationTable) throws {
    guard variation != nil else { return }
    for (key, isPlain) in [
      ("cycles", cycles == 1), ("reads", reads == 1), ("time_second", times == nil),
    ] where !isPlain {
      throw table.refusal(
        of: key, found: "more than one state of an array that only the recipe varies",
        accepted: "distribution = \"technology\" together with it")
    }
  }

  private static func technologies(
    _ table: ConfigurationTable, _ keys: [String]
  ) throws -> [Int] {
    let chosen = try table.optionalChoices("technologies", of: keys) ?? keys
    return keys.indices.filter { chosen.contains(keys[$0]) }
  }

  private static func sizes(_ table: ConfigurationTable) throws -> [Size] {
    guard let texts = try table.optionalStrings("sizes") else {
      return [
        Size(
          rows: try table.integer("rows", in: 1...1024),
          columns: try table.integer("columns", in: 1...1024))
      ]
    }
    for key in ["rows", "columns"] where table.keys.contains(key) {
      throw table.refusal(of: key, found: "both \(key) and sizes", accepted: "one of them")
    }
    let accepted = "a list of texts such as \"16x32\", rows first, 1 to 1024, each at most once"
    let sizes = try texts.map { text in
      let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let rows = parts[0], let columns = parts[1],
        (1...1024).contains(rows), (1...1024).contains(columns), text == "\(rows)x\(columns)"
      else { throw table.refusal(of: "sizes", found: "\"\(text)\"", accepted: accepted) }
      return Size(rows: rows, columns: columns)
    }
    guard !sizes.isEmpty, Set(texts).count == texts.count else {
      throw table.refusal(
        of: "sizes", found: sizes.isEmpty ? "an empty list" : "\(texts)", accepted: accepted)
    }
    return sizes
  }

  private static func words<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ table: ConfigurationTable
  ) throws -> [Value]? where Value.RawValue == String {
    try table.optionalChoices(key, of: Value.allCases.map(\.rawValue))?.compactMap(Value.init)
  }

  private static func programming(_ table: ConfigurationTable) throws -> ArrayProgramming {
    switch try table.choice("programming", of: ["levels", "continuous", "binary", "technology"]) {
    case "levels": .levels(try table.integer("levels", in: 2...65_536))
    case "binary": .binary(onFraction: try table.optionalNumber("on_fraction", in: 0...1) ?? 0.5)
    case "technology": .technology
    default: .continuous
    }
  }

  private static func variation(_ table: ConfigurationTable) throws -> ProgrammingVariation? {
    let relative: [ProgrammingVariation.Distribution] = [.none, .logNormal, .gaussian]
    let word = try table.optionalChoice(
      "distribution", of: relative.map(\.rawValue) + ["technology"])
    guard word != "technology" else { return nil }
    let distribution = ProgrammingVariation.Distribution(rawValue: word ?? "none") ?? .none
    guard distribution != .none else { return ProgrammingVariation.none }
    return ProgrammingVariation(
      distribution: distribution, relativeSigma: try table.number("relative_sigma", in: 0...2))
  }

  private static func inputs(_ table: ConfigurationTable) throws -> [InputKind] {
    let accepted = InputKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    let words = try table.optionalStrings("inputs") ?? []
    let kinds = words.compactMap(InputKind.init)
    guard !kinds.isEmpty, kinds.count == words.count, Set(kinds).count == kinds.count else {
      throw table.refusal(
        of: "inputs", found: words.isEmpty ? "no kind of input" : "\(words)",
        accepted: "a list of \(accepted), each at most once")
    }
    return kinds
  }
}

extension TransientSettings {
  /// Reads the table `[cases.transient]`.
  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(
      tolerance: try table.optionalNumber(
        "settling_tolerance", in: Self.acceptedTolerances) ?? 0.01,
      duration: try table.number("duration_second", in: 1e-15...1))
  }
}
