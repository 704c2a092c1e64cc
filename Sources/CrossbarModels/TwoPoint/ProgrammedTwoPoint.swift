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
  /// The number of columns.
  package let columns: Int
  /// What stands behind the columns.
  public let readout: ColumnReadout
  /// The part of a column's current at full drive that the fit to exact currents leaves, root mean
  /// square over its vectors and the columns: what to expect of any load.
  public internal(set) var residual = 0.0

  /// The functions: those of the shares, one of the changes and one of their variation, or one of the
  /// changes and one of the softenings.
  private var basis: RowBasis
  /// The number of functions of the shares.
  private let shares: Int
  private let isSigned: Bool
  /// The currents at rest, in amperes.
  private let base: [Double]
  /// The matrices below each other: shares, changes, softenings; *products · rows × stride*.
  private let panel: [Double]
  private let stride: Int
  /// How a row's change varies from that of the others: its factor of the second function.
  private let rowVariation: [Double]
  /// The factors of what varies independently of the first function.
  private let rowRest: [Double]
  private let columnRest: [Double]
  /// The weights of the moments, *moments × rows*, and those of a mean.
  private let moments: [[Double]]
  private let evenWeights: [Double]
  /// The numbers of the columns, with the unit in them; *terms × stride*.
  private var numbers: [Double] = []
  /// U, the mean current at full drive beyond that at rest, in amperes, and the currents there.
  private let unit: Double
  private let fullDrive: [Double]
  private let readMode: ReadMode
  private let readVoltage: Double

  /// What voltages behind the sense resistances take from the currents; nil without amplifiers, and
  /// where bit lines are sensed at both ends.
  let load: OutputLoad?

  /// Whether rows change each other's shares.
  private var hasChange: Bool { basis.count > shares }

  /// The number of matrix products per input vector.
  public var productsPerVector: Int? { hasChange ? shares + (isSigned ? 2 : 1) : shares }

  /// The driver voltages that the model holds for, in volts.
  public var range: ClosedRange<Double> { basis.range }

  /// Puts functions together; the numbers are still to be fitted.
  ///
  /// - Parameters:
  ///   - functions: The functions of the rows.
  ///   - products: The number of functions of the shares.
  init(_ functions: TwoPointFunctions, products: Int) {
    let array = functions.array
    (rows, columns) = (array.rows, array.columns)
    isSigned = functions.isSigned
    readout = array.crossbar.readout
    readMode = array.crossbar.technology.read.mode
    readVoltage = array.crossbar.technology.read.voltage
    base = functions.base
    unit = functions.unit
    fullDrive = functions.fullDrive
    shares = products
    basis = functions.basis(products: products)
    moments = functions.moments
    load = functions.load
    rowVariation = functions.variation.rows
    rowRest = functions.variation.restRows
    columnRest = functions.variation.restColumns
    evenWeights = Array(repeating: 1 / Double(array.rows), count: array.rows)
    stride = (array.columns + 7) / 8 * 8
    var matrices = [functions.share.factors.rows(0..<products * array.rows)]
    if functions.hasChange {
      matrices.append(functions.change.factors.rows(0..<array.rows))
      if let softening = functions.softening { matrices.append(softening.factors) }
    }
    var panel = [Double](repeating: 0, count: matrices.reduce(0) { $0 + $1.rows } * stride)
    var first = 0
    for matrix in matrices {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns { panel[first + column] = matrix[row, column] }
        first += stride
      }
    }
    self.panel = panel
  }

  /// Takes a table of the functions for inputs that have given voltages and no others.
  mutating func restrict(to levels: [Double]) {
    if !basis.isDiscrete { basis = basis.table(at: levels) }
  }

  private static let chunk = 32
  private var scalarCount: Int { 1 + 3 * moments.count }

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
    let functions: AlignedBuffer
    let row: AlignedBuffer
    let shares: AlignedBuffer
    let changes: AlignedBuffer
    let softenings: AlignedBuffer
    var places: RowBasis.Places
    /// Of every vector: Σ a ω, and for every moment g h, t g and h.
    var scalars: [Double]

    init(_ model: ProgrammedTwoPoint) {
      let (chunk, rows) = (ProgrammedTwoPoint.chunk, model.rows)
      functions = AlignedBuffer(count: chunk * rows * (model.shares + 2))
      row = AlignedBuffer(count: rows)
      shares = AlignedBuffer(count: chunk * model.stride)
      changes = AlignedBuffer(count: chunk * model.stride)
      softenings = AlignedBuffer(count: model.isSigned ? chunk * model.stride : 0)
      places = RowBasis.Places(rows: rows)
      scalars = Array(repeating: 0, count: chunk * model.scalarCount)
    }
  }

  /// Evaluates functions, products and moments of a chunk of vectors.
  private func evaluate(
    _ drivers: Matrix, from first: Int, count: Int, _ work: inout Workspace
  ) throws {
    precondition(
      drivers.columns == rows,
      "inputs are \(drivers.columns) wide, the crossbar has \(rows) rows")
    let depth = shares * rows
    let chunk = Self.chunk
    // The shares' functions of all vectors, then those of the changes, then of the softenings.
    let changeStart = chunk * depth
    let softeningStart = changeStart + chunk * rows
    try drivers.elements.withUnsafeBufferPointer { input in
      guard let input = input.baseAddress else { return }
      for sample in 0..<count {
        let voltages = input + (first + sample) * rows
        if let bad = basis.locate(voltages, rows: rows, &work.places) {
          throw InputRangeError(
            sample: first + sample, row: bad, voltage: voltages[bad], range: range,
            isDiscrete: basis.isDiscrete)
        }
        let own = work.functions.start + sample * depth
        for function in 0..<shares {
          basis.evaluate(function, rows: rows, work.places, into: own + function * rows)
        }
        guard hasChange else { continue }
        let change = work.functions.start + changeStart + sample * rows
        basis.evaluate(shares, rows: rows, work.places, into: change)
        let scalars = sample * scalarCount
        let drive = assay_dot(rows, evenWeights, own)
        for (moment, weights) in moments.enumerated() {
          let byDrive = assay_dot(rows, weights, own)
          let byChange = assay_dot(rows, weights, change)
          work.scalars[scalars + 1 + 3 * moment] = byDrive * byChange
          work.scalars[scalars + 2 + 3 * moment] = drive * byDrive
          work.scalars[scalars + 3 + 3 * moment] = byChange
        }
        work.scalars[scalars] = 0
        guard basis.count > shares + 1 else { continue }
        if isSigned {
          basis.evaluate(
            shares + 1, rows: rows, work.places,
            into: work.functions.start + softeningStart + sample * rows)
        } else {
          basis.evaluate(shares + 1, rows: rows, work.places, into: work.row.start)
          work.scalars[scalars] = assay_dot(rows, rowRest, work.row.start)
          assay_add_product(rows, rowVariation, work.row.start, change)
        }
      }
    }
    func product(_ functions: Int, depth: Int, at place: Int, into sums: AlignedBuffer) {
      panel.withUnsafeBufferPointer { panel in
        guard let start = panel.baseAddress else { return }
        assay_panel_product(
          count, stride, depth, work.functions.start + functions, depth, start + place * stride,
          stride, sums.start, stride)
      }
    }
    product(0, depth: depth, at: 0, into: work.shares)
    guard hasChange else { return }
    product(changeStart, depth: rows, at: depth, into: work.changes)
    if isSigned { product(softeningStart, depth: rows, at: depth + rows, into: work.softenings) }
  }

  private func finish(
    _ work: Workspace, _ sample: Int, into result: inout Matrix, row: Int
  ) {
    let shares = work.shares.start + sample * stride
    result.elements.withUnsafeMutableBufferPointer { output in
      guard let start = output.baseAddress else { return }
      let output = start + row * columns
      if numbers.isEmpty {
        for column in 0..<columns { output[column] = base[column] + shares[column] }
        return
      }
      work.scalars.withUnsafeBufferPointer { scalars in
        guard let scalars = scalars.baseAddress else { return }
        if isSigned {
          assay_two_point_pair(
            columns, moments.count, shares, work.changes.start + sample * stride,
            work.softenings.start + sample * stride, numbers, stride,
            scalars + sample * scalarCount + 1, base, output)
        } else {
          assay_two_point(
            columns, moments.count, shares, work.changes.start + sample * stride, numbers, stride,
            columnRest, scalars + sample * scalarCount, base, output)
        }
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
    let count = TwoPointTerms.count(moments: moments.count, isSigned: isSigned)
    var numbers = [Double](repeating: 0, count: count * stride)
    var squares = 0.0
    let weights = (0..<drivers.rows).map { vector in
      let mean = (0..<columns).reduce(0) { $0 + currents[vector, $1].magnitude }
      return 1 / (0.3 * unit.magnitude + mean / Double(columns))
    }
    for column in 0..<columns where fullDrive[column] != 0 {
      var terms: [[Double]] = []
      var missing: [Double] = []
      for vector in 0..<drivers.rows {
        let scalars = vector * scalarCount
        let place = vector * stride + column
        let current = currents[vector, column]
        let change =
          work.changes.start[place] + (isSigned ? 0 : work.scalars[scalars] * columnRest[column])
        terms.append(
          TwoPointTerms.values(
            current: current, change: change,
            softening: isSigned ? work.softenings.start[place] : nil,
            moments: moments.indices.map {
              (
                work.scalars[scalars + 2 + 3 * $0], work.scalars[scalars + 1 + 3 * $0],
                work.scalars[scalars + 3 + 3 * $0]
              )
            }))
        missing.append(current - work.shares.start[place])
      }
      let solution = TwoPointTerms.fit(terms, missing: missing, weights: weights)
      for vector in missing.indices {
        let left =
          zip(terms[vector], solution).reduce(missing[vector]) { $0 - $1.0 * $1.1 } / unit
        squares += left * left
      }
      for term in 0..<count { numbers[term * stride + column] = solution[term] }
    }
    // Every column has spent a number of vectors on its numbers.
    let left = columns * max(1, drivers.rows - count)
    residual = (squares / Double(left)).squareRoot()
    self.numbers = numbers
  }
}
