/// The sample currents of one column, whose range is to be chosen, in steps.
///
/// Currents of zero are left out: every range has a code for them.
struct ColumnCurrents: Sendable {
  private(set) var lowest: Float = 0
  private(set) var highest: Float = 0
  private var values: [(value: Float, weight: Float)] = []

  /// The largest resolution at which rounding is no noise of step²/12, and every range is judged by its own
  /// codes.
  private static let coarseBits = 4
  /// From how many currents on a column's own tails are known.
  private static let many = 512
  /// How many standard deviations of a normal distribution eight bits reach with the least error.
  private static let normalReach = 4.0
  /// The ratio of two neighboring candidates for a limit, and how many there are.
  private static let (ratio, steps) = (0.890_898_718_140_339_3, 36)

  /// Adds a current.
  ///
  /// - Parameters:
  ///   - value: The current.
  ///   - weight: How much an error of it counts.
  mutating func add(_ value: Float, weight: Float) {
    guard value != 0 else { return }
    lowest = min(lowest, value)
    highest = max(highest, value)
    values.append((value, weight))
  }

  /// The range with the least error, as far as the currents tell.
  ///
  /// The limits are searched in turn, because the step that both decide couples them weakly. Rare large
  /// currents are missing among few: the range then covers at least what a normal distribution of the same
  /// mean and deviation would want, and is wider by twice the relative error of a deviation.
  ///
  /// - Parameter bits: The resolution.
  /// - Returns: The range, which holds zero; nil where all currents are zero.
  func range(bits: Int) -> ClosedRange<Float>? {
    guard lowest < highest else { return nil }
    let sorted = values.sorted { $0.value < $1.value }.map {
      (value: Double($0.value), weight: Double($0.weight))
    }
    let sums = CumulativeMoments(sorted)
    let isCoarse = bits <= Self.coarseBits
    func error(_ low: Double, _ high: Double) -> Double {
      guard isCoarse else { return sums.error(low: low, high: high, bits: bits) }
      guard Float(low) < Float(high) else { return .infinity }
      return Converter(covering: Float(low)...Float(high), bits: bits).error(over: sorted)
    }
    let ends = (low: Double(lowest), high: Double(highest))
    var (low, high) = ends
    for _ in 0..<3 {
      let before = (low, high)
      high = Self.best(of: ends.high) { error(low, $0) }
      low = Self.best(of: ends.low) { error($0, high) }
      if (low, high) == before { break }
    }
    guard !isCoarse else { return Float(low)...Float(high) }
    let count = Double(values.count)
    let margin = 1 + 2 / count.squareRoot()
    (low, high) = (low * margin, high * margin)
    if values.count < Self.many {
      let weight = sorted.reduce(0) { $0 + $1.weight }
      let mean = sorted.reduce(0) { $0 + $1.weight * $1.value } / weight
      let variance =
        sorted.reduce(0) { $0 + $1.weight * ($1.value - mean) * ($1.value - mean) } / weight
      let reach = Self.normalReach * margin * variance.squareRoot()
      // Currents that never were negative need no negative codes.
      if lowest < 0 { low = min(low, mean - reach) }
      if highest > 0 { high = max(high, mean + reach) }
    }
    return Float(low)...Float(high)
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
