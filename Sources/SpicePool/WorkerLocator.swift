internal import Configuration
public import Foundation

/// Where the worker executable is.
public enum WorkerLocator {
  /// The name of the worker executable.
  public static let executableName = "assay-spice-worker"
  /// The environment variable that names another worker.
  public static let environmentVariable = "ASSAY_SPICE_WORKER"

  /// Finds the worker: named by the environment, or beside this executable.
  ///
  /// It is never taken from the folder in which the program happens to run.
  ///
  /// - Returns: The file of the worker.
  /// - Throws: `UnavailableError` with the place that was tried.
  public static func locate() throws -> URL {
    try locate(
      environment: ProcessInfo.processInfo.environment, executable: runningExecutable)
  }

  package static func locate(
    environment: [String: String], executable: URL?
  ) throws -> URL {
    if let path = environment[environmentVariable], !path.isEmpty {
      guard isExecutable(URL(fileURLWithPath: path)) else {
        throw UnavailableError(path, reason: "\(environmentVariable) names no executable file")
      }
      return URL(fileURLWithPath: path)
    }
    let sibling = executable.map {
      $0.resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent(executableName)
    }
    guard let sibling, isExecutable(sibling) else {
      throw UnavailableError(
        executableName,
        reason: "not found at \(sibling?.path ?? "the place of this program"), beside the program; "
          + "copy both together, or name it in \(environmentVariable)")
    }
    return sibling
  }

  private static var runningExecutable: URL? {
    let link = "/proc/self/exe"
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) {
      return URL(fileURLWithPath: path)
    }
    return Bundle.main.executableURL
  }

  private static func isExecutable(_ file: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
      && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: file.path)
  }
}
