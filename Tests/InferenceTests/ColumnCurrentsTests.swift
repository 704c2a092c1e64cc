import Crossbars
import Inference
import TestSupport
import Testing

/// The range that a column's sample currents choose, against one that is found without any shortcut.
@Suite struct ColumnCurrentsTests {
  private typealias Counted = [(value: Double, weight: Double)]

  private static let limits = (0...36).reduce(into: [1.0]) { limits, _ in
    limits.append(limits[limits.count - 1] * 0.890_898_718_140_339_3)
  }.dropLast()

  /// The squared error of a range over some currents.
  private func error(_ low: Double, _ high: Double, _ counted: Counted, bits: Int) -> Double {
    if bits <= 4 {
      guard Float(low) < Float(high) else {
        return counted.reduce(0) { $0 + $1.weight * $1.value * $1.value }
      }
      let converter = Converter(covering: Float(low)...Float(high), bits: bits)
      return counted.reduce(0) { sum, one in
        let step = Double(converter.step)
        let code = min(
          max((one.value / step).rounded(.toNearestOrEven), Double(converter.lowest)),
          Double(converter.highest))
        return sum + one.weight * (code * step - one.value) * (code * step - one.value)
      }
    }
    let step = (high - low) / Double((1 << bits) - 1)
    return counted.reduce(0) { sum, one in
      let beyond = max(low - one.value, one.value - high, 0)
      return sum + one.weight * (beyond > 0 ? beyond * beyond : step * step / 12)
    }
  }

  private func best(_ counted: Counted, bits: Int) -> (low: Double, high: Double) {
    let ends = (
      min(counted.map(\.value).min() ?? 0, 0), max(counted.map(\.value).max() ?? 0, 0)
    )
    var (low, high) = ends
    func best(_ end: Double, _ error: (Double) -> Double) -> Double {
      let candidates = end == 0 ? [0] : Self.limits.map { end * $0 }
      return candidates.min { error($0) < error($1) } ?? 0
    }
    for _ in 0..<3 {
      high = best(ends.1) { error(low, $0, counted, bits: bits) }
      low = best(ends.0) { error($0, high, counted, bits: bits) }
    }
    return (low, high)
  }

  @Test(arguments: [(2, 300), (4, 90), (6, 1500), (8, 700), (8, 40)])
  func `range and margins are those of all currents and of either half`(
    bits: Int, count: Int
  ) throws {
    var chance = SeededGenerator(seed: 5, stream: UInt64(bits + count))
    // Two columns beside each other, of which the first is asked for; in two streams of other worth.
    var currents = ColumnCurrents()
    var counted: Counted = []
    for weight in [Float(1), 16] {
      let values = (0..<2 * count).map { place -> Float in
        guard place % 2 == 0 else { return 1e6 }
        let value = Float(chance.uniform() * chance.uniform() * chance.uniform() - 0.1)
        return chance.uniform() < 0.2 ? 0 : value * 40
      }
      values.withUnsafeBufferPointer {
        currents.add($0, first: 0, distance: 2, weight: weight)
      }
      counted += stride(from: 0, to: values.count, by: 2).filter { values[$0] != 0 }.map {
        (Double(values[$0]), Double(weight))
      }
    }
    let choice = try #require(currents.choice(bits: bits))
    let wanted = best(counted, bits: bits)
    #expect((choice.limits.low - wanted.low).magnitude <= 1e-12 * 40)
    #expect((choice.limits.high - wanted.high).magnitude <= 1e-12 * 40)
    let run = max(1, min(64, counted.count / 4))
    let halves = [0, 1].map { half in
      counted.indices.filter { $0 / run % 2 == half }.map { counted[$0] }
    }
    let ranges = halves.map { best($0, bits: bits) }
    let errors = try #require(choice.errors)
    for (margin, found) in zip(ColumnCurrents.margins, errors) {
      let expected = [0, 1].reduce(0.0) { sum, chosen in
        sum
          + error(
            ranges[chosen].low * margin, ranges[chosen].high * margin, halves[1 - chosen],
            bits: bits)
      }
      #expect((found - expected).magnitude <= 1e-9 * expected)
    }
  }

  @Test func `a column without currents chooses nothing, and one current no margin`() {
    var currents = ColumnCurrents()
    [Float](repeating: 0, count: 9).withUnsafeBufferPointer {
      currents.add($0, first: 0, distance: 3, weight: 1)
    }
    #expect(currents.choice(bits: 8) == nil)
    [Float(0), 7, -3].withUnsafeBufferPointer {
      currents.add($0, first: 2, distance: 3, weight: 1)
    }
    let choice = currents.choice(bits: 8)
    #expect(choice?.errors == nil && choice?.limits.high == 0)
    #expect((choice?.limits.low ?? 0) < 0)
  }
}
