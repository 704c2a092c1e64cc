/// A section of a report: a heading, what to look for, and the evidence.
public struct ReportSection: Sendable {
  /// One piece of a section.
  public enum Block: Sendable {
    /// Plain text.
    case paragraph(String)
    /// A table.
    case table(ReportTable)
    /// A figure.
    case figure(any Figure)
    /// Figures beside each other where the page is wide enough.
    case figures([any Figure])
  }

  /// The heading.
  public var title: String
  /// The pieces, in reading order.
  public var blocks: [Block]

  /// Creates a section.
  public init(_ title: String, _ blocks: [Block]) {
    self.title = title
    self.blocks = blocks
  }

  func html(drawnWith gnuplot: Gnuplot, figuresBefore: inout Int) async throws -> HTML {
    var content: [HTML] = [.element("h2", [:], .text(title))]
    for block in blocks {
      switch block {
      case .paragraph(let text):
        content.append(.element("p", [:], .text(text)))
      case .table(let table):
        content.append(table.html)
      case .figure(let figure):
        figuresBefore += 1
        content.append(try await html(of: figure, number: figuresBefore, drawnWith: gnuplot))
      case .figures(let figures):
        var row: [HTML] = []
        for figure in figures {
          figuresBefore += 1
          row.append(try await html(of: figure, number: figuresBefore, drawnWith: gnuplot))
        }
        content.append(.element("div", ["class": "figures"], row))
      }
    }
    return .element("section", [:], content)
  }

  private func html(
    of figure: any Figure, number: Int, drawnWith gnuplot: Gnuplot
  ) async throws -> HTML {
    let drawing = try await gnuplot.draw(figure.script, name: "figure_\(number)")
    return .element(
      "figure", [:], drawing,
      .element(
        "figcaption", [:], .element("b", [:], .text("Figure \(number). ")),
        .text(figure.caption)))
  }
}
