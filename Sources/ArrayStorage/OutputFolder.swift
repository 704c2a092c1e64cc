internal import Configuration
public import Foundation

/// Folders that results go to.
///
/// Whether a folder takes new files is found by making one: permissions do not tell of file systems that are
/// mounted to be read, or that hold no files of anybody's.
public enum OutputFolder {
  /// Makes a folder, with those around it, where there is none, and checks that it takes files.
  ///
  /// - Parameter url: The folder.
  /// - Throws: `UnavailableError` with the reason why there can be none, or why it takes no files.
  public static func make(_ url: URL) throws {
    try require(url)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw UnavailableError(url.path, reason: "the folder cannot be made: \(error)")
    }
  }

  /// Checks that a folder takes files, or could be made now; leaves nothing behind.
  ///
  /// - Parameter url: The folder.
  /// - Throws: `UnavailableError` with the reason.
  public static func require(_ url: URL) throws {
    let existing = nearest(to: url.path)
    if let reason = refusal(ofExisting: existing.path, failure: existing.failure) {
      throw UnavailableError(
        url.path,
        reason: existing.path == url.path ? reason : "the folder cannot be made: \(reason)")
    }
  }

  /// Why a folder takes no new file.
  ///
  /// - Parameter path: The folder.
  /// - Returns: The reason; nil if it takes one.
  static func refusal(of path: String) -> String? {
    let existing = nearest(to: path)
    let reason = refusal(ofExisting: existing.path, failure: existing.failure)
    guard existing.path != path else { return reason }
    let missing = "the folder \(path) does not exist"
    return reason.map { "\(missing), and cannot be made: \($0)" } ?? "\(missing); create it"
  }

  /// What a system call's error says of making a file in a folder that is there.
  ///
  /// - Parameters:
  ///   - code: The value of `errno`.
  ///   - folder: The folder.
  /// - Returns: The reason in words.
  package static func reason(_ code: Int32, in folder: String) -> String {
    switch code {
    case EROFS: "the folder \(folder) is on a file system that is mounted to be read only"
    case EACCES, EPERM: "the folder \(folder) is not writable"
    case ENOSPC, EDQUOT: "the disk of \(folder) is full; free space and try again"
    // The folder is there, so this is no missing folder.
    case ENOENT, EOPNOTSUPP, EINVAL, ENOSYS: "the folder \(folder) takes no new files"
    default: "no file can be made in \(folder): \(String(cString: strerror(code)))"
    }
  }

  /// The innermost folder on a path that is there, and what kept the system from looking at the whole path.
  private static func nearest(to path: String) -> (path: String, failure: Int32) {
    var status = stat()
    guard stat(path, &status) != 0 else { return (path, 0) }
    let code = errno
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard code == ENOENT || code == ENOTDIR, parent != path else { return (path, code) }
    return nearest(to: parent)
  }

  private static func refusal(ofExisting path: String, failure: Int32) -> String? {
    guard failure == 0 else {
      return "\(path) cannot be reached: \(String(cString: strerror(failure)))"
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return "\(path) is not a folder"
    }
    guard access(path, W_OK | X_OK) == 0 else { return reason(errno, in: path) }
    let probe = "\(path)/\(AtomicFile.partName())"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return reason(errno, in: path) }
    close(descriptor)
    unlink(probe)
    return nil
  }
}
