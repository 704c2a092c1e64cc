internal import Foundation

/// A gnuplot string; single quotes take everything literally but the quote and the line end.
func quoted(_ text: String) -> String {
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  return "'" + line.replacing("'", with: "''") + "'"
}

/// A number as gnuplot reads it: the shortest text that gives the same number back.
func plotted(_ value: Double) -> String {
  precondition(value.isFinite, "a figure cannot show \(value)")
  return "\(value)"
}

/// Inline data for a plot command, one point a line.
func dataBlock(_ name: String, _ points: some Sequence<(Double, Double)>) -> String {
  let lines = points.map { "\(plotted($0.0)) \(plotted($0.1))" }
  return "$\(name) << END_OF_DATA\n\(lines.joined(separator: "\n"))\nEND_OF_DATA\n"
}

/// The colors of the series of a figure; distinguishable in gray and by color-blind readers.
let seriesColors = ["#1f5fa8", "#d2691e", "#3a8f5c", "#7b4ea3", "#8c564b", "#5b6876"]
