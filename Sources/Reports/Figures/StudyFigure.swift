internal import Foundation

/// What networks lose over one axis of a study, with 95 % intervals.
public struct StudyFigure: Figure {
  /// One line of the figure.
  public struct Series: Sendable {
    /// What it is, for the key.
    public var name: String
    /// The places on the axis, from 0, with the change and its interval.
    public var points: [(place: Int, change: Double, lower: Double, upper: Double)]
  }

  /// What of the study it shows, for the name of its file.
  public var name: String
  /// What of the study it shows, where the figure stands alone.
  public var title: String
  /// What the figure shows.
  public var caption: String
  /// What changes, with its unit.
  public var quantity: String
  /// The name of the axis.
  public var axis: String
  /// The labels of the places, in order.
  public var labels: [String]
  /// The lines.
  public var series: [Series]

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - name: What of the study it shows, for the name of its file.
  ///   - title: What of the study it shows, where the figure stands alone.
  ///   - caption: What it shows.
  ///   - quantity: What changes, with its unit.
  ///   - axis: The name of the axis.
  ///   - labels: The labels of the places, in order; at least one.
  ///   - series: The lines.
  public init(
    name: String, title: String, caption: String, quantity: String, axis: String, labels: [String],
    series: [Series]
  ) {
    precondition(!labels.isEmpty, "an axis of no places")
    self.name = name
    self.title = title
    self.caption = caption
    self.quantity = quantity
    self.axis = axis
    self.labels = labels
    self.series = series
  }

  /// The gnuplot commands, data included.
  public var script: String {
    var data = ""
    var curves = ["0 with lines lw 1 lc rgb '#5b6876' notitle"]
    for (index, one) in series.enumerated() {
      // Intervals of several lines at one place would hide each other.
      let offset = 0.06 * (Double(index) - Double(series.count - 1) / 2)
      let lines = one.points.map { point in
        [Double(point.place) + offset, point.change, point.lower, point.upper].map(plotted)
          .joined(separator: " ")
      }
      data += "$series\(index) << END_OF_DATA\n\(lines.joined(separator: "\n"))\nEND_OF_DATA\n"
      let color = seriesColors[index % seriesColors.count]
      curves.append(
        "$series\(index) with yerrorlines pt 7 ps 0.5 lw 1.3 lc rgb '\(color)' title "
          + quoted(one.name))
    }
    let tics = labels.enumerated().map { "\(quoted($1)) \($0)" }.joined(separator: ", ")
    return """
      \(data)
      set key below Left reverse samplen 1.5
      set xrange [-0.4:\(plotted(Double(labels.count) - 0.6))]
      set xtics (\(tics))
      set xlabel \(quoted(axis))
      set ylabel \(quoted(quantity))
      plot \(curves.joined(separator: ", "))
      """
  }

  /// The name of the figure's file: letters, digits and hyphens, and what kind it is.
  public var fileName: String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return (words.isEmpty ? "figure" : words.joined(separator: "-")) + ".svg"
  }
}
