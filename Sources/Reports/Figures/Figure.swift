internal import ArrayStorage
public import Foundation

/// A figure that gnuplot draws.
public protocol Figure: Sendable {
  /// What the figure shows, for readers who see only the figure.
  var caption: String { get }
  /// The gnuplot commands that draw it, data included; the terminal is set before them.
  var script: String { get }
}

extension Figure {
  /// Draws the figure as a file of its own.
  ///
  /// - Parameters:
  ///   - url: The SVG file.
  ///   - heading: What stands above it; nil for nothing.
  ///   - gnuplot: The program that draws.
  /// - Throws: `UnavailableError` if gnuplot is missing or fails, or the file cannot be written.
  public func write(
    to url: URL, heading: String? = nil, drawnWith gnuplot: Gnuplot = Gnuplot()
  ) async throws {
    let title = heading.map { "set title \(quoted($0))\n" } ?? ""
    let drawing = try await gnuplot.draw(
      title + script, name: "figure", title: caption, background: "#ffffff")
    try AtomicFile.write(Data("\(drawing.source)\n".utf8), to: url)
  }
}
