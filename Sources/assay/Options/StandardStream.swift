import Configuration
import Foundation

/// A stream of this process, written to at once and so that a lost result is noticed.
///
/// Neither `print` nor `FileHandle` will do: the one keeps quiet about a full disk, the other ends
/// the process.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Gives streams that are closed to the null device, before a result file can take their place.
  static func occupyClosed() {
    var descriptor = open("/dev/null", O_RDWR)
    while (0...StandardStream.error.rawValue).contains(descriptor) {
      descriptor = open("/dev/null", O_RDWR)
    }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes lines of text, in which nothing that came from a file can command a terminal; a reader
  /// who has gone, as in `assay … | head`, has seen what he wanted.
  func write(_ text: String) throws {
    try write(Data(PrintedText.lines(text).utf8))
  }

  /// Writes bytes as they are.
  func write(_ data: Data) throws {
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(
          rawValue, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count < 0 && errno == EPIPE { return }
        guard count >= 0 else {
          throw UnavailableError(
            self == .output ? "standard output" : "standard error",
            reason: "the result cannot be written: \(String(cString: strerror(errno)))")
        }
        offset += count
      }
    }
  }
}
