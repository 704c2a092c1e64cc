public import Configuration
internal import Crossbars
internal import GoldenData

extension SuiteRecipe {
  /// The most cases of one suite; larger campaigns are several suites.
  private static let caseLimit = 1000
  /// The most voltages that one simulation may return.
  private static let vectorLimit = 1 << 23

  /// Reads a recipe.
  ///
  /// - Parameter document: A TOML document as `docs/golden-data.md` describes it.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range.
  public init(_ document: ConfigurationDocument) throws {
    let root = document.root
    _ = try root.integer("schema", in: 1...1)
    name = try root.string("name")
    guard !name.isEmpty, name.count <= 60, name.utf8.allSatisfy(Self.isNameByte) else {
      throw root.refusal(
        of: "name", found: "the text \"\(name)\"",
        accepted: "small letters, digits and hyphens, at most 60")
    }
    technologyPath = try root.string("technology")
    seed = try root.optionalInteger("seed", in: 0...Int.max) ?? 0
    tolerance = .standard
    toleranceReason = ""
    if let table = try root.optionalTable("evidence") {
      let part = 0...1.0
      bounds = EvidenceBounds(
        kirchhoff: try table.optionalNumber("kirchhoff_relative", in: part) ?? 1e-9,
        secondSolver: try table.number("second_solver_relative", in: part),
        acceptsHomotopy: try table.optionalBoolean("accept_homotopy") ?? false,
        fallback: try FallbackPolicy.list(table))
    }
    if let table = try root.optionalTable("tolerance") {
      tolerance.relative = try table.number("relative", in: 0...1)
      tolerance.absolute = try table.optionalNumber("absolute_ampere", in: 0...1) ?? 1e-15
      toleranceReason = try table.string("reason")
      guard toleranceReason.contains(where: \.isLetter) else {
        throw table.refusal(
          of: "reason", found: "no words", accepted: "why this tolerance is right")
      }
    }
    blocks = []
    for table in try root.tables("cases") { blocks.append(try Self.block(table)) }
    guard !blocks.isEmpty else {
      throw root.refusal(
        of: "cases", found: "no cases", accepted: "at least one table [[cases]]")
    }
    let count = blocks.reduce(0) { $0 + $1.arrays * $1.inputs.count }
    guard count <= Self.caseLimit else {
      throw root.refusal(
        of: "cases", found: "\(count) cases", accepted: "at most \(Self.caseLimit)")
    }
    try root.finish()
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func block(_ table: ConfigurationTable) throws -> Block {
    let block = Block(
      rows: try table.integer("rows", in: 1...1024),
      columns: try table.integer("columns", in: 1...1024),
      arrays: try table.optionalInteger("arrays", in: 1...caseLimit) ?? 1,
      batch: try table.integer("batch", in: 1...10_000),
      programming: try programming(table), variation: try variation(table),
      inputs: try inputs(table),
      inputLevels: try table.optionalInteger("input_levels", in: 2...65_536) ?? 16,
      zeroFraction: try table.optionalNumber("zero_fraction", in: 0...0.999) ?? 0.7)
    let count = (2 * block.rows + 1) * block.columns * block.batch
    guard count <= vectorLimit else {
      throw table.refusal(
        of: "batch", found: "\(count) voltages and currents in one case",
        accepted: "at most \(vectorLimit); take a smaller batch and more arrays")
    }
    return block
  }

  private static func programming(_ table: ConfigurationTable) throws -> ArrayProgramming {
    switch try table.choice("programming", of: ["levels", "continuous", "binary"]) {
    case "levels": .levels(try table.integer("levels", in: 2...65_536))
    case "binary": .binary(onFraction: try table.optionalNumber("on_fraction", in: 0...1) ?? 0.5)
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
