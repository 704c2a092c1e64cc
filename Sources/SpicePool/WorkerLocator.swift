internal import Configuration
public import Foundation

/// Where the worker executable is.
public enum WorkerLocator {
  /// The name of the worker executable.
  public static let executableName = "assay-spice-worker"
  /// The environment variable that names another worker.
  public static let environmentVariable = "ASSAY_SPICE_WORKER"

  /// Finds the worker: named by the environment, beside this executable, or in a build folder.
  ///
  /// - Returns: The file of the worker.
  /// - Throws: `UnavailableError` with the places that were tried.
  public static func locate() throws -> URL {
    try locate(
      environment: ProcessInfo.processInfo.environment, executable: runningExecutable,
      directory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
  }

  package static func locate(
    environment: [String: String], executable: URL?, directory: URL
  ) throws -> URL {
    if let path = environment[environmentVariable], !path.isEmpty {
      guard isExecutable(URL(fileURLWithPath: path)) else {
        throw UnavailableError(path, reason: "\(environmentVariable) names no executable file")
      }
      return URL(fileURLWithPath: path)
    }
    var candidates: [URL] = []
    if let executable {
      candidates.append(
        executable.resolvingSymlinksInPath().deletingLastPathComponent()
          .appendingPathComponent(executableName))
    }
    candidates.append(directory.appendingPathComponent(".build/release/\(executableName)"))
    guard let found = candidates.first(where: isExecutable) else {
      throw UnavailableError(
        executableName,
        reason: "not found at \(candidates.map(\.path).joined(separator: " or ")); build it with "
          + "`swift build -c release`, or name it in \(environmentVariable)")
    }
    return found
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
