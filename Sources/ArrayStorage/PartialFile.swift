internal import Configuration
public import Foundation

/// A file that is written piece by piece and appears whole or not at all.
///
/// The pieces go to a temporary file in the same folder, which takes the wanted name in one step when
/// all is there and has reached the disk. If the object goes before that, so does the temporary file.
/// A device or a pipe, such as `/dev/stdout`, is written to in place: it cannot be replaced.
///
/// It belongs to one task.
public final class PartialFile {
  private let url: URL
  private let target: URL
  /// Nil for what is written in place, and once the file has its name.
  private var temporary: String?
  private var descriptor: Int32 = -1

  /// Begins a file.
  ///
  /// - Parameter url: The file, which may exist; its folder must.
  /// - Throws: `UnavailableError` if the name is taken by what no file can replace, or if the folder
  ///   cannot be written.
  public init(replacing url: URL) throws {
    self.url = url
    target = url.resolvingSymlinksInPath()
    var status = stat()
    let exists = stat(target.path, &status) == 0
    if exists, let reason = AtomicFile.refusal(of: status) {
      throw UnavailableError(url.path, reason: reason)
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      // A pipe whose reader has gone must not keep the program waiting for another.
      descriptor = open(target.path, O_WRONLY | O_NONBLOCK)
      if descriptor >= 0 { _ = fcntl(descriptor, F_SETFL, O_WRONLY) }
      guard descriptor >= 0 else { throw failure() }
      return
    }
    let path = target.deletingLastPathComponent().appendingPathComponent(AtomicFile.partName()).path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw failure() }
    temporary = path
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let temporary { unlink(temporary) }
  }

  /// Adds bytes at the end.
  ///
  /// - Parameter data: The bytes.
  /// - Throws: `UnavailableError` if the disk is full.
  public func append(_ data: Data) throws {
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(
          descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw failure() }
        offset += count
      }
    }
  }

  /// Ends the file and gives it its name.
  ///
  /// - Throws: `UnavailableError` if the disk is full; what had the name keeps it.
  public func commit() throws {
    guard let path = temporary else { return }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure() }
    let isClosed = close(descriptor) == 0
    descriptor = -1
    // A network file system reports a full disk only here.
    guard isClosed else { throw failure() }
    guard rename(path, target.path) == 0 else { throw failure() }
    temporary = nil
    AtomicFile.synchronize(target.deletingLastPathComponent())
  }

  private func failure() -> UnavailableError {
    switch errno {
    case ENOSPC, EDQUOT:
      UnavailableError(
        url.path, reason: "the disk is full and nothing was written; free space and try again")
    case let code:
      UnavailableError(
        url.path,
        reason: OutputFolder.refusal(of: target.deletingLastPathComponent().path)
          ?? "the file cannot be written: \(String(cString: strerror(code)))")
    }
  }
}
