/// A part of a chip that energy and area are told by.
public enum CostPart: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  case array
  case rowDriver = "row-driver"
  case sampleAndHold = "sample-and-hold"
  case converter
  case counter
  case shiftAdd = "shift-add"
  case register
  case accumulator
}

/// What a layer, or all layers, of a network cost for one image.
public struct Cost: Sendable, Equatable, Codable {
  /// The arrays.
  public var arrays = 0
  /// The cells that hold a weight, and all cells that could, of one slice and polarity.
  public var (weights, cells) = (0, 0)
  /// The reads of single arrays.
  public var reads = 0
  /// The rows that are driven.
  public var rowDrives = 0
  /// The conversions.
  public var conversions = 0
  /// The comparisons of converters that count; 0 of ADCs.
  public var comparisons = 0
  /// The ADCs, or the columns with a device that compares.
  public var converters = 0
  /// The energy by part, in joules.
  public var energy: [CostPart: Double] = [:]
  /// The area by part, in square meters.
  public var area: [CostPart: Double] = [:]
  /// The time of an image, in seconds; one layer after the other.
  public var latency = 0.0
  /// The time from image to image where all layers work at once, in seconds: that of the slowest one.
  public var interval = 0.0

  /// Creates the cost of nothing.
  public init() {}

  /// The energy of all parts, in joules.
  public var totalEnergy: Double { CostPart.allCases.reduce(0) { $0 + (energy[$1] ?? 0) } }
  /// The area of all parts, in square meters.
  public var totalArea: Double { CostPart.allCases.reduce(0) { $0 + (area[$1] ?? 0) } }
  /// Energy times latency, in joules times seconds.
  public var energyDelay: Double { totalEnergy * latency }
  /// The part of the cells that hold a weight.
  public var utilization: Double { cells > 0 ? Double(weights) / Double(cells) : 0 }

  /// Adds another layer, which works after this one.
  ///
  /// - Parameter other: Its cost.
  mutating func add(_ other: Cost) {
    arrays += other.arrays
    weights += other.weights
    cells += other.cells
    reads += other.reads
    rowDrives += other.rowDrives
    conversions += other.conversions
    comparisons += other.comparisons
    converters += other.converters
    energy.merge(other.energy, uniquingKeysWith: +)
    area.merge(other.area, uniquingKeysWith: +)
    latency += other.latency
    interval = max(interval, other.interval)
  }
}
