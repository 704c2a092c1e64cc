internal import Configuration
internal import Foundation

/// The files beside a model that hold numbers of its constants.
///
/// A model is trusted with the files of its own folder and the folders inside it, and with nothing
/// else: a name that leads out of the folder is refused, also where a symbolic link leads out.
final class ExternalData {
  /// The largest file: twice what the constants of a network may take.
  private static let fileLimit = 1 << 31

  /// The model's folder; nil for a model that was not read from a file.
  private let folder: URL?
  /// The files that were read, by their name in the model.
  private(set) var files: [String: Data] = [:]

  init(folder: URL?) {
    self.folder = folder
  }

  /// Files that were read before.
  init(files: [String: Data]) {
    folder = nil
    self.files = files
  }

  /// The bytes of a tensor.
  ///
  /// - Parameters:
  ///   - proto: The tensor; its data lies in another file.
  ///   - count: How many bytes its type and shape need.
  ///   - refusal: Makes an error from what was found and what is accepted.
  /// - Returns: As many bytes.
  /// - Throws: What `refusal` makes if the name leads out of the folder or the place is not inside
  ///   the file; `UnavailableError` if the file cannot be read.
  func bytes(
    of proto: ONNXTensorProto, count: Int, refusal: (String, String?) -> InputError
  ) throws -> Data {
    var entries: [String: String] = [:]
    for entry in proto.externalData {
      guard ["location", "offset", "length", "checksum"].contains(entry.key),
        entries.updateValue(entry.value, forKey: entry.key) == nil
      else {
        throw refusal(
          "the key \"\(entry.key)\" of data in another file",
          "location, offset, length and checksum, each once")
      }
    }
    func number(_ key: String) throws -> Int? {
      guard let text = entries[key] else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw refusal("\(key) is \"\(text)\"", "a number of bytes from 0")
      }
      return number
    }
    guard let name = entries["location"] else {
      throw refusal("data in another file that is not named", "a location")
    }
    let offset = try number("offset") ?? 0
    let length = try number("length")
    let data = try contents(name, refusal)
    guard offset <= data.count, length ?? 0 <= data.count - offset else {
      throw refusal(
        "\(length ?? 0) bytes from \(offset) in \"\(name)\"", "at most its \(data.count) bytes")
    }
    let present = length ?? data.count - offset
    guard present == count else {
      throw refusal("\(present) bytes in \"\(name)\"", "\(count) bytes, as type and shape need")
    }
    let start = data.startIndex + offset
    return data[start..<start + count]
  }

  private func contents(_ name: String, _ refusal: (String, String?) -> InputError) throws -> Data {
    if let data = files[name] { return data }
    let accepted = "a file inside the model's folder"
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("/"), !name.utf8.contains(0),
      parts.allSatisfy({ !["", ".."].contains($0) })
    else { throw refusal("data in the file \"\(name)\"", accepted) }
    guard let folder else { throw refusal("data in the file \"\(name)\"", "data in the model") }
    let file = folder.appendingPathComponent(name)
    guard let place = Self.resolved(file) else {
      throw InputFile.unreadable(file.path)
    }
    guard let root = Self.resolved(folder),
      place.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    else { throw refusal("data in the file \"\(name)\", a link out of the folder", accepted) }
    var status = stat()
    guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("data in \"\(name)\", which is no plain file", accepted)
    }
    let data = try InputFile.data(of: URL(fileURLWithPath: place), limit: Self.fileLimit)
    files[name] = data
    return data
  }

  /// The path without symbolic links; nil, with the reason in `errno`, if there is no such file.
  private static func resolved(_ url: URL) -> String? {
    guard let path = realpath(url.path, nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
