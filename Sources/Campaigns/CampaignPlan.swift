internal import Configuration
public import Crossbars
public import Foundation
internal import GoldenData
internal import Netlists

/// A recipe with its technology, expanded into cases.
public struct CampaignPlan: Sendable {
  /// The recipe.
  public let recipe: SuiteRecipe
  /// The text of the recipe.
  public let recipeText: String
  /// The technology.
  public let technology: Technology
  /// The text of the technology file.
  public let technologyText: String
  /// The program that carries the plan out, with its version.
  public let generator: String
  /// The cases, in the order of the recipe.
  public let cases: [PlannedCase]

  /// Reads a recipe and the technology that it names.
  ///
  /// - Parameters:
  ///   - url: The recipe, `suite.toml`.
  ///   - generator: The program that will carry the plan out, with its version.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` if one is malformed.
  public init(contentsOf url: URL, generator: String) throws {
    let document = try ConfigurationDocument(contentsOf: url)
    let recipe = try SuiteRecipe(document)
    let place = URL(
      fileURLWithPath: recipe.technologyPath,
      relativeTo: url.absoluteURL.deletingLastPathComponent())
    try self.init(
      recipe, document, technology: ConfigurationDocument(contentsOf: place.absoluteURL),
      generator: generator)
  }

  /// Reads the copies of recipe and technology that a campaign has left in a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder of a suite or of a part of one.
  ///   - generator: The program that will carry the plan out, with its version.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` if one is malformed.
  public init(copiedIn folder: URL, generator: String) throws {
    let document = try ConfigurationDocument(
      contentsOf: folder.appendingPathComponent(GoldenFolder.recipeName))
    try self.init(
      SuiteRecipe(document), document,
      technology: ConfigurationDocument(
        contentsOf: folder.appendingPathComponent(GoldenFolder.technologyName)),
      generator: generator)
  }

  private init(
    _ recipe: SuiteRecipe, _ document: ConfigurationDocument, technology: ConfigurationDocument,
    generator: String
  ) throws {
    // The file of numbers carries the technology as an attribute, whose size HDF5 limits.
    guard technology.text.utf8.count <= 50_000 else {
      throw InputError(
        source: technology.source, found: "\(technology.text.utf8.count) bytes",
        accepted: "at most 50000 bytes")
    }
    self.recipe = recipe
    recipeText = document.text
    self.technology = try Technology(technology)
    technologyText = technology.text
    self.generator = generator
    cases = Self.expand(recipe, self.technology)
  }

  private static func expand(_ recipe: SuiteRecipe, _ technology: Technology) -> [PlannedCase] {
    var cases: [PlannedCase] = []
    var arraysOfPrefix: [String: Int] = [:]
    for (blockIndex, block) in recipe.blocks.enumerated() {
      let variation =
        switch block.variation?.distribution {
        case nil: "fabricated"
        case .some(.none): "exact"
        case .some(let distribution): distribution.rawValue
        }
      let prefix = [
        technology.device.name, "\(block.rows)x\(block.columns)", block.programming.slug,
        variation.replacingOccurrences(of: "-", with: ""),
      ].joined(separator: "-")
      for arrayIndex in 0..<block.arrays {
        let number = arraysOfPrefix[prefix, default: 0] + 1
        arraysOfPrefix[prefix] = number
        for kind in block.inputs {
          cases.append(
            PlannedCase(
              index: cases.count, slug: "\(prefix)-array\(number)-\(kind.rawValue)", block: block,
              blockIndex: blockIndex, arrayIndex: arrayIndex, kind: kind,
              seed: UInt64(recipe.seed), technology: technology))
        }
      }
    }
    return cases
  }

  /// What a result must show.
  public var bounds: EvidenceBounds { recipe.bounds ?? .standard(for: technology) }

  /// The simulator options of the suite; every deck adds an `abstol` of its own scale.
  var options: String {
    "\(CrossbarDeck.options(for: technology)) temp=\(technology.temperature) tnom=\(technology.temperature)"
  }

  /// A SHA-256 that tells this plan from every other: recipe, technology, generator, layout.
  public var fingerprint: String {
    let parts = ["golden \(GoldenSuite.schema)", generator, recipeText, technologyText]
    return Checksum.of(Data(parts.joined(separator: "\u{0}").utf8))
  }
}
