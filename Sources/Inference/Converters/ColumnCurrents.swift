/// The sample currents of one column, whose range is to be chosen, in steps.
///
/// Currents of zero are left out: every range has a code for them.
package struct ColumnCurrents: Sendable {
  private(set) var lowest: Float = 0
  private(set) var highest: Float = 0
  private var values: [Float] = []
  /// How much an error of the values counts: from each place on, because those of a stream follow each other.
  private var weights: [(first: Int, weight: Float)] = []

  /// By what ranges may be wider than those that are best for the currents that chose them.
  package static let margins = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8]

  /// Creates the currents of a column that has none yet.
  package init() {}

  /// Makes room for more currents.
  ///
  /// - Parameter count: Their number.
  mutating func reserve(_ count: Int) { values.reserveCapacity(values.count + count) }

  /// Adds currents.
  ///
  /// - Parameters:
  ///   - all: Currents of several columns, vector by vector.
  ///   - first: The place of the column's first.
  ///   - distance: How far one is from the next.
  ///   - weight: How much an error of them counts, the square of a power of 2.
  package mutating func add(
    _ all: UnsafeBufferPointer<Float>, first: Int, distance: Int, weight: Float
  ) {
    if weights.last?.weight != weight { weights.append((values.count, weight)) }
    for place in stride(from: first, to: all.count, by: distance) where all[place] != 0 {
      let value = all[place]
      lowest = min(lowest, value)
      highest = max(highest, value)
      values.append(value)
    }
  }

  /// What the currents choose.
  package struct Choice: Sendable {
    /// The range with the least error on all of them.
    package let limits: (low: Double, high: Double)
    /// What each of ``margins`` costs on currents that did not choose the range; nil for fewer than two currents.
    package let errors: [Double]?

    /// The range, made wider by a margin.
    ///
    /// - Parameter margin: The factor on both limits.
    /// - Returns: The range, which holds zero.
    func range(margin: Double) -> ClosedRange<Float> {
      Float(limits.low * margin)...Float(limits.high * margin)
    }
  }

  /// Chooses a range, and judges margins: either half of the currents chooses for the other one.
  ///
  /// - Parameter bits: The resolution.
  /// - Returns: What was found; nil where all currents are zero.
  package func choice(bits: Int) -> Choice? {
    guard lowest < highest else { return nil }
    let keys = sortedKeys
    let all = JudgedCurrents(keys, bits: bits)
    let limits = all.limits
    guard values.count > 1 else { return Choice(limits: limits, errors: nil) }
    var halves: [[UInt64]] = [[], []]
    for half in halves.indices { halves[half].reserveCapacity(keys.count / 2 + 64) }
    for key in keys { halves[AscendingOrder.isMarked(key) ? 1 : 0].append(key) }
    let judged = halves.map { JudgedCurrents($0, bits: bits) }
    let ranges = judged.map(\.limits)
    return Choice(
      limits: limits,
      errors: Self.margins.map { margin in
        judged.indices.reduce(0) { sum, chosen in
          let (low, high) = ranges[chosen]
          return sum + judged[1 - chosen].error(low: low * margin, high: high * margin)
        }
      })
  }

  /// The keys of all currents in ascending order; those of one half are marked.
  ///
  /// Neighbors come from one image, and streams one after the other: short runs go to either half in turn.
  private var sortedKeys: [UInt64] {
    let run = max(1, min(64, values.count / 4))
    var keys: [UInt64] = []
    keys.reserveCapacity(values.count)
    for (index, part) in weights.enumerated() {
      let end = index + 1 < weights.count ? weights[index + 1].first : values.count
      var place = part.first
      while place < end {
        let stop = min(end, (place / run + 1) * run)
        let isMarked = place / run % 2 == 1
        while place < stop {
          keys.append(
            AscendingOrder.key(values[place], weight: part.weight, isMarked: isMarked))
          place += 1
        }
      }
    }
    AscendingOrder.sort(&keys, byWeight: weights.count > 1)
    return keys
  }
}
