internal import Configuration
public import Foundation

/// A folder that one process holds at a time.
///
/// The lock is on the folder itself and ends with the process, however that ends.
public final class FolderLock {
  private let descriptor: Int32

  /// Takes hold of a folder.
  ///
  /// - Parameters:
  ///   - url: The folder, which exists.
  ///   - work: What another process does that holds it, for the message.
  /// - Throws: `UnavailableError` if the folder cannot be read, or another process holds it.
  public init(_ url: URL, work: String) throws {
    descriptor = Foundation.open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UnavailableError(
        url.path, reason: "the folder cannot be read: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw UnavailableError(
        url.path, reason: "another process is \(work) this folder; wait for it to end")
    }
  }

  deinit {
    // A child process that was just forked shares the lock until it runs its program; closing alone
    // would leave the folder locked until then.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
