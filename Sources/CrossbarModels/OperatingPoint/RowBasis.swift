internal import CKernels
internal import LinearAlgebra

/// A few functions of a row voltage, each of them 0 at 0 V: a table at the levels of discrete inputs,
/// cubic splines over the range of continuous ones.
///
/// Splines on 129 points: on intervals h wide they miss a smooth function by 5 h⁴/384 of its fourth
/// derivative at most, and their evaluation is one multiplication by 1/h and three steps of Horner's rule, the
/// same for every row. 0 V is a knot, so that nothing goes in for nothing out.
struct RowBasis: Sendable {
  /// The row voltages of the grid, in ascending order, in volts.
  let voltages: [Double]
  /// Whether rows have voltages of the grid alone.
  let isDiscrete: Bool
  /// The values of every function on the grid; *functions × voltages*.
  let values: Matrix
  /// The only level that a voltage in an interval of equal width can be; empty for levels at equal
  /// distances, which are their own.
  private let slots: [Int32]
  private let inverse: Double
  /// The number of the grid voltage that is 0 V.
  private let zero: Double
  private let slack: Double
  /// For every level, or piece between grid voltages, the values, or coefficients, of four functions
  /// beside each other, group by group.
  private let table: [Double]

  /// How far a voltage may be from a level, as a part of the range: what conversions to single
  /// precision and back lose.
  private static let levelSlack = 1e-6
  /// How far a voltage may be beyond the range, as a part of a piece.
  private static let rangeSlack = 1e-4
  private static let mostSlots = 1 << 20

  init(voltages: [Double], isDiscrete: Bool, values: Matrix) {
    self.voltages = voltages
    self.isDiscrete = isDiscrete
    self.values = values
    let low = voltages[0]
    let span = voltages[voltages.count - 1] - low
    // Exactly, where 0 V is on the grid: nothing goes in for nothing out.
    zero =
      voltages.firstIndex(of: 0).map(Double.init) ?? -low * Double(voltages.count - 1) / span
    if isDiscrete {
      let gaps = zip(voltages.dropFirst(), voltages).map { $0 - $1 }
      let narrowest = gaps.min() ?? 1
      // Every level in a slot of its own, with none beside it: half the narrowest gap.
      let isEven = gaps.allSatisfy { ($0 - narrowest) <= 1e-9 * span }
      let width = max(
        isEven ? span / Double(gaps.count) : 0.5 * narrowest, span / Double(Self.mostSlots))
      inverse = 1 / width
      slack = min(Self.levelSlack * span, 0.25 * narrowest)
      if isEven {
        slots = []
      } else {
        var slots = [Int32](repeating: 0, count: Int((span / width).rounded()) + 1)
        for (level, voltage) in voltages.enumerated() {
          slots[min(Int((voltage - low) * inverse + 0.5), slots.count - 1)] = Int32(level)
        }
        self.slots = slots
      }
      table = Self.packed((0..<values.rows).map(values.row), terms: 1)
    } else {
      slots = []
      inverse = Double(voltages.count - 1) / span
      slack = Self.rangeSlack
      table = Self.packed((0..<values.rows).map { Self.spline(values.row($0)) }, terms: 4)
    }
  }

  /// The groups of four functions.
  var groups: Int { (count + 3) / 4 }
  private var terms: Int { isDiscrete ? 1 : 4 }

  /// Puts functions beside each other.
  private static func packed(_ functions: [[Double]], terms: Int) -> [Double] {
    guard let count = functions.first?.count else { return [] }
    let groups = (functions.count + 3) / 4
    var packed = [Double](repeating: 0, count: count * groups * 4)
    for (function, numbers) in functions.enumerated() {
      for (place, number) in numbers.enumerated() {
        let piece = (place / terms * groups + function / 4) * terms + place % terms
        packed[4 * piece + function % 4] = number
      }
    }
    return packed
  }

  /// The number of functions.
  var count: Int { values.rows }

  /// The range of voltages, in volts.
  var range: ClosedRange<Double> { voltages[0]...voltages[voltages.count - 1] }

  /// The same functions as a table at given voltages.
  ///
  /// - Parameter levels: The voltages in ascending order, within the range, in volts.
  /// - Returns: The functions of discrete inputs.
  func table(at levels: [Double]) -> RowBasis {
    var places = Places(rows: levels.count)
    let bad = locate(levels, rows: levels.count, &places)
    precondition(bad == nil, "levels \(levels) beyond \(range)")
    var first = [Double](repeating: 0, count: levels.count)
    var rest = [Float](repeating: 0, count: (4 * groups - 1) * levels.count)
    evaluate(rows: levels.count, places, first: &first, rest: &rest)
    let values = Matrix(rows: count, columns: levels.count) {
      $0 == 0 ? first[$1] : Double(rest[($0 - 1) * levels.count + $1])
    }
    return RowBasis(voltages: levels, isDiscrete: true, values: values)
  }

  /// Workspace for rows of one vector.
  struct Places {
    fileprivate var codes: [Int32]
    fileprivate var inside: [Double]

    init(rows: Int) {
      codes = Array(repeating: 0, count: rows)
      inside = Array(repeating: 0, count: rows)
    }

    /// The grid voltage at or below a row's voltage, and the part of the way to the next.
    subscript(row: Int) -> (code: Int, part: Double) { (Int(codes[row]), inside[row]) }
  }

  /// Finds the places of the voltages of one vector.
  ///
  /// - Returns: The first row whose voltage has no place, or nil.
  func locate(
    _ voltages: UnsafePointer<Double>, rows: Int, _ places: inout Places
  ) -> Int? {
    let bad: Int
    if isDiscrete && slots.isEmpty {
      bad = assay_even_level_codes(
        rows, voltages, self.voltages[0], inverse, self.voltages.count, slack * inverse,
        &places.codes)
    } else if isDiscrete {
      bad = assay_level_codes(
        rows, voltages, self.voltages[0], inverse, slots, slots.count, self.voltages, slack,
        &places.codes)
    } else {
      bad = assay_spline_places(
        rows, voltages, zero, inverse, self.voltages.count - 1, slack, &places.codes,
        &places.inside)
    }
    return bad < 0 ? nil : bad
  }

  /// The values of all functions at places.
  ///
  /// - Parameters:
  ///   - rows: The number of places.
  ///   - places: The places.
  ///   - first: Takes the values of the first function.
  ///   - rest: Takes those of the others, in single precision and `rows` apart, and what fills the last
  ///     group of four.
  func evaluate(
    rows: Int, _ places: Places, first: UnsafeMutablePointer<Double>,
    rest: UnsafeMutablePointer<Float>
  ) {
    assay_row_functions(rows, groups, terms, places.codes, places.inside, table, first, rest)
  }

  /// The coefficients of the cubic spline through values at equal distances, with the third
  /// derivative continuous at the second point from either end.
  private static func spline(_ values: [Double]) -> [Double] {
    let slopes = SplineSlopes.slopes(of: values)
    var coefficients: [Double] = []
    coefficients.reserveCapacity(4 * (values.count - 1))
    for piece in 0..<values.count - 1 {
      let rise = values[piece + 1] - values[piece]
      let (left, right) = (slopes[piece], slopes[piece + 1])
      // Hermite's cubic in the place from 0 to 1 within the piece.
      coefficients += [
        values[piece], left, 3 * rise - 2 * left - right, left + right - 2 * rise,
      ]
    }
    return coefficients
  }
}
