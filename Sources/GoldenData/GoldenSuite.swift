internal import Configuration
public import Crossbars

/// A set of golden cases, with what is needed to make them again.
public struct GoldenSuite: Sendable {
  /// The version of the file's layout.
  public static let schema = 2

  /// The name of the suite.
  public var name: String
  /// The technologies of the cases, in the order of the recipe.
  public var technologies: [GoldenTechnology]
  /// The simulator, such as `ngspice`.
  public var simulator: String
  /// The version of the simulator.
  public var simulatorVersion: String
  /// The simulator options that every deck pins; those of one deck are with its case.
  public var options: String
  /// The program that made the suite, with its version.
  public var generator: String
  /// What tells this recipe from others: a SHA-256 over recipe, technologies and generator.
  public var fingerprint: String
  /// The cases, in the order of the recipe.
  public var cases: [GoldenCase]

  /// Creates a suite from its parts.
  public init(
    name: String, technologies: [GoldenTechnology], simulator: String, simulatorVersion: String,
    options: String, generator: String, fingerprint: String, cases: [GoldenCase]
  ) {
    self.name = name
    self.technologies = technologies
    self.simulator = simulator
    self.simulatorVersion = simulatorVersion
    self.options = options
    self.generator = generator
    self.fingerprint = fingerprint
    self.cases = cases
  }

  /// Reads the technologies that the suite carries.
  ///
  /// - Returns: The technologies by their keys.
  /// - Throws: `InputError` if a text is not a technology file.
  public func technologiesByKey() throws -> [String: Technology] {
    try Dictionary(
      technologies.map { ($0.key, try $0.technology()) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads the technology of a suite that has one alone.
  ///
  /// - Parameter purpose: What needs one technology, for the message.
  /// - Returns: The technology.
  /// - Throws: `InputError` if there are several, or the text is not a technology file.
  public func onlyTechnology(for purpose: String) throws -> Technology {
    guard technologies.count == 1 else {
      throw InputError(
        source: "suite \(name)",
        found: "\(technologies.count) technologies "
          + "(\(technologies.prefix(3).map(\.key).joined(separator: ", "))\(technologies.count > 3 ? ", …" : ""))",
        accepted: "a suite of one technology, for \(purpose)")
    }
    return try technologies[0].technology()
  }
}
