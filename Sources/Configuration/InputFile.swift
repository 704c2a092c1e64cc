public import Foundation

/// Files from outside, read whole: of a bounded size, and with the reason where that fails.
public enum InputFile {
  /// The most bytes of a TOML file.
  public static let configurationLimit = 1 << 20
  /// The most bytes of a file of comma-separated values.
  public static let tableLimit = 16 << 20
  /// The most bytes of a JSON file.
  public static let recordLimit = 64 << 20

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - limit: The most bytes that are accepted; a larger file is refused before it is read.
  /// - Returns: Its bytes.
  /// - Throws: ``UnavailableError`` with the system's reason if the file cannot be read,
  ///   ``InputError`` if it is larger.
  public static func data(of url: URL, limit: Int) throws -> Data {
    let path = url.path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw UnavailableError(path, reason: "the file cannot be read: it is a folder")
    }
    guard status.st_mode & S_IFMT != S_IFIFO || !isOwnOutput(status) else {
      throw UnavailableError(
        path, reason: "the file cannot be read: it is the pipe that the output goes to")
    }
    let size = Int(status.st_size)
    guard size <= limit else { throw tooLarge(path, found: "\(size) bytes", limit: limit) }
    // A pipe has no size; a file can grow while it is read.
    var data = Data(capacity: size + 1)
    var block = [UInt8](repeating: 0, count: max(1 << 16, min(size + 1, 1 << 24)))
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { return data }
      guard data.count + count <= limit else {
        throw tooLarge(path, found: "more than \(limit) bytes", limit: limit)
      }
      data.append(contentsOf: block[..<count])
    }
  }

  /// Refuses what is there and no plain file, such as a device, which may never end.
  ///
  /// A folder and a file that is missing are left to the reader, whose message tells more of them.
  ///
  /// - Parameter url: The file.
  /// - Throws: ``InputError`` with what it is.
  public static func requirePlain(_ url: URL) throws {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return }
    let kind: String
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: return
    case S_IFIFO: kind = "a pipe"
    case S_IFSOCK: kind = "a socket"
    default: kind = "a device"
    }
    throw InputError(source: url.path, found: kind, accepted: "a plain file")
  }

  /// Whether a file is what the program itself writes to: such a pipe never ends.
  private static func isOwnOutput(_ status: stat) -> Bool {
    [STDOUT_FILENO, STDERR_FILENO].contains { descriptor in
      var own = stat()
      return fstat(descriptor, &own) == 0 && own.st_dev == status.st_dev
        && own.st_ino == status.st_ino
    }
  }

  /// The text of a file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - limit: The most bytes that are accepted.
  ///   - accepted: What the file should be, for messages.
  /// - Returns: Its text.
  /// - Throws: ``UnavailableError`` with the system's reason if the file cannot be read,
  ///   ``InputError`` if it is larger, or with the line if it is not UTF-8.
  public static func text(of url: URL, limit: Int, accepted: String) throws -> String {
    let data = try data(of: url, limit: limit)
    guard let text = String(data: data, encoding: .utf8) else {
      throw InputError(
        source: url.path, location: "line \(lineOfError(in: data))",
        found: "bytes that are not UTF-8", accepted: accepted)
    }
    return text
  }

  /// The names in a folder, sorted.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: The names of its files and folders.
  /// - Throws: ``UnavailableError`` with the system's reason if the folder cannot be read.
  public static func names(in folder: URL) throws -> [String] {
    guard let stream = opendir(folder.path) else {
      throw UnavailableError(
        folder.path,
        reason: "the folder cannot be read: \(String(cString: strerror(errno)))")
    }
    closedir(stream)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// The reason why the last call of the system failed, as an error about a file.
  ///
  /// - Parameter path: The file, as it is named in messages.
  /// - Returns: The error.
  public static func unreadable(_ path: String) -> UnavailableError {
    UnavailableError(path, reason: "the file cannot be read: \(String(cString: strerror(errno)))")
  }

  private static func lineOfError(in data: Data) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var bytes = data.makeIterator()
    var line = 1
    while case .valid(let scalar) = parser.parseScalar(from: &bytes) {
      if scalar.first == UInt8(ascii: "\n") { line += 1 }
    }
    return line
  }

  private static func tooLarge(_ path: String, found: String, limit: Int) -> InputError {
    InputError(source: path, found: found, accepted: "a file of at most \(limit) bytes")
  }
}
