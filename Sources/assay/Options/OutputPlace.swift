import ArrayStorage
import Configuration
import Foundation

/// Checks that files can be written and are none of the inputs, because minutes of work must not end at
/// a wrong name, nor what they were made of be lost.
///
/// - Parameters:
///   - outputs: The files that will be written.
///   - inputs: Files that are read, and folders of which any file may be.
/// - Throws: `UsageError` if an output is an input or another output, also by another name;
///   `UnavailableError` if one cannot be written.
func requirePlaces(for outputs: [String?], besides inputs: [String?] = []) throws {
  let outputs = outputs.compactMap { $0 }
  for output in outputs { try AtomicFile.requirePlace(URL(fileURLWithPath: output)) }
  for (index, output) in outputs.enumerated() {
    for other in outputs[..<index] where FileIdentity.places(output) == FileIdentity.places(other) {
      throw UsageError("\(output): the outputs \(other) and \(output) are the same file")
    }
    guard let identity = FileIdentity(of: output) else { continue }
    for other in outputs[..<index] where FileIdentity(of: other) == identity {
      throw UsageError("\(output): the outputs \(other) and \(output) are the same file")
    }
    for input in inputs.compactMap({ $0 }) {
      guard let same = identity.first(in: input) else { continue }
      throw UsageError(
        "\(output): the output is an input\(same == output ? "" : ", \(same)"); name another file")
    }
  }
}

/// Checks that a file can be written.
func requirePlace(for file: String) throws {
  try requirePlaces(for: [file])
}

/// What two names of one file have in common.
struct FileIdentity: Equatable {
  private var device: dev_t
  private var number: ino_t

  /// The identity of a regular file; nil if there is none of this name.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = status.st_dev
    number = status.st_ino
  }

  /// The first name of this file among an input, or anywhere in it if that is a folder.
  func first(in input: String) -> String? {
    if FileIdentity(of: input) == self { return input }
    let inner = FileManager.default.enumerator(atPath: input)
    while let name = inner?.nextObject() as? String {
      if FileIdentity(of: "\(input)/\(name)") == self { return "\(input)/\(name)" }
    }
    return nil
  }

  /// Where a file is that may not exist yet: its folder without links, and its name.
  static func places(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appendingPathComponent(url.lastPathComponent).path
  }
}
