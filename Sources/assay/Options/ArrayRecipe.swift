import Configuration
import Crossbars
import Foundation
import GoldenData

/// The recipe of a fabricated array and what it is read with as a golden case, with its technology.
struct ArrayRecipe {
  /// The files beside those of the array.
  let files: [(name: String, data: Data)]

  /// The names of the files that the technology names.
  var resourceNames: [String] {
    files.map(\.name).filter {
      $0 != GoldenFolder.recipeName && $0 != GoldenFolder.technologyName
    }
  }

  /// Writes the recipe.
  ///
  /// - Parameters:
  ///   - name: Which array it is; it becomes the name of the case.
  ///   - technology: The technology of the array.
  ///   - text: The text of its file.
  init(_ name: String, technology: Technology, text: String) {
    let key = String(
      name.lowercased().map { GoldenTechnology.isKey(String($0)) ? $0 : "-" }.prefix(60))
    let recipe = """
      # An array of a network with what an image reads it with, as assay fabricate found both.
      schema = 1
      name = "\(key)"
      technology = "\(GoldenFolder.technologyName)"
      [[arrays]]
      folder = "."
      name = "\(key)"

      """
    files =
      [
        (GoldenFolder.recipeName, Data(recipe.utf8)),
        (GoldenFolder.technologyName, Data(text.utf8)),
      ]
      + technology.resources.sorted { $0.key < $1.key }.map { ($0.key, Data($0.value.utf8)) }
  }
}
