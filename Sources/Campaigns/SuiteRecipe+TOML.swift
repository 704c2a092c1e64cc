public import Configuration
internal import Crossbars
internal import GoldenData
internal import SpiceSolving

extension SuiteRecipe {
  /// The most cases of one suite; larger campaigns are several suites.
  private static let caseLimit = 5000
  /// The most technologies of one suite.
  private static let technologyLimit = 100

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
    (technologyPaths, namesTechnologies) = try Self.technologies(root)
    seed = try root.optionalInteger("seed", in: 0...Int.max) ?? 0
    toleranceReason = ""
    if let table = try root.optionalTable("evidence") {
      bounds = try EvidenceBounds(table)
    }
    if let table = try root.optionalTable("tolerance") {
      tolerance = Tolerance(
        relative: try table.number("relative", in: 0...1),
        absolute: try table.optionalNumber("absolute_ampere", in: 0...1) ?? 1e-15)
      toleranceReason = try table.string("reason")
      guard toleranceReason.contains(where: \.isLetter) else {
        throw table.refusal(
          of: "reason", found: "no words", accepted: "why this tolerance is right")
      }
    }
    blocks = []
    let keys = technologyPaths.map(Self.key(ofPath:))
    for table in try root.tables("cases") { blocks.append(try Block(table, technologies: keys)) }
    arrays = try Self.arrays(root, technologies: keys)
    guard !blocks.isEmpty || !arrays.isEmpty else {
      throw root.refusal(
        of: "cases", found: "no cases", accepted: "at least one table [[cases]] or [[arrays]]")
    }
    let count = blocks.reduce(arrays.count) { $0 + $1.caseCount }
    guard count <= Self.caseLimit else {
      throw root.refusal(
        of: "cases", found: "\(count) cases", accepted: "at most \(Self.caseLimit)")
    }
    try root.finish()
  }

  /// Reads `technology`, or the list `technologies`.
  private static func technologies(
    _ root: ConfigurationTable
  ) throws -> (paths: [String], areNamed: Bool) {
    guard let paths = try root.optionalStrings("technologies") else {
      return ([try root.string("technology")], false)
    }
    if try root.optionalString("technology") != nil {
      throw root.refusal(
        of: "technology", found: "both technology and technologies", accepted: "one of them")
    }
    guard !paths.isEmpty, paths.count <= technologyLimit else {
      throw root.refusal(
        of: "technologies", found: "\(paths.count) files",
        accepted: "1 to \(technologyLimit) technology files")
    }
    let keys = paths.map(key(ofPath:))
    if let index = keys.indices.first(where: { keys[..<$0].contains(keys[$0]) }) {
      throw root.refusal(
        of: "technologies", found: "two files that are called \(keys[index])",
        accepted: "files of different names; cases are named after them")
    }
    return (paths, true)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
