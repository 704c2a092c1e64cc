internal import Foundation

/// How far the column currents of a layer's arrays are from those of ideal arrays with the wanted cells.
///
/// The non-ideality factor of a current is 1 − I/I_ideal: what wires, ends, bent cells and their errors
/// take of it. Columns whose ideal current is below a thousandth of the largest of their read have none.
public struct NonIdealityFactors: Sendable, Equatable, Codable {
  /// The number of classes of the histogram.
  public static let classCount = 20

  /// The number of reads.
  public var reads: Int
  /// The number of currents, those of columns in use.
  public var currents: Int
  /// The mean factor.
  public var mean: Double
  /// The standard deviation of the factors.
  public var deviation: Double
  /// The smallest factor, where the histogram begins.
  public var lowest: Double
  /// The largest factor, where the histogram ends.
  public var highest: Double
  /// How many currents are in each class; the classes are equally wide.
  public var counts: [Int]

  /// Counts factors; nil without one.
  ///
  /// - Parameters:
  ///   - factors: The factors of all currents.
  ///   - reads: The number of reads that they are of.
  package init?(_ factors: [Double], reads: Int) {
    guard let lowest = factors.min(), let highest = factors.max() else { return nil }
    self.reads = reads
    currents = factors.count
    let mean = factors.reduce(0, +) / Double(factors.count)
    self.mean = min(max(mean, lowest), highest)
    let square = factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (square / Double(factors.count)).squareRoot()
    self.lowest = lowest
    self.highest = highest
    counts = [Int](repeating: 0, count: Self.classCount)
    let width = (highest - lowest) / Double(Self.classCount)
    for factor in factors {
      let place = width > 0 ? Int((factor - lowest) / width) : 0
      counts[min(max(place, 0), Self.classCount - 1)] += 1
    }
  }

  /// The histogram as a line of bars, the highest class the full height.
  public var bars: String {
    let bars = Array(" ▁▂▃▄▅▆▇█")
    let most = Double(max(counts.max() ?? 1, 1))
    return String(
      counts.map { count in
        // A class with a single current shows.
        count == 0 ? bars[0] : bars[max(1, Int((8 * Double(count) / most).rounded()))]
      })
  }

  /// The factors in one line, for people.
  package var text: String {
    func percent(_ value: Double) -> String { String(format: "%.3g", 100 * value) }
    return "\(percent(mean)) ± \(percent(deviation)) %, from \(percent(lowest)) to "
      + "\(percent(highest)) %, of \(currents) currents |\(bars)|"
  }

  /// Refuses factors that contradict each other.
  func validate(_ check: RecordCheck) throws {
    try check.require(reads >= 1, "reads", "\(reads)", "at least 1")
    try check.require(currents >= 1, "currents", "\(currents)", "at least 1")
    try check.require(
      counts.count == Self.classCount && counts.allSatisfy { $0 >= 0 }, "counts",
      "\(counts.count) counts", "\(Self.classCount) counts of at least 0")
    let sum = counts.reduce(0.0) { $0 + Double($1) }
    try check.require(
      sum == Double(currents), "counts", "counts of \(sum) currents",
      "\(currents), those of currents")
    try check.require(
      lowest <= mean && mean <= highest, "mean", "\(mean)", "\(lowest) to \(highest)")
    try check.require(
      deviation >= 0 && deviation <= highest - lowest, "deviation", "\(deviation)",
      "0 to \(highest - lowest)")
  }
}
