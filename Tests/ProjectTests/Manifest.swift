import Foundation
import Testing

/// The targets of `Package.swift` with what they depend on, without those of tests.
struct Manifest {
  /// What every target depends on: targets by their names, packages by those of their products.
  let dependencies: [String: Set<String>]

  /// The folder of the package.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Reads the manifest of this package.
  init() throws {
    let text = try String(
      contentsOf: Self.package.appendingPathComponent("Package.swift"), encoding: .utf8)
    try self.init(text)
  }

  /// Reads the text of a manifest, whose targets are made by `library`, `executable` and the
  /// package description's own functions.
  init(_ text: String) throws {
    var products: [String: String] = [:]
    for match in text.matches(
      of: #/let (\w+): Target\.Dependency = \.product\(\s*name: "([^"]+)"/#)
    {
      products[String(match.1)] = String(match.2)
    }
    let list = try #require(text.firstMatch(of: #/\n  targets: \[/#), "no list of targets")
    let tests = try #require(text.firstMatch(of: #/// MARK: - Tests/#), "no mark of the tests")
    let targets = text[list.range.upperBound..<tests.range.lowerBound]
    var found: [String: Set<String>] = [:]
    for match in targets.matches(
      of:
        #/
        (?: library | executable | \.target | \.systemLibrary ) \( \s*
        (?: name: \s )? " ([^"]+) " ( [^\[\)]* \[ ([^\]]*) \] )?
        /#
    ) {
      // Kernels and C libraries depend on nothing here; their lists are settings.
      let isSystem = match.0.hasPrefix(".")
      let words = (isSystem ? "" : String(match.3 ?? "")).split { $0 == "," || $0.isWhitespace }
      found[String(match.1)] = Set(
        words.map { word in
          let name = String(word)
          return name.hasPrefix("\"")
            ? name.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) : products[name] ?? name
        })
    }
    dependencies = found
  }

  /// The modules that the Swift files of a target import.
  static func imports(of target: String) throws -> Set<String> {
    let folder = package.appendingPathComponent("Sources/\(target)")
    var imports: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      for line in text.split(separator: "\n") {
        guard let match = line.wholeMatch(of: #/(?:\w+ )?import (\w+)/#) else { continue }
        imports.insert(String(match.1))
      }
    }
    return imports
  }
}
