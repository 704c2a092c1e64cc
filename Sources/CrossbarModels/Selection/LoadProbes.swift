internal import Crossbars
internal import LinearAlgebra

/// The vectors of a load that are solved exactly, and how much of the load each stands for.
///
/// A load is anything: sparse vectors among dense ones, blocks of rows, rows that move together. The
/// error of a model depends on what it was not told of, so probes are taken in two ways that fail
/// differently:
/// 1. in proportion to the squares of the currents, at equal steps through the vectors in the order of
///    their drive: their mean squared relative error is that of the whole load, with a standard error;
/// 2. the extremes of what loads differ in (drive, place along the bit lines, evenness), and then
///    whatever is farthest from all others: a rare kind of vector has a probe of its own.
///
/// Every vector of the load belongs to the probe that is nearest to it, so that a rare kind counts as
/// much as it carries. What tells vectors apart by the cells that they meet is no feature: vectors on which
/// two models disagree are added later, see ``ModelSelection``.
struct LoadProbes: Sendable {
  /// The vectors that are solved.
  private(set) var indices: [Int]
  /// What every probe stands for: the sizes of the vectors that are nearest to it, over its own.
  private(set) var parts: [Double]
  /// The size of every probe.
  private var sizes: [Double]
  /// How often every probe was drawn in proportion to the squared currents.
  private(set) var draws: [Int]
  /// Whether every vector of the load is solved.
  let isComplete: Bool

  /// The number of draws in proportion to the squared currents.
  private static let drawn = 12
  /// The number of probes that are far from all others.
  private static let far = 4

  /// Chooses probes.
  ///
  /// - Parameters:
  ///   - inputs: The vectors of the load, in volts; *batch × rows*.
  ///   - sizes: What each may draw at most, squared: currents may cancel in a column, and with them what
  ///     a model has to say, so that a size must not.
  ///   - generator: The source of chance.
  init(_ inputs: Matrix, sizes: [Double], using generator: inout SeededGenerator) {
    let total = sizes.reduce(0, +)
    let features = Self.features(inputs)
    isComplete = inputs.rows <= Self.drawn + 2 * features.count + Self.far || !(total > 0)
    guard !isComplete else {
      indices = Array(0..<inputs.rows)
      parts = Array(repeating: 1, count: inputs.rows)
      self.sizes = parts
      draws = Array(repeating: 1, count: inputs.rows)
      return
    }
    var counts: [Int: Int] = [:]
    let order = sizes.indices.sorted { (features[0][$0], $0) < (features[0][$1], $1) }
    var next = generator.uniform()
    var sum = 0.0
    for vector in order {
      sum += sizes[vector] / total * Double(Self.drawn)
      while next < sum, counts.values.reduce(0, +) < Self.drawn {
        counts[vector, default: 0] += 1
        next += 1
      }
    }
    // Vectors without current cannot be wrong.
    let present = sizes.indices.filter { sizes[$0] > 0 }
    for feature in features {
      for end in [
        present.min { (feature[$0], $0) < (feature[$1], $1) },
        present.max { (feature[$0], $1) < (feature[$1], $0) },
      ] {
        if let end { counts[end, default: 0] += 0 }
      }
    }
    var distances = [Double](repeating: .infinity, count: inputs.rows)
    var nearest = [Int](repeating: 0, count: inputs.rows)
    func take(_ probe: Int) {
      for vector in distances.indices {
        var distance = 0.0
        for feature in features {
          let difference = feature[vector] - feature[probe]
          distance += difference * difference
        }
        if distance < distances[vector] {
          distances[vector] = distance
          nearest[vector] = probe
        }
      }
    }
    for probe in counts.keys.sorted() { take(probe) }
    for _ in 0..<Self.far {
      guard
        let farthest = present.max(by: { (distances[$0], $1) < (distances[$1], $0) }),
        distances[farthest] > 0
      else { break }
      counts[farthest] = 0
      take(farthest)
    }
    indices = counts.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: indices.enumerated().map { ($1, $0) })
    parts = Array(repeating: 0, count: indices.count)
    for vector in sizes.indices {
      parts[places[nearest[vector]] ?? 0] += sizes[vector]
    }
    self.sizes = indices.map { sizes[$0] }
    for probe in parts.indices { parts[probe] /= self.sizes[probe] }
    draws = indices.map { counts[$0] ?? 0 }
  }

  /// What vectors differ in, each scaled to the range from 0 to 1: the mean voltage and its magnitude,
  /// where along the bit lines the drive lies, and how evenly it is spread over the rows.
  private static func features(_ inputs: Matrix) -> [[Double]] {
    var features = [[Double]](repeating: [], count: 4)
    let rows = Double(inputs.columns)
    for vector in 0..<inputs.rows {
      var (drive, mean, place, square) = (0.0, 0.0, 0.0, 0.0)
      for (row, voltage) in inputs.row(vector).enumerated() {
        drive += voltage.magnitude
        mean += voltage
        place += voltage * ((Double(row) + 0.5) / rows - 0.5)
        square += voltage * voltage
      }
      features[0].append(drive / rows)
      features[1].append(mean / rows)
      features[2].append(place / rows)
      features[3].append((square / rows).squareRoot())
    }
    return features.map { values in
      guard let low = values.min(), let high = values.max(), high > low else {
        return values.map { _ in 0 }
      }
      return values.map { ($0 - low) / (high - low) }
    }
  }

  /// Adds probes that stand for themselves alone.
  ///
  /// - Parameters:
  ///   - vectors: The vectors; those that are probes already are passed over.
  ///   - all: The size of every vector of the load.
  /// - Returns: The vectors that were added, in the order of the probes.
  mutating func add(_ vectors: [Int], sizes all: [Double]) -> [Int] {
    let added = vectors.filter { !indices.contains($0) && all[$0] > 0 }
    indices += added
    parts += added.map { _ in 1 }
    sizes += added.map { all[$0] }
    draws += added.map { _ in 0 }
    return added
  }

  /// The relative RMSE of the load, with the margin for what was not solved.
  ///
  /// - Parameters:
  ///   - errors: The squared error of every probe.
  ///   - references: The squared exact current of every probe.
  ///   - margin: The number of standard errors that are added.
  /// - Returns: The estimate, a part of the root mean square of the currents.
  func relativeError(_ errors: [Double], references: [Double], margin: Double) -> Double {
    guard !isComplete else {
      return RelativeError.ratio(of: errors.reduce(0, +), to: references.reduce(0, +))
        .squareRoot()
    }
    func sum(_ values: [Double], _ weights: [Double]) -> Double {
      zip(values, weights).reduce(0) { $1.1 == 0 ? $0 : $0 + $1.0 * $1.1 }
    }
    let represented = RelativeError.ratio(of: sum(errors, parts), to: sum(references, parts))
    // Drawn in proportion to sizes, every draw counts by the inverse of its own.
    let weights = zip(draws, sizes).map { Double($0) / $1 }
    let reference = sum(references, weights)
    let mean = RelativeError.ratio(of: sum(errors, weights), to: reference)
    let count = Double(draws.reduce(0, +))
    let squares = indices.indices.reduce(0.0) { total, probe in
      let difference = (errors[probe] - mean * references[probe]) / sizes[probe]
      return total + Double(draws[probe]) * difference * difference
    }
    let deviation = RelativeError.ratio(
      of: (squares * count / (count - 1)).squareRoot(), to: reference)
    let upper = max(mean, represented) + margin * deviation
    return upper.squareRoot()
  }
}
