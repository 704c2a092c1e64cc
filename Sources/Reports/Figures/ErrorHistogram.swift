internal import Foundation

/// How often the model errs by how much, as a share of the largest reference current.
public struct ErrorHistogram: Figure {
  /// The currents, one color a series.
  public var series: [CurrentSeries]

  /// Odd, so that the middle bin is centered on no error.
  static let binCount = 41

  /// Creates a histogram of at least one series.
  public init(series: [CurrentSeries]) {
    precondition(!series.isEmpty, "a histogram of no errors")
    self.series = series
  }

  /// How the errors are normalized, with the largest of each series.
  public var caption: String {
    let worst = series.map { "\($0.name): \(percent($0.worstError))" }
    return "Errors of the single currents over the largest current of their series; "
      + "the areas are equal. Largest error, " + worst.joined(separator: "; ") + "."
  }

  /// The share of a series' errors in each bin, for errors between -reach and reach.
  static func shares(of errors: [Double], reach: Double) -> [Double] {
    var counts = [Int](repeating: 0, count: binCount)
    for error in errors {
      let position = (error / reach + 1) / 2 * Double(binCount)
      counts[min(max(Int(position), 0), binCount - 1)] += 1
    }
    return counts.map { Double($0) / Double(errors.count) }
  }

  /// The gnuplot commands, data included.
  public var script: String {
    let errors = series.map { one in
      let fullScale = one.fullScale > 0 ? one.fullScale : 1
      return zip(one.reference, one.model).map { ($1 - $0) / fullScale }
    }
    let largest = errors.joined().reduce(0) { max($0, $1.magnitude) }
    let reach = largest > 0 ? largest * 1.0001 : 1e-16
    let unit = ErrorUnit(reach)
    let width = 2 * reach / Double(Self.binCount)
    var data = ""
    var curves: [String] = []
    for (index, one) in series.enumerated() {
      let shares = Self.shares(of: errors[index], reach: reach)
      let points = shares.enumerated().map { bin, share in
        ((-reach + (Double(bin) + 0.5) * width) / unit.factor, 100 * share)
      }
      data += dataBlock("series\(index)", points)
      let color = seriesColors[index % seriesColors.count]
      curves.append(
        "$series\(index) with boxes fs transparent solid 0.35 lc rgb '\(color)' "
          + "title \(quoted(one.name))")
    }
    return """
      \(data)
      set key outside top center horizontal samplen 1.5
      set boxwidth \(plotted(width / unit.factor))
      set xrange [\(plotted(-reach / unit.factor)):\(plotted(reach / unit.factor))]
      set yrange [0:*]
      set xlabel \(quoted("error, \(unit.name) of full scale"))
      set ylabel 'share of currents, %'
      plot \(curves.joined(separator: ", "))
      """
  }
}
