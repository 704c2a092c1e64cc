import ArrayStorage
import Configuration
import Crossbars
import Foundation

/// A folder with what a fabricated array has of its own, as `assay fabricate` writes it and
/// `--deviations` reads it.
struct DeviationFolder {
  /// The files of a fabricated array that are no deviations, and that a reading of them passes over.
  enum Companion: String, CaseIterable {
    case conductances
    case targets
    case deviceFactors = "device_factors"
    case programmed = "programmed_conductances"
    case faults
    case inputs

    /// The name of the file.
    var fileName: String { "\(rawValue).npy" }
  }

  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The name of the file that holds a part.
  static func fileName(of part: DeviationPart) -> String { "\(part.rawValue).npy" }

  /// The names of all files of arrays that such a folder may hold.
  static var fileNames: [String] {
    Companion.allCases.map(\.fileName) + DeviationPart.allCases.map(fileName)
  }

  /// Gives an array the deviations of the folder.
  ///
  /// - Parameter crossbar: The array, without deviations.
  /// - Returns: The array; what has no file does not deviate.
  /// - Throws: `UnavailableError` if the folder cannot be read, `InputError` if an array in it has
  ///   another name than the known ones, or does not fit.
  func applied(to crossbar: Crossbar) throws -> Crossbar {
    var parts: [DeviationPart: DeviationValues] = [:]
    for name in try arrayNames() {
      let part = DeviationPart.allCases.first { Self.fileName(of: $0) == name }
      guard let part else {
        guard Self.fileNames.contains(name) else {
          throw InputError(
            source: path, found: "\(name), which is no deviation",
            accepted: DeviationPart.allCases.map(Self.fileName).joined(separator: ", "))
        }
        continue
      }
      let (shape, values) = try NPYFile.readArray(file(name))
      parts[part] = DeviationValues(shape: shape, elements: values)
    }
    return try crossbar.deviating(by: parts) { file(Self.fileName(of: $0)).path }
  }

  /// The names of the files of the folder that hold arrays, in alphabetical order; empty if there is no
  /// folder.
  func existingArrayNames() -> [String] { (try? arrayNames()) ?? [] }

  private func arrayNames() throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw UnavailableError(path, reason: "there is no such folder")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { $0.hasSuffix(".npy") }.sorted()
    } catch {
      throw UnavailableError(path, reason: "the folder cannot be read")
    }
  }

  private func file(_ name: String) -> URL {
    URL(fileURLWithPath: path).appendingPathComponent(name)
  }
}
