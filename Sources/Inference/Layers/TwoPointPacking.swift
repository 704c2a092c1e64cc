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

    /// What the converters of every output hold in all streams.
    var spans: [Span] {
      (conversions.first ?? []).indices.map { output in Span(conversions.map { $0[output] }) }
    }
  }

  /// What the converters of an output hold, of all streams.
  struct Span {
    /// The step of the finest.
    let step: Double
    /// What is not clipped in every stream, in steps of the finest.
    let steps: ClosedRange<Double>

    init(_ conversions: [IntegerSection.Conversion]) {
      let step = conversions.map { Double($0.step) }.min() ?? 1
      let lowest = conversions.map { Double($0.lowest) * Double($0.step) / step }.min() ?? 0
      let highest = conversions.map { Double($0.highest) * Double($0.step) / step }.max() ?? 0
      (self.step, steps) = (step, lowest...max(lowest, highest))
    }
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
  private let isCoupled: Bool
  private let isSigned: Bool
  /// What the precision comes to for these arrays.
  let form: Form
  /// What changes are fitted on, by the number of rows; empty where they are summed.
  private var fits: [Int: ChangeFit] = [:]

  /// What a packing may move the current of a column by, root mean square in steps of its converter: a tenth of what
  /// the converter itself errs by, and a hundredth of its mean square; half of that where changes are fitted, since
  /// codes of the network may be farther from those that are drawn.
  var mostMoved: Double { form.areChangesFitted ? 0.0145 : 0.029 }

  /// What goes where; packings of the same arrays in the same form are the same.
  struct Form: Equatable {
    /// Which functions of the shares and of the changes go in words.
    let inWords: [Bool]
    let changesInWords: [Bool]
    /// The functions of softenings or bends.
    let last: Int
    /// Whether bytes refine what words round.
    let isFine: Bool
    /// Whether the equation of a column has the terms that refine.
    let isRefined: Bool
    /// Whether changes follow from shares and moments.
    let areChangesFitted: Bool
  }

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
    /// Whether changes follow from shares and moments where all inputs have one sign.
    var areChangesFitted = false
    /// Whether bytes refine what words round.
    var isFine = false

    /// From the fastest to the finest.
    static let all = [
      Precision(
        tail: 1e-4, inBytes: 0.01, changesInBytes: 1, isRefined: false, areChangesFitted: true),
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
    let hasTerms = isCoupled && !isSigned
    form = Form(
      inWords: share.indices.map { $0 == 0 || share[$0] > precision.inBytes * whole },
      changesInWords: change.indices.map {
        change[$0] * changeSize > precision.changesInBytes * whole
      },
      last: last.values.count, isFine: precision.isFine,
      isRefined: precision.isRefined && hasTerms,
      areChangesFitted: precision.areChangesFitted && hasTerms)
    guard !isCoupled || !changes.values.isEmpty, !isSigned || !isCoupled || !last.values.isEmpty
    else { return nil }
    guard form.areChangesFitted else { return }
    for rows in Set(parts.map(\.section.rows.count)) {
      fits[rows] = ChangeFit(
        rows: rows, codes: codes, functions: (self.shares.values, changes.values))
    }
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
      codes: codes, words: zip(shares.values, form.inWords).filter(\.1).map(\.0),
      bytes: zip(shares.values, form.inWords).filter { !$0.1 }.map(\.0),
      changes: isCoupled ? zip(changes.values, form.changesInWords).filter(\.1).map(\.0) : [],
      changeBytes: isCoupled
        ? zip(changes.values, form.changesInWords).filter { !$0.1 }.map(\.0) : [],
      areChangesFitted: form.areChangesFitted, last: isCoupled ? last.values : [],
      isSigned: isSigned)
  }

  /// The matrices of the columns of one side of a section, function by function *rows × outputs*, and the numbers of
  /// their interpolation.
  private struct Matrices {
    var shares: [[Double]]
    var changes: [[Double]]
    var last: [[Double]]
    var terms: [[Double]]
  }

  /// The columns of the sides of a section.
  func columns(of part: Part) -> [TwoPointSection.Columns] {
    let sides = part.sides.map { matrices($0, of: part) }
    let fits = changeFits(sides, of: part)
    return part.sides.indices.map { side in
      let own = sides[side]
      let changing = form.areChangesFitted ? [] : own.changes
      return TwoPointSection.Columns(
        words: zip(own.shares, form.inWords).filter(\.1).map(\.0),
        bytes: zip(own.shares, form.inWords).filter { !$0.1 }.map(\.0),
        changes: zip(changing, form.changesInWords).filter(\.1).map(\.0),
        changeBytes: zip(changing, form.changesInWords).filter { !$0.1 }.map(\.0),
        changeFit: fits[side], last: own.last, terms: own.terms,
        conversions: part.sides[side].conversions)
    }
  }

  /// What the changes of the sides of a section are of shares and moments; nothing where they are summed.
  private func changeFits(_ sides: [Matrices], of part: Part) -> [[[Double]]] {
    guard let fit = fits[part.section.rows.count] else { return sides.map { _ in [] } }
    let moments = fit.moments(moments(part))
    let currents = sides.map { fit.shares($0.shares, outputs: outputs) }
    let spans = part.sides.map(\.spans)
    func steps(_ side: Int, _ vector: Int, _ output: Int) -> Double {
      currents[side][vector, output] / spans[side][output].step
    }
    return sides.indices.map { side in
      fit.numbers(
        shares: currents[side], changes: sides[side].changes, moments: moments
      ) { vector, output in
        part.isDifference
          ? spans[0][output].steps.contains(steps(0, vector, output) - steps(1, vector, output))
          : spans[side][output].steps.contains(steps(side, vector, output))
      }
    }
  }

  private func matrices(_ side: Side, of part: Part) -> Matrices {
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
      let numbers = form.isRefined ? array.terms : array.leadingTerms
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
    return Matrices(shares: sharing, changes: changing, last: lasting, terms: terms)
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
