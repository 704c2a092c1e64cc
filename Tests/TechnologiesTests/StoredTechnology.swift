import Crossbars
import Foundation

/// The technologies that come with the project.
enum StoredTechnology {
  /// Reads one by its name.
  static func read(_ name: String) throws -> Technology {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try Technology(
      contentsOf: package.appendingPathComponent("netlists/technologies/\(name).toml"))
  }
}
