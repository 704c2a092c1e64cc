/// The sample currents of one column, whose range is to be chosen, in steps.
///
/// Currents of zero are left out: every range has a code for them.
struct ColumnCurrents: Sendable {
  private(set) var lowest: Float = 0
  private(set) var highest: Float = 0
  private var values: [Float] = []
  /// How much an error of the values counts: from each place on, because those of a stream follow each other.
  private var weights: [(first: Int, weight: Float)] = []

  /// The largest resolution at which rounding is no noise of step²/12, and every range is judged by its own
  /// codes.
  private static let coarseBits = 4
  /// The ratio of two neighboring candidates for a limit, and how many there are.
  private static let (ratio, steps) = (0.890_898_718_140_339_3, 36)
  /// By what ranges may be wider than those that are best for the currents that chose them.
  static let margins = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8]

  /// Adds a current.
  ///
  /// - Parameters:
  ///   - value: The current.
  ///   - weight: How much an error of it counts.
  mutating func add(_ value: Float, weight: Float) {
    guard value != 0 else { return }
    lowest = min(lowest, value)
    highest = max(highest, value)
    if weights.last?.weight != weight { weights.append((values.count, weight)) }
    values.append(value)
  }

  /// Some of the currents with their weights.
  ///
  /// - Parameter isTaken: Whether the current of a place is among them.
  /// - Returns: The currents in their order.
  private func counted(_ isTaken: (Int) -> Bool) -> [(value: Float, weight: Float)] {
    var counted: [(value: Float, weight: Float)] = []
    counted.reserveCapacity(values.count)
    for (index, run) in weights.enumerated() {
      let end = index + 1 < weights.count ? weights[index + 1].first : values.count
      for place in run.first..<end where isTaken(place) {
        counted.append((values[place], run.weight))
      }
    }
    return counted
  }

  /// What each margin costs on currents that did not choose the range: either half of them chooses for the
  /// other one.
  ///
  /// - Parameter bits: The resolution.
  /// - Returns: The squared error for each of ``margins``; nil for fewer than two currents.
  func errors(bits: Int) -> [Double]? {
    guard values.count > 1 else { return nil }
    // Neighbors come from one image, and streams one after the other: short runs go to either half in turn.
    let run = max(1, min(64, values.count / 4))
    let halves = [0, 1].map { half in
      AscendingOrder.sorted(counted { $0 / run % 2 == half })
    }
    let sums = halves.map(CumulativeMoments.init)
    let ranges = halves.indices.map {
      Self.limits(of: halves[$0], sums[$0], bits: bits)
    }
    return Self.margins.map { margin in
      halves.indices.reduce(0) { sum, chosen in
        let (low, high) = ranges[chosen]
        return sum
          + Self.error(
            low * margin, high * margin, of: halves[1 - chosen], sums[1 - chosen], bits: bits)
      }
    }
  }

  /// The range with the least error on the currents, made wider by a margin.
  ///
  /// - Parameters:
  ///   - bits: The resolution.
  ///   - margin: The factor on both limits.
  /// - Returns: The range, which holds zero; nil where all currents are zero.
  func range(bits: Int, margin: Double) -> ClosedRange<Float>? {
    guard lowest < highest else { return nil }
    let sorted = AscendingOrder.sorted(counted { _ in true })
    let (low, high) = Self.limits(of: sorted, CumulativeMoments(sorted), bits: bits)
    return Float(low * margin)...Float(high * margin)
  }

  private typealias Counted = [(value: Double, weight: Double)]

  /// The limits with the least error, searched in turn, because the step that both decide couples them
  /// weakly.
  private static func limits(
    of sorted: Counted, _ sums: CumulativeMoments, bits: Int
  ) -> (low: Double, high: Double) {
    let ends = (low: min(sorted.first?.value ?? 0, 0), high: max(sorted.last?.value ?? 0, 0))
    var (low, high) = ends
    for _ in 0..<3 {
      let before = (low, high)
      high = best(of: ends.high) { error(low, $0, of: sorted, sums, bits: bits) }
      low = best(of: ends.low) { error($0, high, of: sorted, sums, bits: bits) }
      if (low, high) == before { break }
    }
    return (low, high)
  }

  /// The squared error of a range.
  private static func error(
    _ low: Double, _ high: Double, of sorted: Counted, _ sums: CumulativeMoments, bits: Int
  ) -> Double {
    guard bits <= coarseBits else { return sums.error(low: low, high: high, bits: bits) }
    // A range without a width has the code of zero alone.
    guard Float(low) < Float(high) else {
      return sorted.reduce(0) { $0 + $1.weight * $1.value * $1.value }
    }
    return Converter(covering: Float(low)...Float(high), bits: bits).error(over: sorted)
  }

  /// The part of a limit with the least error.
  private static func best(of limit: Double, _ error: (Double) -> Double) -> Double {
    guard limit != 0 else { return 0 }
    var (best, least) = (limit, error(limit))
    var part = limit
    for _ in 0..<steps {
      part *= ratio
      let found = error(part)
      if found < least { (best, least) = (part, found) }
    }
    return best
  }
}

extension Converter {
  /// The squared error of the codes of some values.
  fileprivate func error(over values: [(value: Double, weight: Double)]) -> Double {
    let (step, lowest, highest) = (Double(step), Double(lowest), Double(highest))
    return values.reduce(0) { sum, counted in
      let code = min(max((counted.value / step).rounded(.toNearestOrEven), lowest), highest)
      let difference = code * step - counted.value
      return sum + counted.weight * difference * difference
    }
  }
}
