internal import Configuration
public import Foundation

/// Files that appear whole or not at all.
///
/// The bytes go to a temporary file in the same folder, reach the disk, and take the wanted name in
/// one step. Whoever looks sees the old file or the new one, whenever the writer is killed.
public enum AtomicFile {
  static let prefix = ".assay-"
  static let suffix = ".partial"

  /// Whether a file is one that was never finished.
  ///
  /// - Parameter name: The name of the file.
  /// - Returns: Whether a writer gave it that name.
  public static func isPart(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }

  /// Writes a file, or replaces it.
  ///
  /// A device or a pipe, such as `/dev/stdout`, is written to in place: it cannot be replaced.
  ///
  /// - Parameters:
  ///   - data: The whole contents.
  ///   - url: The file; its folder must exist.
  /// - Throws: `UnavailableError` if the disk is full or the folder cannot be written; the file is
  ///   then as it was before.
  public static func write(_ data: Data, to url: URL) throws {
    let file = try PartialFile(replacing: url)
    try file.append(data)
    try file.commit()
  }

  /// Checks that a file could be written now, and leaves nothing behind.
  ///
  /// - Parameter url: The file.
  /// - Throws: `UnavailableError` if the name is that of a folder, a disk, or a pipe that is none of this
  ///   process's own, or if its folder is missing or cannot be written.
  public static func requirePlace(_ url: URL) throws {
    let target = url.resolvingSymlinksInPath()
    var status = stat()
    if stat(target.path, &status) == 0 {
      if let reason = refusal(of: status) { throw UnavailableError(target.path, reason: reason) }
      // A device or a pipe is written to in place.
      guard status.st_mode & S_IFMT == S_IFREG else { return }
    }
    if let reason = OutputFolder.refusal(of: target.deletingLastPathComponent().path) {
      throw UnavailableError(target.path, reason: reason)
    }
  }

  /// A name for a file that is not finished, which no other one has.
  static func partName() -> String {
    prefix + String(UInt64.random(in: 0...UInt64.max), radix: 16) + suffix
  }

  /// Why what has a name already cannot be written; nil for files, and for devices and pipes that take
  /// what comes.
  static func refusal(of status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return "this is a folder; name a file"
    case S_IFREG, S_IFCHR: return nil
    case S_IFIFO:
      // The shell's own pipes are open in this process; any other may wait for a reader for ever.
      for descriptor: Int32 in 0..<256 {
        var own = stat()
        if fstat(descriptor, &own) == 0, own.st_dev == status.st_dev, own.st_ino == status.st_ino {
          return nil
        }
      }
      return "this is a pipe; name a file"
    default: return "this is neither a file nor a device that takes text; name a file"
    }
  }

  /// Makes the names in a folder survive a loss of power.
  ///
  /// - Parameter folder: The folder whose entries have changed.
  public static func synchronize(_ folder: URL) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { return }
    // Some file systems cannot do this; the file itself is safe already.
    _ = fsync(descriptor)
    close(descriptor)
  }

  /// Removes the temporary files that a killed writer has left.
  ///
  /// - Parameter folder: A folder that nobody is writing to.
  public static func removeLeftovers(in folder: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      unlink(folder.appendingPathComponent(name).path)
    }
  }

  /// Whether a name is that of a temporary file of ``write(_:to:)``.
  ///
  /// - Parameter name: The last component of a path.
  /// - Returns: Whether a killed writer may have left it.
  public static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }
}
