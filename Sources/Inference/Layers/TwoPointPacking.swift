internal import Crossbars
internal import Execution
internal import LinearAlgebra
internal import Networks

/// The arrays of a group of a layer as a layer of two-point members in integers.
struct TwoPointPacking {
  /// Columns that are read one by one, array by array.
  struct Side {
    /// Columns of one array.
    struct Columns {
      /// The array at the codes of a row.
      let array: LevelFunctions
      /// The outputs.
      let columns: Range<Int>
      /// The columns of the array that belong to them.
      let places: [Int]
    }

    let columns: [Columns]
    /// The converters, *streams × outputs*.
    let conversions: [[IntegerSection.Conversion]]
  }

  /// A section with its columns.
  struct Part {
    let section: LayerArrays.Section
    /// The columns, and those that are subtracted from them if there are any.
    let sides: [Side]
    /// Whether they are subtracted before the converter.
    let isDifference: Bool

    var arrays: [LevelFunctions] { sides.flatMap(\.columns).map(\.array) }
  }

  private let parts: [Part]
  private let codes: ClosedRange<Int>
  private let scale: ElectricalScale
  private let outputs: Int
  private let shares: SharedFunctions
  private let changes: SharedFunctions
  private let last: SharedFunctions
  /// Which functions of the shares and of the changes go in words.
  private let inWords: [Bool]
  private let changesInWords: [Bool]
  /// Whether bytes refine what words round.
  let isFine: Bool
  private let isRefined: Bool
  private let isCoupled: Bool
  private let isSigned: Bool

  /// What integers lose for speed.
  struct Precision {
    /// What functions that are left out may carry of the current.
    var tail: Double
    /// What part of the current may go in bytes.
    var inBytes: Double
    /// What part of the current may change in bytes.
    var changesInBytes: Double
    /// Whether the equation of a column has the terms that refine.
    var isRefined = true
    /// Whether bytes refine what words round.
    var isFine = false

    /// From the fastest to the finest.
    static let all = [
      Precision(tail: 1e-4, inBytes: 0.01, changesInBytes: 1, isRefined: false),
      Precision(tail: 1e-4, inBytes: 0.01, changesInBytes: 1),
      Precision(tail: 1e-4, inBytes: 0.01, changesInBytes: 0.01),
      Precision(tail: 1e-4, inBytes: 0.01, changesInBytes: 0.01, isFine: true),
      Precision(tail: 1e-5, inBytes: 0.01, changesInBytes: 0.01, isFine: true),
      Precision(tail: 1e-6, inBytes: 0.001, changesInBytes: 0.001, isFine: true),
    ]
  }

  /// The most functions of shares, of changes, and of softenings or bends.
  private static let mostShares = 4
  private static let mostChanges = 3
  private static let mostLast = 2

  /// Finds what all arrays share.
  ///
  /// - Parameters:
  ///   - parts: The sections of the group.
  ///   - codes: The codes that a row can have in one stream.
  ///   - scale: Voltages and currents of codes.
  ///   - outputs: The number of outputs.
  ///   - precision: What integers lose for speed.
  init?(
    _ parts: [Part], codes: ClosedRange<Int>, scale: ElectricalScale, outputs: Int,
    precision: Precision
  ) {
    (self.parts, self.codes, self.scale, self.outputs) = (parts, codes, scale, outputs)
    (isFine, isRefined) = (precision.isFine, precision.isRefined)
    let arrays = parts.flatMap(\.arrays)
    guard let any = arrays.first, arrays.allSatisfy({ $0.isSigned == any.isSigned }) else {
      return nil
    }
    isSigned = any.isSigned
    isCoupled = arrays.contains { !$0.terms.isEmpty }
    let full = codes.upperBound - codes.lowerBound
    func weighted(_ functions: [LevelFunctions.Function]) -> [(values: [Double], weight: Double)] {
      functions.map { function in
        let squares = function.factors.elements.reduce(0) { $0 + $1 * $1 }
        return (function.values, squares.squareRoot())
      }
    }
    let shares = weighted(arrays.flatMap(\.shares))
    let whole = shares.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
    guard whole > 0, whole.isFinite else { return nil }
    self.shares = SharedFunctions(
      shares, full: full, most: Self.mostShares, tail: precision.tail * whole)
    var current = 0.0
    for array in arrays {
      for function in array.shares {
        let sum = function.factors.elements.reduce(0, +) / Double(function.factors.columns)
        current = max(current, (sum * function.values[full]).magnitude)
      }
    }
    // Changes count as much as the current of a column that they are multiplied by, and bends as its square; for
    // both signs changes and softenings are currents themselves.
    let (changeSize, lastSize) = isSigned ? (1, 1) : (current, current * current)
    guard changeSize > 0 else { return nil }
    changes = SharedFunctions(
      weighted(arrays.flatMap(\.changes)), full: full, most: Self.mostChanges,
      tail: precision.tail * whole / changeSize)
    last = SharedFunctions(
      weighted(arrays.compactMap(\.last)), full: full, most: Self.mostLast,
      tail: precision.tail * whole / lastSize)
    /// How much of all functions each is, as the root of a sum of squares.
    func sizes(
      _ shared: SharedFunctions, _ functions: (LevelFunctions) -> [LevelFunctions.Function]
    ) -> [Double] {
      var squares = [Double](repeating: 0, count: shared.values.count)
      for array in arrays {
        for (index, matrix) in Self.matrices(functions(array), shared).enumerated() {
          squares[index] += matrix.elements.reduce(0) { $0 + $1 * $1 }
        }
      }
      return squares.map { $0.squareRoot() }
    }
    let (share, change) = (sizes(self.shares, \.shares), sizes(changes, \.changes))
    inWords = share.indices.map { $0 == 0 || share[$0] > precision.inBytes * whole }
    changesInWords = change.indices.map {
      change[$0] * changeSize > precision.changesInBytes * whole
    }
    guard !isCoupled || !changes.values.isEmpty, !isSigned || !isCoupled || !last.values.isEmpty
    else { return nil }
  }

  /// The matrices of shared functions.
  private static func matrices(
    _ functions: [LevelFunctions.Function], _ shared: SharedFunctions
  ) -> [Matrix] {
    guard let first = functions.first else { return [] }
    var matrices = shared.values.map { _ in
      Matrix(rows: first.factors.rows, columns: first.factors.columns)
    }
    for function in functions {
      for (index, factor) in shared.factors(of: function.values).enumerated() {
        matrices[index].elements.withUnsafeMutableBufferPointer { sums in
          function.factors.elements.withUnsafeBufferPointer { own in
            for place in own.indices { sums[place] += factor * own[place] }
          }
        }
      }
    }
    return matrices
  }

  /// The functions of the group.
  var functions: CodeFunctions {
    CodeFunctions(
      codes: codes, words: zip(shares.values, inWords).filter(\.1).map(\.0),
      bytes: zip(shares.values, inWords).filter { !$0.1 }.map(\.0),
      changes: isCoupled ? zip(changes.values, changesInWords).filter(\.1).map(\.0) : [],
      changeBytes: isCoupled ? zip(changes.values, changesInWords).filter { !$0.1 }.map(\.0) : [],
      last: isCoupled ? last.values : [], isSigned: isSigned)
  }

  /// The columns of one side of a section.
  func columns(_ side: Side, of part: Part) -> TwoPointSection.Columns {
    let rows = part.section.rows.count
    let firstRow = part.section.firstRow
    func empty(_ count: Int) -> [[Double]] {
      Array(repeating: [Double](repeating: 0, count: rows * outputs), count: count)
    }
    var sharing = empty(shares.values.count)
    var changing = empty(isCoupled ? changes.values.count : 0)
    var lasting = empty(isCoupled ? last.values.count : 0)
    let powers = TwoPointSection.powers(isSigned: isSigned)
    let count = isCoupled ? powers.count : 0
    var terms = Array(repeating: [Double](repeating: 0, count: outputs), count: count)
    let unit = 1 / scale.current
    for reader in side.columns {
      let array = reader.array
      func place(
        _ matrices: [Matrix], times factor: Double, into target: inout [[Double]]
      ) {
        for (index, matrix) in matrices.enumerated() where index < target.count {
          target[index].withUnsafeMutableBufferPointer { target in
            for row in 0..<rows {
              let first = (firstRow + row) * matrix.columns
              for (offset, column) in reader.columns.enumerated() {
                target[row * outputs + column] =
                  factor * matrix.elements[first + reader.places[offset]]
              }
            }
          }
        }
      }
      place(Self.matrices(array.shares, shares), times: unit, into: &sharing)
      place(Self.matrices(array.changes, changes), times: 1, into: &changing)
      // Softenings are currents; bends are divided by one.
      place(
        Self.matrices([array.last].compactMap(\.self), last),
        times: isSigned ? unit : scale.current, into: &lasting)
      guard let change = array.changes.first else { continue }
      let drive = array.shares.first.map { shares.factors(of: $0.values)[0] } ?? 1
      let moved = changes.factors(of: change.values)[0]
      let numbers = isRefined ? array.terms : array.leadingTerms
      for (term, values) in numbers.enumerated() where term < count {
        var factor = TwoPointSection.scaled(1, by: scale.current, power: powers[term])
        switch Self.moments(isSigned)[term] {
        case .none: break
        case .product: factor *= drive * moved
        case .drives: factor *= drive * drive
        case .change: factor *= moved
        }
        for (column, place) in zip(reader.columns, reader.places) {
          terms[term][column] = factor * values[place]
        }
      }
    }
    return TwoPointSection.Columns(
      words: zip(sharing, inWords).filter(\.1).map(\.0),
      bytes: zip(sharing, inWords).filter { !$0.1 }.map(\.0),
      changes: zip(changing, changesInWords).filter(\.1).map(\.0),
      changeBytes: zip(changing, changesInWords).filter { !$0.1 }.map(\.0), last: lasting,
      terms: terms, conversions: side.conversions)
  }

  /// The weights of a section's rows in the mean drive and in both moments.
  func moments(_ part: Part) -> [[Double]] {
    let rows = part.section.rows.count
    let zeros = [Double](repeating: 0, count: rows)
    guard let array = part.arrays.first(where: { !$0.moments.isEmpty }) else {
      return [zeros, zeros, zeros]
    }
    let all = array.shares.first?.factors.rows ?? rows
    return [[Double](repeating: 1 / Double(all), count: rows)]
      + array.moments.map { Array($0[part.section.firstRow..<part.section.firstRow + rows]) }
  }

  /// Which moments a term has.
  private enum Moments {
    case none
    /// Drive times change.
    case product
    /// Mean drive times drive.
    case drives
    case change
  }

  private static func moments(_ isSigned: Bool) -> [Moments] {
    isSigned
      ? [.none, .none, .none, .product, .product]
      : [
        .none, .none, .none, .none, .none, .product, .product, .drives, .change, .none, .product,
        .drives, .change,
      ]
  }
}
