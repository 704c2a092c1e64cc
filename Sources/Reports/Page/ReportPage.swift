internal import ArrayStorage
public import Foundation

/// A report: sections of text, tables and figures, as one HTML file that needs nothing else.
public struct ReportPage: Sendable {
  /// The title of the page.
  public var title: String
  /// One or two sentences under the title: what was measured and how it came out.
  public var summary: String
  /// The sections, in reading order.
  public var sections: [ReportSection]

  /// Creates a page.
  public init(title: String, summary: String, sections: [ReportSection]) {
    self.title = title
    self.summary = summary
    self.sections = sections
  }

  /// Renders the page; its figures are inside it.
  ///
  /// - Parameter gnuplot: The program that draws the figures.
  /// - Returns: The text of the HTML file.
  /// - Throws: `UnavailableError` if gnuplot is missing or fails.
  public func html(drawnWith gnuplot: Gnuplot = Gnuplot()) async throws -> String {
    var body: [HTML] = [
      .element(
        "header", [:], .element("h1", [:], .text(title)),
        .element("p", ["class": "summary"], .text(summary)))
    ]
    var figures = 0
    for section in sections {
      body.append(try await section.html(drawnWith: gnuplot, figuresBefore: &figures))
    }
    let head: [HTML] = [
      .trusted("<meta charset=\"utf-8\">"),
      .trusted("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
      .element("title", [:], .text(title)), .element("style", [:], .trusted(pageStyle)),
    ]
    let page = HTML.element(
      "html", ["lang": "en"], .element("head", [:], head),
      .element("body", [:], .element("main", [:], body)))
    return "<!DOCTYPE html>\n\(page.source)\n"
  }

  /// Renders the page and writes it in one step, so that a failure leaves no half page.
  ///
  /// - Parameters:
  ///   - url: The HTML file.
  ///   - gnuplot: The program that draws the figures.
  /// - Throws: `UnavailableError` if gnuplot is missing or fails, or the file cannot be written.
  public func write(to url: URL, drawnWith gnuplot: Gnuplot = Gnuplot()) async throws {
    try AtomicFile.write(Data(try await html(drawnWith: gnuplot).utf8), to: url)
  }
}
