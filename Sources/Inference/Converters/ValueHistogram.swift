internal import Foundation

/// How often values occur, for choosing the range of a converter.
///
/// Filling takes two passes over the values: the first finds the extent, the second counts.
package struct ValueHistogram: Sendable {
  private static let binCount = 4096

  /// The smallest value; infinite as long as there is none.
  package private(set) var lowest = Float.infinity
  /// The largest value; infinite as long as there is none.
  package private(set) var highest = -Float.infinity
  private var counts: [Int] = []

  /// Creates an empty histogram.
  package init() {}

  /// First pass: extends the extent.
  package mutating func extend(over values: UnsafeBufferPointer<Float>) {
    for value in values {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
  }

  /// First pass: extends the extent by that of another histogram.
  package mutating func extend(by other: ValueHistogram) {
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }

  /// Second pass: counts values inside the extent.
  ///
  /// Zeros are left out: every converter has a code for them, so they bring no error.
  package mutating func count(_ values: UnsafeBufferPointer<Float>) {
    if counts.isEmpty { counts = [Int](repeating: 0, count: Self.binCount) }
    guard highest > lowest else { return }
    let scale = Float(Self.binCount) / (highest - lowest)
    for value in values where value != 0 {
      counts[min(max(Int((value - lowest) * scale), 0), Self.binCount - 1)] += 1
    }
  }

  /// What a converter's range may look like.
  package enum Shape: Sendable {
    /// From zero upwards.
    case fromZero
    /// As far below zero as above.
    case symmetric
    /// Any limits.
    case free
  }

  /// The range with the least mean square error of a converter.
  ///
  /// Limits are searched on a grid of 1/64 of the extent: first by the error of clipping plus
  /// step²/12 for what is inside, then, among the best, by the error of a converter's own codes.
  /// Zero is in the range of `.fromZero` and `.symmetric`.
  ///
  /// - Parameters:
  ///   - bits: The resolution.
  ///   - shape: What the range may look like.
  /// - Returns: The range; a range of width 0 if all values are zero or there is none.
  package func bestRange(bits: Int, shape: Shape) -> ClosedRange<Float> {
    guard highest >= lowest else { return 0...0 }
    guard highest > lowest, counts.contains(where: { $0 > 0 }) else {
      return shape == .symmetric
        ? -max(highest.magnitude, lowest.magnitude)...max(highest.magnitude, lowest.magnitude)
        : min(lowest, 0)...max(highest, 0)
    }
    let sums = Moments(counts, lowest: Double(lowest), highest: Double(highest))
    var candidates: [(error: Double, range: ClosedRange<Float>)] = []
    func consider(_ low: Double, _ high: Double) {
      guard Float(high) > Float(low) else { return }
      candidates.append(
        (sums.error(low: low, high: high, bits: bits), Float(low)...Float(high)))
    }
    let steps = 64
    let low = Double(lowest)
    let high = Double(highest)
    switch shape {
    case .fromZero:
      for i in 1...steps { consider(0, high * Double(i) / Double(steps)) }
    case .symmetric:
      let magnitude = max(-low, high)
      for i in 1...steps {
        consider(-magnitude * Double(i) / Double(steps), magnitude * Double(i) / Double(steps))
      }
    case .free:
      // All currents on one side of zero may be read from zero, too.
      let width = (high - low) / Double(steps)
      for i in 0..<steps {
        for j in (i + 1)...steps { consider(low + width * Double(i), low + width * Double(j)) }
      }
      if low > 0 { for j in 1...steps { consider(0, low + width * Double(j)) } }
      if high < 0 { for i in 0..<steps { consider(low + width * Double(i), 0) } }
    }
    // Uniform noise is a poor guess where steps are as wide as the values' peak.
    candidates.sort { $0.error < $1.error }
    let finalists = candidates.prefix(32).map { candidate in
      (error: converterError(candidate.range, bits: bits), range: candidate.range)
    }
    return finalists.min { $0.error < $1.error }?.range ?? lowest...highest
  }

  /// The squared error of a converter over the counted values.
  private func converterError(_ range: ClosedRange<Float>, bits: Int) -> Double {
    let converter = Converter(covering: range, bits: bits)
    let width = (Double(highest) - Double(lowest)) / Double(counts.count)
    let (step, low, high) = (
      Double(converter.step), Double(converter.lowest), Double(converter.highest)
    )
    var error = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      let value = Double(lowest) + (Double(bin) + 0.5) * width
      let code = min(max((value / step).rounded(.toNearestOrEven), low), high)
      error += Double(count) * (code * step - value) * (code * step - value)
    }
    return error
  }
}

/// Cumulative moments of a histogram, so that a clipping error is found without a loop.
private struct Moments {
  private let lowest: Double
  private let width: Double
  // Sums of 1, x and x² over the bins before each edge.
  private var zeroth: [Double] = [0]
  private var first: [Double] = [0]
  private var second: [Double] = [0]

  init(_ counts: [Int], lowest: Double, highest: Double) {
    self.lowest = lowest
    width = (highest - lowest) / Double(counts.count)
    for (bin, count) in counts.enumerated() {
      let center = lowest + (Double(bin) + 0.5) * width
      zeroth.append(zeroth[bin] + Double(count))
      first.append(first[bin] + Double(count) * center)
      second.append(second[bin] + Double(count) * center * center)
    }
  }

  private func edge(_ value: Double) -> Int {
    Int(min(max((value - lowest) / width, 0), Double(zeroth.count - 1)).rounded())
  }

  func error(low: Double, high: Double, bits: Int) -> Double {
    let last = zeroth.count - 1
    let (i, j) = (edge(low), edge(high))
    let below = second[i] - 2 * low * first[i] + low * low * zeroth[i]
    let above =
      (second[last] - second[j]) - 2 * high * (first[last] - first[j])
      + high * high * (zeroth[last] - zeroth[j])
    let step = (high - low) / Double((1 << bits) - 1)
    return max(below, 0) + max(above, 0) + (zeroth[j] - zeroth[i]) * step * step / 12
  }
}
