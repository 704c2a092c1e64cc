internal import Configuration
public import Crossbars

/// A set of golden cases of one technology, with what is needed to make them again.
public struct GoldenSuite: Sendable {
  /// The version of the file's layout.
  public static let schema = 1

  /// The name of the suite.
  public var name: String
  /// The technology file, as its author wrote it.
  public var technologyText: String
  /// The simulator, such as `ngspice`.
  public var simulator: String
  /// The version of the simulator.
  public var simulatorVersion: String
  /// The simulator options that every deck pins.
  public var options: String
  /// The program that made the suite, with its version.
  public var generator: String
  /// What tells this recipe from others: a SHA-256 over recipe, technology and generator.
  public var fingerprint: String
  /// The cases, in the order of the recipe.
  public var cases: [GoldenCase]

  /// Creates a suite from its parts.
  public init(
    name: String, technologyText: String, simulator: String, simulatorVersion: String,
    options: String, generator: String, fingerprint: String, cases: [GoldenCase]
  ) {
    self.name = name
    self.technologyText = technologyText
    self.simulator = simulator
    self.simulatorVersion = simulatorVersion
    self.options = options
    self.generator = generator
    self.fingerprint = fingerprint
    self.cases = cases
  }

  /// Reads the technology that the suite carries.
  ///
  /// - Returns: The technology.
  /// - Throws: `InputError` if the text is not a technology file.
  public func technology() throws -> Technology {
    try Technology(
      ConfigurationDocument(text: technologyText, source: "technology of suite \(name)"))
  }
}
