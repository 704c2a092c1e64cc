internal import Configuration
internal import Crossbars
public import Foundation

/// What a reviewer reads of a suite: shapes, ranges, checksums and evidence of every case.
public struct GoldenDigest: Sendable, Equatable, Codable {
  /// The summary of one stored array.
  public struct ArraySummary: Sendable, Equatable, Codable {
    /// The length of every axis.
    public var shape: [Int]
    /// The smallest element.
    public var minimum: Double
    /// The largest element.
    public var maximum: Double
    /// The SHA-256 of the elements as little-endian float64.
    public var sha256: String
  }

  /// The summary of one case.
  public struct CaseSummary: Sendable, Equatable, Codable {
    /// The name of the case.
    public var slug: String
    /// The key of its technology.
    public var technology: String
    /// What was programmed and how it is read, in one line.
    public var setting: String
    /// The stored arrays by name.
    public var arrays: [String: ArraySummary]
    /// The SHA-256 of the simulated decks.
    public var deckDigest: String
    /// The simulator options of the decks.
    public var options: String
    /// What the simulator's messages come to.
    public var verdict: String
    /// How the simulator reached its operating points.
    public var path: String
    /// What solved the simulator's equations.
    public var matrixSolver: String
    /// The largest Kirchhoff residual, over the largest cell current.
    public var kirchhoff: Double
    /// The largest difference of the nodal solver, over the largest current.
    public var secondSolver: Double
    /// How far a current may be from the stored one.
    public var tolerance: Tolerance

    enum CodingKeys: String, CodingKey {
      case slug, technology, setting, arrays, options, verdict, path, tolerance
      case deckDigest = "deck_sha256"
      case matrixSolver = "matrix_solver"
      case kirchhoff = "kcl_residual_max"
      case secondSolver = "second_solver_rel_max"
    }
  }

  /// The version of the layout.
  public var schema: Int
  /// The name of the suite.
  public var suite: String
  /// The simulator and its version.
  public var simulator: String
  /// The program that made the suite.
  public var generator: String
  /// What tells this recipe from others.
  public var fingerprint: String
  /// The SHA-256 of every file of the suite.
  public var files: [String: String]
  /// The cases, in the order of the recipe.
  public var cases: [CaseSummary]

  /// Summarizes a suite.
  ///
  /// - Parameters:
  ///   - suite: The suite.
  ///   - files: The bytes of its files by name.
  public init(_ suite: GoldenSuite, files: [String: Data]) {
    schema = GoldenSuite.schema
    self.suite = suite.name
    simulator = "\(suite.simulator) \(suite.simulatorVersion)"
    generator = suite.generator
    fingerprint = suite.fingerprint
    self.files = files.mapValues { Checksum.of($0) }
    cases = suite.cases.map(CaseSummary.init)
  }

  /// A SHA-256 over the arrays of all cases, which does not depend on how a file packs them.
  public var arraysSha256: String {
    Checksum.of(
      Data(
        cases.flatMap { item in
          item.arrays.keys.sorted().map { "\(item.slug) \($0) \(item.arrays[$0]?.sha256 ?? "")\n" }
        }.joined().utf8))
  }

  /// The JSON text, with sorted keys.
  ///
  /// - Returns: UTF-8 that ends with a line feed.
  /// - Throws: An encoding error; finite numbers cannot cause one.
  public func serialized() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads a digest.
  ///
  /// - Parameters:
  ///   - data: The JSON text.
  ///   - source: The name that messages use.
  /// - Throws: `InputError` if the text is not a digest or has unknown keys.
  public init(data: Data, source: String) throws {
    let accepted = "a digest of schema \(GoldenSuite.schema)"
    try JSONText.check(data, source: source, accepted: accepted)
    try JSONRecord.requireHeader(
      schema: GoldenSuite.schema, of: data, source: source,
      remedy: "make the suite again with `assay golden generate`")
    do {
      self = try JSONDecoder().decode(GoldenDigest.self, from: data)
    } catch let error as DecodingError {
      let (location, found) = JSONText.explanation(of: error)
      throw InputError(
        source: source, location: location, found: found, accepted: accepted)
    }
    if let key = try JSONText.unknownKey(in: data, comparedWith: serialized()) {
      throw InputError(source: source, location: "key \(key)", found: "the key is unknown")
    }
  }
}

extension GoldenDigest.CaseSummary {
  init(_ item: GoldenCase) {
    slug = item.slug
    technology = item.setting.technology
    setting = item.setting.summary
    deckDigest = item.deckDigest
    options = item.options
    verdict = item.evidence.verdict
    path = item.evidence.path
    matrixSolver = item.evidence.matrixSolver
    kirchhoff = item.evidence.kirchhoff
    secondSolver = item.evidence.secondSolver
    tolerance = item.tolerance
    arrays = Dictionary(
      uniqueKeysWithValues: item.arrays.map { array in
        (
          array.name,
          GoldenDigest.ArraySummary(
            shape: array.shape, minimum: array.values.min() ?? 0,
            maximum: array.values.max() ?? 0, sha256: Checksum.of(array.values))
        )
      })
  }

  /// What of this summary another one contradicts.
  func disagreements(with other: GoldenDigest.CaseSummary) -> [String] {
    var found = Set(arrays.keys).union(other.arrays.keys).sorted().filter {
      arrays[$0] != other.arrays[$0]
    }
    for (name, isSame) in [
      ("technology", technology == other.technology), ("setting", setting == other.setting),
      ("deck_sha256", deckDigest == other.deckDigest), ("options", options == other.options),
      ("verdict", verdict == other.verdict), ("path", path == other.path),
      ("matrix_solver", matrixSolver == other.matrixSolver),
      ("kcl_residual_max", kirchhoff == other.kirchhoff),
      ("second_solver_rel_max", secondSolver == other.secondSolver),
      ("tolerance", tolerance == other.tolerance),
    ] where !isSame {
      found.append(name)
    }
    return found
  }
}

extension CaseSetting {
  /// All of the setting in one line.
  var summary: String {
    "seed \(seed), array \(array), cycle \(cycle), read \(read)"
      + "\(time.map { " \($0) s after programming" } ?? ""), "
      + "\(arrangement.rawValue) columns, unselected rows \(readMode.unselectedRows.rawValue), "
      + "\(readMode.driveSide.rawValue) drive, sense at \(readMode.senseSide.rawValue)"
  }
}
