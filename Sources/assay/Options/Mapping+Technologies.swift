import Crossbars
import Foundation
import Inference
import Records

extension Mapping {
  /// Reads the technologies that the mapping gives to some layers.
  ///
  /// - Parameter files: The files of the command, none of which they may be.
  /// - Returns: The technologies, by their names in the mapping.
  /// - Throws: Whatever keeps a file from being read; `UsageError` if one is an output.
  func layerTechnologies(_ files: CommandFiles) throws -> [String: Technology] {
    try technologyFiles.mapValues { file in
      let technology = try Technology(contentsOf: file)
      try files.read([file.path] + resourceFiles(of: technology, at: file.path))
      return technology
    }
  }
}
