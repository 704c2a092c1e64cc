import Campaigns
import Foundation
import GoldenData

/// A suite in a folder, to be changed so that its files agree with each other again.
struct StoredSuite {
  private let folder: URL

  init(_ folder: URL) { self.folder = folder }

  /// Changes the numbers, the recipe or the technologies, and makes digests and fingerprint fit.
  ///
  /// - Parameters:
  ///   - recipe: Changes the text of the recipe.
  ///   - edit: Changes numbers and technologies.
  /// - Throws: What reading, changing and writing throw.
  func change(
    recipe: (String) -> String = { $0 }, _ edit: (inout GoldenSuite) throws -> Void
  ) throws {
    var suite = try GoldenFolder(contentsOf: folder).suite
    try edit(&suite)
    let recipeFile = folder.appendingPathComponent(GoldenFolder.recipeName)
    let text = recipe(try String(contentsOf: recipeFile, encoding: .utf8))
    try Data(text.utf8).write(to: recipeFile)
    var files = GoldenFolder.files(of: suite.technologies)
    for (path, data) in files { try data.write(to: folder.appendingPathComponent(path)) }
    suite.fingerprint = try CampaignPlan(copiedIn: folder, generator: suite.generator).fingerprint
    let numbers = try suite.serialized()
    files[GoldenFolder.numbersName] = numbers
    files[GoldenFolder.recipeName] = Data(text.utf8)
    try numbers.write(to: folder.appendingPathComponent(GoldenFolder.numbersName))
    try GoldenDigest(suite, files: files).serialized()
      .write(to: folder.appendingPathComponent(GoldenFolder.digestName))
  }
}
