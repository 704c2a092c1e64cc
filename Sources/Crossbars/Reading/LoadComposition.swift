public import LinearAlgebra

/// Which kinds of load the vectors of a batch are of.
///
/// Every vector belongs to the kind that it looks most like. What is told from one vector is how many
/// rows are on, whether they are alike, and where they lie; from the whole batch, how many voltages
/// there are.
public struct LoadComposition: Sendable, Equatable {
  /// The number of vectors of every kind.
  public private(set) var counts: [LoadKind: Int] = [:]
  /// The number of vectors with a negative voltage, which are of no kind.
  public private(set) var signed = 0
  /// The number of vectors without any voltage, which are of no kind.
  public private(set) var idle = 0

  /// The number of vectors.
  public var vectors: Int { counts.values.reduce(0, +) + signed + idle }

  /// No vectors.
  public init() {}

  /// The kind of every vector of a load.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - voltage: The voltage of full drive, in volts.
  /// - Returns: One a vector; nil for those with a negative voltage and for those without any.
  public static func kinds(of inputs: Matrix, voltage: Double) -> [LoadKind?] {
    // More than twice the levels of four bits are those of a finer converter, or of none.
    let isCoarse = Set(inputs.elements).count <= 32
    return (0..<inputs.rows).map { vector in
      let row = inputs.row(vector)
      guard !row.contains(where: { $0 < 0 }) else { return nil }
      return kind(of: row, voltage: voltage, isCoarse: isCoarse)
    }
  }

  /// Sorts the vectors of a load.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - voltage: The voltage of full drive, in volts.
  public init(_ inputs: Matrix, voltage: Double) {
    for (vector, kind) in Self.kinds(of: inputs, voltage: voltage).enumerated() {
      if let kind {
        counts[kind, default: 0] += 1
      } else if inputs.row(vector).contains(where: { $0 < 0 }) {
        signed += 1
      } else {
        idle += 1
      }
    }
  }

  /// Adds the vectors of another load.
  public static func += (left: inout LoadComposition, right: LoadComposition) {
    left.counts.merge(right.counts, uniquingKeysWith: +)
    left.signed += right.signed
    left.idle += right.idle
  }

  /// The kinds of which there are vectors, most of them first.
  public var kinds: [LoadKind] {
    LoadKind.allCases.enumerated().filter { counts[$0.element, default: 0] > 0 }.sorted {
      (counts[$1.element, default: 0], $0.offset) < (counts[$0.element, default: 0], $1.offset)
    }.map(\.element)
  }

  /// The kind of a vector without negative voltages; nil if it drives no row.
  private static func kind(of row: [Double], voltage: Double, isCoarse: Bool) -> LoadKind? {
    let highest = row.max() ?? 0
    guard highest > 0 else { return nil }
    let lowest = row.min() ?? 0
    if highest - lowest <= 1e-9 * highest, row.count > 1 { return .together }
    let on = row.map { $0 > 0 }
    let share = Double(on.count { $0 }) / Double(row.count)
    // Between 5 % and the half that independent bits have, halfway on a scale of ratios.
    if share <= 0.15 { return isBlock(on) && share > 0.1 ? .oneEnd : .sparse }
    // Of independent rows one of a few is below a third; of rows that are all on none is.
    if lowest >= voltage / 3 { return .allOn }
    let isBits = zip(row, on).allSatisfy { !$1 || highest - $0 <= 1e-9 * highest }
    guard isBits else { return isCoarse ? .levels16 : .levels256 }
    if isBlock(on) { return .oneEnd }
    return isPatch(on) ? .patches : .twoLevels
  }

  /// Whether the rows that are on are one block from either end.
  private static func isBlock(_ on: [Bool]) -> Bool {
    let changes = zip(on, on.dropFirst()).count { $0 != $1 }
    return changes == 1
  }

  /// Whether a quarter of the rows, around the ends, is dense and the rest is not.
  private static func isPatch(_ on: [Bool]) -> Bool {
    let width = (on.count + 3) / 4
    // Of two or three rows chance makes any pattern.
    guard width >= 4 else { return false }
    let total = on.count { $0 }
    var inside = on[..<width].count { $0 }
    var most = inside
    for start in 1..<on.count {
      inside += (on[(start + width - 1) % on.count] ? 1 : 0) - (on[start - 1] ? 1 : 0)
      most = max(most, inside)
    }
    let rest = on.count - width
    return Double(most) >= 0.75 * Double(width)
      && Double(total - most) <= 0.35 * Double(rest)
  }
}
