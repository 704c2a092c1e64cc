/// A table of a report.
public struct ReportTable: Sendable, Equatable {
  /// A column: its heading and how its cells are set.
  public struct Column: Sendable, Equatable {
    /// How the cells of a column are set.
    public enum Kind: Sendable, Equatable {
      /// Words, to the left.
      case text
      /// A figure, to the right.
      case number
      /// A digest or a command, in a fixed pitch.
      case code
    }

    /// The heading, with the unit where the cells carry none.
    public var title: String
    /// How the cells are set.
    public var kind: Kind

    /// Creates a column.
    public init(_ title: String, _ kind: Kind = .text) {
      self.title = title
      self.kind = kind
    }
  }

  /// The content of one cell.
  public enum Cell: Sendable, Equatable, ExpressibleByStringLiteral {
    /// Text.
    case text(String)
    /// A judgment: whether something holds, and the words for it.
    case verdict(Bool, String)

    /// Creates a text cell.
    public init(stringLiteral value: String) {
      self = .text(value)
    }
  }

  /// What the table shows and how its figures are defined.
  public var caption: String
  /// The columns.
  public var columns: [Column]
  /// The rows; each has one cell a column.
  public var rows: [[Cell]]

  /// Creates a table.
  ///
  /// Every row must have one cell for each column.
  public init(caption: String, columns: [Column], rows: [[Cell]]) {
    for row in rows {
      precondition(
        row.count == columns.count,
        "a row has \(row.count) cells, the table \(columns.count) columns")
    }
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  var html: HTML {
    let headings = columns.map { column in
      HTML.element("th", ["class": column.kind.styleClass, "scope": "col"], .text(column.title))
    }
    let lines = rows.map { row in
      HTML.element(
        "tr", [:],
        zip(row, columns).map { cell, column in
          switch cell {
          case .text(let text):
            .element("td", ["class": column.kind.styleClass], .text(text))
          case .verdict(let holds, let text):
            .element(
              "td", ["class": column.kind.styleClass],
              .element("span", ["class": holds ? "good" : "bad"], .text(text)))
          }
        })
    }
    return .element(
      "div", ["class": "scroll"],
      .element(
        "table", [:], .element("caption", [:], .text(caption)),
        .element("thead", [:], .element("tr", [:], headings)), .element("tbody", [:], lines)))
  }
}

extension ReportTable.Column.Kind {
  fileprivate var styleClass: String {
    switch self {
    case .text: "text"
    case .number: "number"
    case .code: "code"
    }
  }
}
