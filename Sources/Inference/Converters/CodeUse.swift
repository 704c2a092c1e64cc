internal import Foundation
internal import Records

/// How the column converters of a layer are used.
struct CodeUse: Sendable {
  /// How often each code came, counted from the lowest of its converter.
  private var counts: [Int] = []
  /// How many currents were beyond the range.
  private var clipped = 0

  /// No conversion yet.
  init() {}

  /// Counts a conversion.
  ///
  /// - Parameters:
  ///   - current: The current of a column, in steps times codes.
  ///   - converter: Its converter.
  mutating func count(_ current: Float, by converter: Converter) {
    let codes = Int(converter.highest - converter.lowest) + 1
    if counts.count < codes { counts += [Int](repeating: 0, count: codes - counts.count) }
    let exact = current / converter.step
    // Half a step beyond the last code is still its own.
    if exact > converter.highest + 0.5 || exact < converter.lowest - 0.5 { clipped += 1 }
    let code = min(max(exact.rounded(.toNearestOrEven), converter.lowest), converter.highest)
    counts[Int(code - converter.lowest)] += 1
  }

  /// Adds the use by other vectors.
  static func += (use: inout CodeUse, other: CodeUse) {
    if use.counts.count < other.counts.count {
      use.counts += [Int](repeating: 0, count: other.counts.count - use.counts.count)
    }
    for (code, count) in other.counts.enumerated() { use.counts[code] += count }
    use.clipped += other.clipped
  }

  /// The record of it; nil where nothing was converted.
  var record: EvaluationResult.ConverterUse? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let entropy = counts.reduce(0.0) { sum, count in
      let share = Double(count) / Double(total)
      return count > 0 ? sum - share * log2(share) : sum
    }
    return EvaluationResult.ConverterUse(
      clipped: Double(clipped) / Double(total),
      occupied: Double(counts.count { $0 > 0 }) / Double(counts.count), entropyBits: entropy)
  }
}
