internal import Configuration
internal import Foundation
internal import GoldenData
internal import Records

/// Where golden data, models and the numbers of the last release are stored.
public struct StoredFidelity: Sendable {
  private let golden: String
  private let models: String

  /// Names the folders; nothing is read.
  ///
  /// - Parameters:
  ///   - golden: The folder of the folders with golden data, and of the numbers of the release.
  ///   - models: The folder of the models.
  public init(golden: String, models: String) {
    self.golden = golden
    self.models = models
  }

  /// The folders with golden data, in the order of the alphabet.
  ///
  /// - Returns: Their paths.
  /// - Throws: `UnavailableError` if there are none.
  public func suites() throws -> [String] {
    let folders = try contents(of: golden).map { "\(golden)/\($0)" }.filter { path in
      // A suite that has lost one of the two is damaged, and is not passed over in silence.
      [GoldenFolder.digestName, GoldenFolder.numbersName].contains { name in
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
      }
    }
    guard !folders.isEmpty else {
      throw UnavailableError(golden, reason: "no golden data in this folder; name some by --golden")
    }
    return folders
  }

  /// The files of models, in the order of the alphabet.
  ///
  /// - Returns: Their paths.
  /// - Throws: `UnavailableError` if there are none.
  public func modelFiles() throws -> [String] {
    let files = try contents(of: models).filter { $0.hasSuffix(".json") }
    guard !files.isEmpty else {
      throw UnavailableError(models, reason: "no models in this folder; `calibrate` makes them")
    }
    return files.map { "\(models)/\($0)" }
  }

  /// The file with the numbers of the last release.
  ///
  /// - Returns: Its path; nil if there is none.
  public func releaseFile() -> String? {
    let path = "\(golden)/\(ReleaseNumbers.fileName)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  private func contents(of folder: String) throws -> [String] {
    try InputFile.names(in: URL(fileURLWithPath: folder))
  }
}
