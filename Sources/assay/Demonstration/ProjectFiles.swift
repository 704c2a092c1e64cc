import Configuration
import Foundation

/// The files of the project that the demo reads: its data set, network, suite and technology.
struct ProjectFiles {
  /// The folder `demo` of the project.
  let demo: URL

  /// Finds the files from the place of the running program, from whatever folder it was started.
  ///
  /// The program lies in a build folder inside the project, or in `bin` beside `share/assay`.
  ///
  /// - Throws: `UnavailableError` with the place where the search began.
  init() throws {
    let link = "/proc/self/exe"
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
    let program = path.map { URL(fileURLWithPath: $0) } ?? Bundle.main.executableURL
    var folder = program?.resolvingSymlinksInPath().deletingLastPathComponent()
    while let current = folder, current.path != "/" {
      for candidate in ["demo", "share/assay/demo"] {
        let found = current.appendingPathComponent(candidate)
        let network = found.appendingPathComponent("glyphs.onnx")
        if FileManager.default.fileExists(atPath: network.path) {
          demo = found
          return
        }
      }
      folder = current.deletingLastPathComponent()
    }
    throw UnavailableError(
      "demo/glyphs.onnx",
      reason: "not found in any folder above \(program?.path ?? "the program"); the demo runs from "
        + "the project's own build folder")
  }

  /// The path of one of the files, as short as a user in the current folder would type it.
  func path(_ name: String) -> String { Self.path(of: demo.appendingPathComponent(name)) }

  /// The figure of what networks lose against the size of arrays; nil where the documents are not beside the demo.
  var firstFigure: String? {
    let place = demo.deletingLastPathComponent()
      .appendingPathComponent("docs/results/size-resnet-20-two-point.svg")
    return FileManager.default.fileExists(atPath: place.path) ? Self.path(of: place) : nil
  }

  private static func path(of file: URL) -> String {
    let path = file.path
    let current = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }
}
