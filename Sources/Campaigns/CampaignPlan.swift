internal import Configuration
public import Crossbars
public import Foundation
public import GoldenData
internal import Netlists
public import SpiceSolving

/// A recipe with its technologies, expanded into cases.
public struct CampaignPlan: Sendable {
  /// The recipe.
  public let recipe: SuiteRecipe
  /// The text of the recipe.
  public let recipeText: String
  /// The technologies as files, in the order of the recipe.
  public let technologies: [GoldenTechnology]
  /// The arrays of their own files, in the order of the recipe.
  public let arrays: [StoredArray]
  /// The program that carries the plan out, with its version.
  public let generator: String
  /// The cases, in the order of the recipe.
  public let cases: [PlannedCase]

  /// Reads a recipe and the technologies that it names.
  ///
  /// - Parameters:
  ///   - url: The recipe, `suite.toml`.
  ///   - generator: The program that will carry the plan out, with its version.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` if one is malformed, or if the
  ///   recipe combines what does not go together.
  public init(contentsOf url: URL, generator: String) throws {
    let document = try ConfigurationDocument(contentsOf: url)
    let recipe = try SuiteRecipe(document)
    let folder = url.absoluteURL.deletingLastPathComponent()
    try self.init(
      recipe, document,
      places: recipe.technologyPaths.map {
        URL(fileURLWithPath: $0, relativeTo: folder).absoluteURL
      },
      arrays: recipe.arrays.map {
        URL(fileURLWithPath: $0.path, relativeTo: folder).absoluteURL
      }, generator: generator)
  }

  /// Reads the copies of recipe and technologies that a campaign has left in a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder of a suite or of a part of one.
  ///   - generator: The program that will carry the plan out, with its version.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` if one is malformed.
  public init(copiedIn folder: URL, generator: String) throws {
    let document = try ConfigurationDocument(
      contentsOf: folder.appendingPathComponent(GoldenFolder.recipeName))
    let recipe = try SuiteRecipe(document)
    let keys = recipe.technologyKeys
    try self.init(
      recipe, document,
      places: keys.map {
        folder.appendingPathComponent(GoldenFolder.technologyPath($0, of: keys.count))
      },
      arrays: recipe.arrays.map {
        folder.appendingPathComponent(GoldenFolder.arrayPath($0.key))
      }, generator: generator)
  }

  private init(
    _ recipe: SuiteRecipe, _ document: ConfigurationDocument, places: [URL], arrays: [URL],
    generator: String
  ) throws {
    var read: [Technology] = []
    var files: [GoldenTechnology] = []
    for (place, key) in zip(places, recipe.technologyKeys) {
      let file = try ConfigurationDocument(contentsOf: place)
      let technology = try Technology(
        file, resources: .files(in: place.deletingLastPathComponent()))
      try Self.refuseUnstorable(file, technology)
      read.append(technology)
      files.append(
        GoldenTechnology(key: key, text: file.text, resources: technology.resources))
    }
    let stored = try zip(recipe.arrays, arrays).map { entry, place in
      try StoredArray(
        contentsOf: place, key: entry.key, technology: read[entry.technology])
    }
    self.recipe = recipe
    self.arrays = stored
    recipeText = document.text
    technologies = files
    self.generator = generator
    cases = try CaseGrid(
      recipe, technologies: read, arrays: stored, source: document.source
    ).cases
  }

  /// Refuses a technology that cannot be kept with the suite.
  private static func refuseUnstorable(
    _ file: ConfigurationDocument, _ technology: Technology
  ) throws {
    // The file of numbers carries the technology as an attribute, whose size HDF5 limits.
    guard file.text.utf8.count <= 50_000 else {
      throw InputError(
        source: file.source, found: "\(file.text.utf8.count) bytes",
        accepted: "at most 50000 bytes")
    }
    let taken = [
      GoldenFolder.numbersName, GoldenFolder.digestName, GoldenFolder.recipeName,
      GoldenFolder.technologyName, GoldenFolder.technologiesName,
    ]
    for name in technology.resources.keys.sorted() where taken.contains(name) || name.first == "." {
      throw InputError(
        source: file.source, found: "a file that is called \(name)",
        accepted: "a name that is not hidden and that no file of a suite has")
    }
  }

  /// What a result of a technology must show.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The bounds of the recipe, or the standard ones.
  public func bounds(for technology: Technology) -> EvidenceBounds {
    recipe.bounds ?? .standard(for: technology)
  }

  /// Why the second solver may differ as far as it may.
  ///
  /// - Parameters:
  ///   - bounds: What a result of the technology must show.
  ///   - technology: The technology.
  /// - Returns: The reason that the recipe gives for its tolerance, or that of the standard bounds.
  func reason(of bounds: EvidenceBounds, for technology: Technology) -> String {
    guard bounds.secondSolver == EvidenceBounds.standard(for: technology).secondSolver,
      recipe.toleranceReason.isEmpty
    else {
      return recipe.toleranceReason.isEmpty
        ? "The recipe states it under [evidence]." : recipe.toleranceReason
    }
    return technology.isLinear
      ? "Linear circuits are solved to rounding; reltol of the decks is 1e-9."
      : "Newton's method stops within reltol of every branch; columns add up many branches."
  }

  /// How far currents of a technology may be from the stored ones when SPICE runs again.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The tolerance of the recipe, or the standard one: as relative as the second solver
  ///   must be, because both stop Newton's method somewhere within it.
  public func tolerance(for technology: Technology) -> Tolerance {
    recipe.tolerance
      ?? Tolerance(
        relative: EvidenceBounds.standard(for: technology).secondSolver,
        absolute: Tolerance.standard.absolute)
  }

  /// The simulator options of the suite; every deck adds an `abstol` of its own scale.
  var options: String {
    var lines: [String] = []
    for technology in cases.map(\.technology) {
      let line =
        "\(CrossbarDeck.options(for: technology)) \(CrossbarDeck.temperatures(of: technology))"
      if !lines.contains(line) { lines.append(line) }
    }
    return lines.joined(separator: "\n")
  }

  /// A SHA-256 that tells this plan from every other: recipe, technologies, generator, layout.
  public var fingerprint: String {
    var parts = ["golden \(GoldenSuite.schema)", generator, recipeText]
    for technology in technologies {
      parts += [technology.key, technology.text]
      for name in technology.resources.keys.sorted() {
        parts += [name, technology.resources[name] ?? ""]
      }
    }
    for array in arrays {
      for name in array.files.keys.sorted() {
        parts += [array.key, name, Checksum.of(array.files[name] ?? Data())]
      }
    }
    return Checksum.of(Data(parts.joined(separator: "\u{0}").utf8))
  }

  /// The files of the suite's folder that are copies: recipe, technologies and arrays, by their paths.
  var copies: [(name: String, data: Data)] {
    var files = GoldenFolder.files(of: technologies)
    for array in arrays {
      for (name, data) in array.files {
        files["\(GoldenFolder.arrayPath(array.key))/\(name)"] = data
      }
    }
    return [(GoldenFolder.recipeName, Data(recipeText.utf8))]
      + files.sorted { $0.key < $1.key }.map { (name: $0.key, data: $0.value) }
  }
}
