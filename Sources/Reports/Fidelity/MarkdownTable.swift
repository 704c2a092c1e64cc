internal import Configuration

/// A table in Markdown, aligned so that its source reads well, too.
public struct MarkdownTable: Sendable, Equatable {
  /// How the cells of a column stand.
  public enum Alignment: Sendable {
    /// At the left, as text does.
    case left
    /// At the right, as numbers do.
    case right
  }

  /// The headings with the alignment of their columns.
  public var columns: [(heading: String, alignment: Alignment)]
  /// The cells, row after row; each row as long as there are columns.
  public var rows: [[String]]

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - columns: The headings with the alignment of their columns.
  ///   - rows: The cells, row after row; each row as long as there are columns.
  public init(columns: [(heading: String, alignment: Alignment)], rows: [[String]]) {
    for row in rows {
      precondition(row.count == columns.count, "\(row.count) cells in \(columns.count) columns")
    }
    self.columns = columns
    self.rows = rows
  }

  /// Compares headings, alignments and cells.
  public static func == (left: MarkdownTable, right: MarkdownTable) -> Bool {
    left.text == right.text
  }

  /// The lines of the table, each with its end.
  public var text: String {
    let cells = rows.map { $0.map(PrintedText.cell) }
    let headings = columns.map { PrintedText.cell($0.heading) }
    let widths = columns.indices.map { column in
      max(3, ([headings] + cells).map { $0[column].count }.max() ?? 0)
    }
    func line(_ row: [String]) -> String {
      let padded = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column].alignment == .left ? row[column] + space : space + row[column]
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }
    let rule = columns.indices.map { column in
      let dashes = String(repeating: "-", count: widths[column] - 1)
      return columns[column].alignment == .left ? dashes + "-" : dashes + ":"
    }
    return line(headings) + line(rule) + cells.map(line).joined()
  }
}
