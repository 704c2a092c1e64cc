internal import Foundation

/// Model currents over reference currents; a perfect model lies on the diagonal.
public struct ParityPlot: Figure {
  /// The currents, one color a series.
  public var series: [CurrentSeries]
  /// What the reference is, such as `SPICE`.
  public var referenceName: String
  /// What the model is, such as `calibrated fast model`.
  public var modelName: String

  /// The most points drawn of a series: a page of millions of points opens in no browser.
  static let pointLimit = 1500

  /// Creates a plot of at least one series.
  public init(series: [CurrentSeries], referenceName: String, modelName: String) {
    precondition(!series.isEmpty, "a parity plot of no currents")
    self.series = series
    self.referenceName = referenceName
    self.modelName = modelName
  }

  /// The axes, the diagonal and what the points are, with each series' error.
  public var caption: String {
    let errors = series.map { one in
      "\(one.name): \(one.reference.count) currents, relative RMSE \(percent(one.relativeError))"
    }
    let isThinned = series.contains { $0.reference.count > Self.pointLimit }
    return "Column currents by \(modelName) over those by \(referenceName); the line is equality. "
      + errors.joined(separator: "; ") + "."
      + (isThinned ? " An even choice of points is drawn, the worst among them." : "")
  }

  /// The gnuplot commands, data included.
  public var script: String {
    let largest = series.map(\.fullScale).max() ?? 0
    let scale = EngineeringScale(largest)
    var data = ""
    var curves = ["x with lines lw 1 lc rgb '#5b6876' title 'equality'"]
    for (index, one) in series.enumerated() {
      let points = one.thinned(to: Self.pointLimit).map { ($0 / scale.factor, $1 / scale.factor) }
      data += dataBlock("series\(index)", points)
      let color = seriesColors[index % seriesColors.count]
      curves.append(
        "$series\(index) with points pt 7 ps 0.35 lc rgb '\(color)' title \(quoted(one.name))")
    }
    return """
      \(data)
      set key left top Left reverse samplen 1.5
      set autoscale fix
      set offsets graph 0.02, graph 0.02, graph 0.02, graph 0.02
      set xlabel \(quoted("\(referenceName), \(scale.prefix)A"))
      set ylabel \(quoted("\(modelName), \(scale.prefix)A"))
      plot \(curves.joined(separator: ", "))
      """
  }
}
