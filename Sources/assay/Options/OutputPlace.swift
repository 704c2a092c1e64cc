import Configuration
import Foundation

/// Checks that a file can be written, because minutes of work must not end at a wrong name.
func requirePlace(for file: String) throws {
  let target = URL(fileURLWithPath: file).resolvingSymlinksInPath()
  let files = FileManager.default
  var isFolder: ObjCBool = false
  if files.fileExists(atPath: target.path, isDirectory: &isFolder) {
    guard !isFolder.boolValue else {
      throw UnavailableError(target.path, reason: "this is a folder; name a file")
    }
    var status = stat()
    // A device or a pipe is written to in place.
    if stat(target.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return }
  }
  let folder = target.deletingLastPathComponent().path
  guard files.fileExists(atPath: folder, isDirectory: &isFolder) else {
    throw UnavailableError(target.path, reason: "the folder \(folder) does not exist; create it")
  }
  guard isFolder.boolValue else {
    throw UnavailableError(target.path, reason: "\(folder) is not a folder")
  }
  guard files.isWritableFile(atPath: folder) else {
    throw UnavailableError(target.path, reason: "the folder \(folder) is not writable")
  }
}
