internal import CKernels
public import Crossbars
public import LinearAlgebra
internal import NodalAnalysis

/// An array that is read by a few products and an interpolation by the columns' own currents.
///
/// See ``RowShares`` for the functions of the rows and ``TwoPointTerms`` for the interpolation. A row
/// of a result depends on its row of the inputs alone, to the last bit.
public struct ProgrammedTwoPoint: ProgrammedCrossbar {
  /// The number of rows.
  package let rows: Int
  /// The number of columns that are read.
  package let columns: Int
  /// What stands behind the columns.
  public let readout: ColumnReadout
  /// The part of a column's current at full drive that the fit to exact currents leaves, root mean
  /// square over its vectors and the columns: what to expect of any load.
  public internal(set) var residual = 0.0

  /// The functions: those of the shares, one of the changes and one of their variation, or one of the
  /// changes and one of the softenings.
  private(set) var basis: RowBasis
  /// The number of functions of the shares.
  let shares: Int
  let isSigned: Bool
  /// The currents at rest, in amperes.
  let base: [Double]
  /// The matrix of the leading function of the shares, *rows × stride*.
  let leading: AlignedValues
  let stride: Int
  /// The other matrices below each other: shares, changes, softenings; sixteen columns a vector.
  let others: [SIMD16<Float>]
  let singleStride: Int
  /// The weights of both moments, how a row's change varies from that of the others, and the row
  /// factors of what varies independently of the first function; *4 × rows*.
  let rowWeights: [Double]
  let hasVariation: Bool
  /// Whether there is a third point, and with it one function more.
  let isBent: Bool
  /// The column factors of what varies independently of the first function.
  let columnRest: [Double]
  /// The numbers of the columns, with the unit in them; *terms × stride*.
  private(set) var numbers: [Double] = []
  /// The same by the leading terms alone.
  private(set) var leadingNumbers: [Double] = []
  /// U, the mean current at full drive beyond that at rest, in amperes.
  private let unit: Double
  let readMode: ReadMode
  let readVoltage: Double

  /// What voltages behind the sense resistances take from the currents; nil without amplifiers, and
  /// where bit lines are sensed at both ends.
  let load: OutputLoad?

  /// Whether rows change each other's shares.
  var hasChange: Bool { basis.count > shares }

  /// The number of matrix products per input vector.
  public var productsPerVector: Int? { hasChange ? shares + (isSigned || isBent ? 2 : 1) : shares }

  /// The driver voltages that the model holds for, in volts.
  public var range: ClosedRange<Double> { basis.range }

  /// Puts functions together; the numbers are still to be fitted.
  ///
  /// - Parameters:
  ///   - functions: The functions of the rows.
  ///   - products: The number of functions of the shares.
  init(_ functions: TwoPointFunctions, products: Int) {
    let array = functions.array
    (rows, columns) = (array.rows, array.outputs)
    isSigned = functions.isSigned
    readout = array.crossbar.readout
    readMode = array.crossbar.technology.read.mode
    readVoltage = array.crossbar.technology.read.voltage
    base = functions.base
    unit = functions.unit
    shares = products
    basis = functions.basis(products: products)
    load = functions.load
    let variation = functions.variation
    rowWeights = functions.moments.flatMap(\.self) + variation.rows + variation.restRows
    columnRest = variation.restColumns
    isBent = functions.hasChange && functions.bend != nil
    hasVariation =
      !functions.isSigned && functions.hasChange
      && basis.count > products + (functions.bend == nil ? 1 : 2)
    let (rows, columns) = (array.rows, array.outputs)
    let (stride, vectors) = ((columns + 7) / 8 * 8, (columns + 15) / 16)
    (self.stride, singleStride) = (stride, 16 * vectors)
    var leading = AlignedValues(count: rows * stride)
    leading.withUnsafeMutablePointer { panel in
      for row in 0..<rows {
        for column in 0..<columns {
          panel[row * stride + column] = functions.share.factors[row, column]
        }
      }
    }
    self.leading = leading
    var matrices = [functions.share.factors.rows(rows..<products * rows)]
    if functions.hasChange {
      matrices.append(functions.change.factors.rows(0..<rows))
      let last = functions.softening ?? functions.bend
      if let last { matrices.append(last.factors.rows(0..<rows)) }
    }
    others = matrices.flatMap { matrix in
      var packed = [SIMD16<Float>](repeating: .zero, count: matrix.rows * vectors)
      packed.withUnsafeMutableBytes { bytes in
        let numbers = bytes.assumingMemoryBound(to: Float.self)
        for row in 0..<matrix.rows {
          for column in 0..<columns {
            numbers[row * 16 * vectors + column] = Float(matrix[row, column])
          }
        }
      }
      return packed
    }
  }

  /// Takes a table of the functions for inputs that have given voltages and no others.
  mutating func restrict(to levels: [Double]) {
    if !basis.isDiscrete { basis = basis.table(at: levels) }
  }

  private static let chunk = 32
  /// What the kernels make of a vector besides products: seven sums, see `assay_two_point_sums`.
  private static let sumCount = 7

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``, or is none of the voltages
  ///   of discrete statistics.
  public func read(_ inputs: Matrix) throws -> Matrix {
    let drivers = readMode.driverVoltages(for: inputs, readVoltage: readVoltage)
    var result = Matrix(rows: drivers.rows, columns: columns)
    var workspace = Workspace(self)
    for first in Swift.stride(from: 0, to: drivers.rows, by: Self.chunk) {
      let count = min(Self.chunk, drivers.rows - first)
      try evaluate(drivers, from: first, count: count, &workspace)
      for sample in 0..<count {
        finish(workspace, sample, into: &result, row: first + sample)
      }
    }
    return result
  }

  /// What evaluating a chunk of vectors needs.
  struct Workspace {
    /// The leading function of the shares, *chunk × rows*, and the others beside each other.
    let first: AlignedBuffer
    let rest: AlignedBuffer
    /// What the products make; the last three in single precision.
    let leading: AlignedBuffer
    let shares: AlignedBuffer
    let changes: AlignedBuffer
    /// Those of the softenings, or of the bends.
    let last: AlignedBuffer
    var places: RowBasis.Places
    /// The sums of every vector.
    let sums: AlignedBuffer

    init(_ model: ProgrammedTwoPoint) {
      let chunk = ProgrammedTwoPoint.chunk
      first = AlignedBuffer(count: chunk * model.rows)
      rest = AlignedBuffer(count: (chunk * model.restDepth + 1) / 2)
      leading = AlignedBuffer(count: chunk * model.stride)
      let singles = chunk * model.singleStride / 2
      shares = AlignedBuffer(count: model.shares > 1 ? singles : 0)
      changes = AlignedBuffer(count: model.hasChange ? singles : 0)
      last = AlignedBuffer(count: model.isSigned || model.isBent ? singles : 0)
      places = RowBasis.Places(rows: model.rows)
      sums = AlignedBuffer(count: chunk * ProgrammedTwoPoint.sumCount)
    }
  }

  /// The values of the functions behind the first, for one vector.
  private var restDepth: Int { (4 * basis.groups - 1) * rows }

  /// Evaluates functions, products and sums of a chunk of vectors.
  private func evaluate(
    _ drivers: Matrix, from first: Int, count: Int, _ work: inout Workspace
  ) throws {
    precondition(
      drivers.columns == rows,
      "inputs are \(drivers.columns) wide, the crossbar has \(rows) rows")
    let rest = work.rest.singles.baseAddress.unsafelyUnwrapped
    let restDepth = restDepth
    let change = (shares - 1) * rows
    try drivers.elements.withUnsafeBufferPointer { input in
      guard let input = input.baseAddress else { return }
      for sample in 0..<count {
        let voltages = input + (first + sample) * rows
        if let bad = basis.locate(voltages, rows: rows, &work.places) {
          throw InputRangeError(
            sample: first + sample, row: bad, voltage: voltages[bad], range: range,
            isDiscrete: basis.isDiscrete)
        }
        let own = work.first.start + sample * rows
        let others = rest + sample * restDepth
        basis.evaluate(rows: rows, work.places, first: own, rest: others)
        guard hasChange else { continue }
        assay_two_point_sums(
          rows, rowWeights, own, others + change,
          hasVariation ? UnsafePointer(others + change + rows) : nil,
          work.sums.start + sample * Self.sumCount)
      }
    }
    leading.withUnsafePointer {
      assay_panel_product(
        count, stride, rows, work.first.start, rows, $0, stride, work.leading.start, stride)
    }
    others.withUnsafeBytes { panel in
      guard let panel = panel.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      func product(from function: Int, _ matrix: Int, depth: Int, into sums: AlignedBuffer) {
        assay_single_panel_product(
          count, singleStride, depth, rest + function * rows, restDepth,
          panel + matrix * rows * singleStride, singleStride,
          sums.singles.baseAddress.unsafelyUnwrapped, singleStride)
      }
      if shares > 1 { product(from: 0, 0, depth: change, into: work.shares) }
      guard hasChange else { return }
      product(from: shares - 1, shares - 1, depth: rows, into: work.changes)
      guard isSigned || isBent else { return }
      // The variation of the changes has a function and no matrix.
      product(from: hasVariation ? shares + 1 : shares, shares, depth: rows, into: work.last)
    }
  }

  private func finish(
    _ work: Workspace, _ sample: Int, into result: inout Matrix, row: Int
  ) {
    func singles(_ buffer: AlignedBuffer) -> UnsafePointer<Float> {
      UnsafePointer(buffer.singles.baseAddress.unsafelyUnwrapped + sample * singleStride)
    }
    let leading = work.leading.start + sample * stride
    let others = shares > 1 ? singles(work.shares) : nil
    result.elements.withUnsafeMutableBufferPointer { output in
      guard let start = output.baseAddress else { return }
      let output = start + row * columns
      let sums = work.sums.start + sample * Self.sumCount
      if numbers.isEmpty {
        for column in 0..<columns {
          output[column] = base[column] + leading[column] + Double(others?[column] ?? 0)
        }
      } else if isSigned {
        assay_two_point_pair(
          columns, leading, others, singles(work.changes), singles(work.last), numbers,
          stride, sums, base, output)
      } else {
        assay_two_point(
          columns, leading, others, singles(work.changes), isBent ? singles(work.last) : nil,
          numbers, stride, columnRest, sums, base, output)
      }
    }
  }

  /// Fits the numbers of every column to exact currents.
  ///
  /// - Parameter exact: Exact currents, of no more vectors than a chunk has.
  /// - Throws: ``InputRangeError`` if a vector lies outside ``range``.
  mutating func fit(_ exact: ExactCurrents) throws {
    guard unit != 0 else { return }
    let (drivers, currents) = (exact.drivers, exact.currents)
    var work = Workspace(self)
    try evaluate(drivers, from: 0, count: drivers.rows, &work)
    let all = TwoPointTerms.count(isSigned: isSigned)
    let leading = TwoPointTerms.leadingCount(isSigned: isSigned)
    var numbers = [Double](repeating: 0, count: all * stride)
    var leadingNumbers = [Double](repeating: 0, count: leading * stride)
    var squares = 0.0
    let weights = (0..<drivers.rows).map { vector in
      let mean = (0..<columns).reduce(0) { $0 + currents[vector, $1].magnitude }
      return 1 / (0.3 * unit.magnitude + mean / Double(columns))
    }
    for first in Swift.stride(from: 0, to: columns, by: 8) {
      let lanes = first..<min(first + 8, columns)
      func columnValues(_ value: (Int) -> Double) -> SIMD8<Double> {
        var values = SIMD8<Double>.zero
        for column in lanes { values[column - first] = value(column) }
        return values
      }
      let rest = columnValues { isSigned ? 0 : columnRest[$0] }
      var terms: [[SIMD8<Double>]] = []
      var missing: [SIMD8<Double>] = []
      for vector in 0..<drivers.rows {
        let sums = work.sums.start + vector * Self.sumCount
        let (double, single) = (vector * stride, vector * singleStride)
        func singles(_ buffer: AlignedBuffer) -> SIMD8<Double> {
          columnValues { Double(buffer.singles[single + $0]) }
        }
        let current = columnValues { currents[vector, $0] }
        terms.append(
          TwoPointTerms.values(
            current: current, change: singles(work.changes) + rest * sums[0],
            softening: isSigned ? singles(work.last) : nil,
            bend: isBent ? singles(work.last) : nil,
            moments: [1, 4].map { (sums[$0 + 1], sums[$0], sums[$0 + 2]) }))
        var share = columnValues { work.leading.start[double + $0] }
        if shares > 1 { share += singles(work.shares) }
        missing.append(current - share)
      }
      let solution = LeastSquares.fit(
        terms, to: missing, weights: weights.map { SIMD8(repeating: $0) }, leading: leading)
      for vector in missing.indices {
        var left = missing[vector]
        for term in 0..<all { left -= terms[vector][term] * solution.all[term] }
        squares += (left / unit * (left / unit)).sum()
      }
      for column in lanes {
        for term in 0..<all { numbers[term * stride + column] = solution.all[term][column - first] }
        for term in 0..<leading {
          leadingNumbers[term * stride + column] = solution.leading[term][column - first]
        }
      }
    }
    // Every column has spent a number of vectors on its numbers; that of bends that are not there is 0.
    let spent = isBent || isSigned ? all : all - 1
    residual = (squares / Double(columns * max(1, drivers.rows - spent))).squareRoot()
    self.numbers = numbers
    self.leadingNumbers = leadingNumbers
  }
}
