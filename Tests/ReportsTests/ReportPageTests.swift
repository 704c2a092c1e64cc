import Configuration
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct ReportPageTests {
  private static let series = [
    CurrentSeries(
      name: "a < b & 'c'", reference: [1e-6, 2e-6, 3e-6], model: [1.01e-6, 2e-6, 2.9e-6]),
    CurrentSeries(name: "second", reference: [1e-6, -2e-6], model: [1e-6, -2.02e-6]),
  ]

  @Test func `text from outside cannot become markup`() async throws {
    let hostile = "<script>alert('x')</script>&\""
    let page = ReportPage(
      title: hostile, summary: hostile,
      sections: [
        ReportSection(
          hostile,
          [
            .paragraph(hostile),
            .table(
              ReportTable(
                caption: hostile, columns: [.init(hostile)],
                rows: [[.text(hostile)], [.verdict(true, hostile)]])),
          ])
      ])
    let html = try await page.html()
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
  }

  @Test func `a page asks the network for nothing`() async throws {
    let page = ReportPage(
      title: "t", summary: "s",
      sections: [
        ReportSection(
          "f",
          [
            .figures([
              ParityPlot(series: Self.series, referenceName: "SPICE", modelName: "model"),
              ErrorHistogram(series: Self.series),
            ])
          ])
      ])
    let html = try await page.html()
    // Namespaces are names, not addresses that a browser loads.
    let addresses = html.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
      .replacing("xmlns:xlink=\"http://www.w3.org/1999/xlink\"", with: "")
    #expect(!addresses.contains("http"))
    #expect(!addresses.contains("url(") || !addresses.contains("@import"))
    #expect(html.components(separatedBy: "<svg").count == 3)
    #expect(html.components(separatedBy: "</svg>").count == 3)
  }

  @Test func `two figures of a page share no identifier`() async throws {
    let figure = ErrorHistogram(series: Self.series)
    let html = try await ReportPage(
      title: "t", summary: "s", sections: [ReportSection("f", [.figures([figure, figure])])]
    ).html()
    let identifiers = html.matches(of: /\sid=['"]([^'"]+)['"]/).map { String($0.1) }
    #expect(!identifiers.isEmpty)
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test func `the same page is the same bytes`() async throws {
    let page = ReportPage(
      title: "t", summary: "s",
      sections: [
        ReportSection(
          "f",
          [.figure(ParityPlot(series: Self.series, referenceName: "SPICE", modelName: "model"))])
      ])
    let first = try await page.html()
    let second = try await page.html()
    #expect(first == second)
  }

  @Test func `a missing gnuplot is unavailable, and names its package`() async throws {
    let page = ReportPage(
      title: "t", summary: "s",
      sections: [ReportSection("f", [.figure(ErrorHistogram(series: Self.series))])])
    let folder = FileManager.default.temporaryDirectory
    let url = folder.appending(path: "report-\(UUID().uuidString).html")
    let error = await #expect(throws: UnavailableError.self) {
      try await page.write(to: url, drawnWith: Gnuplot(program: "no-such-gnuplot"))
    }
    #expect(error?.description.contains("gnuplot-nox") == true)
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test func `a script that gnuplot refuses is an error`() async {
    await #expect(throws: UnavailableError.self) {
      try await Gnuplot().draw("plot no_such_function(x)", name: "broken")
    }
  }
}
