import Foundation
import Testing

/// The table of targets and their imports in `docs/architecture.md`.
struct ArrowTable {
  /// A row: a target, what it may import, and what it is.
  struct Row {
    var layer: Int
    var target: String
    var isPlanned: Bool
    var imports: [String]
    var text: String
  }

  /// The rows in their order.
  let rows: [Row]

  /// Reads the table of this package.
  init() throws {
    let place = Manifest.package.appendingPathComponent("docs/architecture.md")
    try self.init(String(contentsOf: place, encoding: .utf8))
  }

  /// Reads the table whose header is `| layer | target | imports | what it is |`.
  init(_ page: String) throws {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let header = try #require(
      lines.firstIndex { $0.hasPrefix("| layer | target | imports |") }, "no table of targets")
    rows = try lines[(header + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      let layer = try #require(Int(cells[0]), "no layer: \(line)")
      let names = Self.names(in: cells[1])
      try #require(names.count == 1, "not one target: \(line)")
      return Row(
        layer: layer, target: names[0], isPlanned: cells[1].hasSuffix("(planned)"),
        imports: Self.names(in: cells[2]), text: cells[3])
    }
  }

  /// The words of a cell that stand as code.
  private static func names(in cell: String) -> [String] {
    cell.matches(of: #/`([^`]+)`/#).map { String($0.1) }
  }
}
