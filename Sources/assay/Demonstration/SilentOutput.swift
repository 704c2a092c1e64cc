import Foundation

/// Sends standard output nowhere until it ends.
struct SilentOutput {
  private let saved: Int32

  init() {
    fflush(nil)
    saved = dup(STDOUT_FILENO)
    let nowhere = open("/dev/null", O_WRONLY)
    if saved >= 0, nowhere >= 0 { dup2(nowhere, STDOUT_FILENO) }
    if nowhere >= 0 { close(nowhere) }
  }

  /// Gives standard output back.
  func end() {
    fflush(nil)
    guard saved >= 0 else { return }
    dup2(saved, STDOUT_FILENO)
    close(saved)
  }
}
