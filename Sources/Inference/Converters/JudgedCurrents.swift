/// Currents in ascending order, by which ranges are judged.
struct JudgedCurrents {
  private let sums: CumulativeMoments
  /// The currents themselves where few codes are judged one by one; else empty.
  private let counted: [(value: Double, weight: Double)]
  private let bits: Int

  /// The largest resolution at which rounding is no noise of step²/12, and every range is judged by its own
  /// codes.
  private static let coarseBits = 4
  /// The ratio of two neighboring candidates for a limit, and how many there are.
  private static let (ratio, steps) = (0.890_898_718_140_339_3, 36)

  /// Adds currents up.
  ///
  /// - Parameters:
  ///   - keys: The currents in ascending order, as `AscendingOrder` has them.
  ///   - bits: The resolution.
  init(_ keys: [UInt64], bits: Int) {
    func element(_ key: UInt64) -> (value: Double, weight: Double) {
      (AscendingOrder.value(key), AscendingOrder.weight(key))
    }
    sums = CumulativeMoments(keys.count) { element(keys[$0]) }
    counted = bits <= Self.coarseBits ? keys.map(element) : []
    self.bits = bits
  }

  /// The limits with the least error, searched in turn, because the step that both decide couples them
  /// weakly.
  var limits: (low: Double, high: Double) {
    let lows = Self.candidates(min(sums.ends.low, 0))
    let highs = Self.candidates(max(sums.ends.high, 0))
    let isCoarse = bits <= Self.coarseBits
    // What clipping costs at either limit does not depend on the other one.
    let below = isCoarse ? [] : lows.map(sums.below)
    let above = isCoarse ? [] : highs.map(sums.above)
    let codes = Double((1 << bits) - 1)
    func error(_ low: Int, _ high: Int) -> Double {
      isCoarse
        ? self.error(low: lows[low], high: highs[high])
        : CumulativeMoments.error(
          below: below[low], above: above[high], step: (highs[high] - lows[low]) / codes)
    }
    var (low, high) = (0, 0)
    for _ in 0..<3 {
      let before = (low, high)
      high = Self.best(of: highs.indices) { error(low, $0) }
      low = Self.best(of: lows.indices) { error($0, high) }
      if (low, high) == before { break }
    }
    return (lows[low], highs[high])
  }

  /// The squared error of a range.
  func error(low: Double, high: Double) -> Double {
    guard bits <= Self.coarseBits else { return sums.error(low: low, high: high, bits: bits) }
    // A range without a width has the code of zero alone.
    guard Float(low) < Float(high) else {
      return counted.reduce(0) { $0 + $1.weight * $1.value * $1.value }
    }
    return Converter(covering: Float(low)...Float(high), bits: bits).error(over: counted)
  }

  /// What a limit may be: parts of the outermost current.
  private static func candidates(_ limit: Double) -> [Double] {
    guard limit != 0 else { return [0] }
    var part = limit
    return [limit]
      + (0..<steps).map { _ in
        part *= ratio
        return part
      }
  }

  /// The first candidate with the least error.
  private static func best(of candidates: Range<Int>, _ error: (Int) -> Double) -> Int {
    var (best, least) = (candidates.lowerBound, error(candidates.lowerBound))
    for candidate in candidates.dropFirst() {
      let found = error(candidate)
      if found < least { (best, least) = (candidate, found) }
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
