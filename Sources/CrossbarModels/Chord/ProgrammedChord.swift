public import Crossbars
public import LinearAlgebra
internal import NodalAnalysis

/// An array that is read by steps with one factorization.
///
/// Goals, in order of priority:
/// 1. as exact as wanted: every step multiplies the error by a factor that belongs to the array and its
///    inputs' statistics, a thousandth to a fifth for the shipped technologies;
/// 2. an honest estimate: what the last step changed, which costs nothing, see ``ChordIteration``;
/// 3. a fixed cost: so many solves, each two products with an n × n matrix a row, no factorization.
public struct ProgrammedChord: ProgrammedCrossbar {
  /// What stands behind the columns.
  public let readout: ColumnReadout
  private let response: ArrayResponse
  private let cells: ArrayCells
  private let wordSlopes: [Double]
  private let bitSlopes: [Double]
  private let sources: ChordSources
  private let steps: Int
  private let base: [Double]
  private let readMode: ReadMode
  private let readVoltage: Double

  /// The residual, relative to the largest cell current, from which on steps move by rounding alone.
  private static let rounding = 1e-9

  init(_ field: MeanField, sources: ChordSources, steps: Int, base: [Double]) {
    response = field.response
    cells = field.array.cells
    wordSlopes = field.wordSlopes
    bitSlopes = field.bitSlopes
    self.sources = sources
    self.steps = steps
    self.base = base
    readout = field.array.crossbar.readout
    readMode = field.array.crossbar.technology.read.mode
    readVoltage = field.array.crossbar.technology.read.voltage
  }

  /// What voltages behind the sense resistances take from the currents; nil where bit lines are
  /// sensed at both ends.
  var load: OutputLoad? { response.outputAdmittance.map { OutputLoad($0) } }

  /// The driver voltages that the model holds for, in volts.
  public var range: ClosedRange<Double> { sources.basis.range }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``, or is none of the voltages
  ///   of discrete statistics; ``ChordDivergence`` if steps lead away from the solution.
  public func read(_ inputs: Matrix) throws -> Matrix {
    try solve(inputs).currents
  }

  /// Reads the columns, with what is left of the cells' laws as an estimate of the error.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: The reading with its estimates.
  /// - Throws: ``InputRangeError`` as ``read(_:)`` does.
  public func reading(of inputs: Matrix) throws -> ArrayReading {
    let (currents, residuals) = try solve(inputs)
    return readout.reading(currents: currents, evidence: .estimate(residuals))
  }

  /// The column currents, and the largest difference of a cell's current from what its law says at
  /// the final voltages, relative to the largest cell current; one per input vector.
  private func solve(_ inputs: Matrix) throws -> (currents: Matrix, residuals: [Double]) {
    try solve(drivers: readMode.driverVoltages(for: inputs, readVoltage: readVoltage))
  }

  /// Reads the columns for given driver voltages.
  ///
  /// - Parameter drivers: Driver voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: What ``read(_:)`` throws.
  func read(drivers: Matrix) throws -> Matrix { try solve(drivers: drivers).currents }

  private func solve(drivers: Matrix) throws -> (currents: Matrix, residuals: [Double]) {
    let (rows, columns) = (response.circuit.rows, response.circuit.columns)
    precondition(
      drivers.columns == rows,
      "inputs are \(drivers.columns) wide, the crossbar has \(rows) rows")
    var currents = Matrix(rows: drivers.rows, columns: columns)
    var residuals = [Double](repeating: 0, count: drivers.rows)
    let iteration = ChordIteration(
      cells, wordSlopes: wordSlopes, bitSlopes: cells.law.isTwoTerminal ? nil : bitSlopes,
      network: response)
    let bundle = VectorBundle(rows: rows, columns: columns)
    let width = VectorBundle.width
    for first in stride(from: 0, to: drivers.rows, by: width) {
      let count = min(width, drivers.rows - first)
      for lane in 0..<count { try start(bundle, drivers, sample: first + lane, lane: lane) }
      var left = ChordChange()
      for step in 0..<steps {
        let last = left
        left = iteration.step(bundle)
        guard step > 0 else { continue }
        for lane in 0..<count {
          let (now, before) = (left.change[lane], last.change[lane])
          // Where rounding is reached, steps change nothing for the better.
          guard now > before, !(now <= Self.rounding * left.largest[lane]) else { continue }
          throw ChordDivergence(
            sample: first + lane, step: step + 1,
            residual: RelativeError.ratio(of: now, to: left.largest[lane]),
            before: RelativeError.ratio(of: before, to: left.largest[lane]))
        }
      }
      // The laws' currents at the last voltages, which is what the nodal solver reports, too.
      var sums = [SIMD8<Double>](repeating: .zero, count: columns)
      for (cell, current) in bundle.cellCurrents.lanes.enumerated() {
        sums[cell % columns] += current
      }
      for lane in 0..<count {
        let sample = first + lane
        // Without any drive no current flows but that of the offsets, which is known exactly.
        let isDriven = (0..<rows).contains { drivers[sample, $0] != 0 }
        for column in 0..<columns {
          currents[sample, column] =
            isDriven ? sums[column][lane] : base.isEmpty ? 0 : base[column]
        }
        residuals[sample] =
          isDriven ? RelativeError.ratio(of: left.change[lane], to: left.largest[lane]) : 0
      }
    }
    return (currents, residuals)
  }

  /// Sets a vector and the sources that its rows have when the others are at their mean.
  private func start(
    _ bundle: VectorBundle, _ drivers: Matrix, sample: Int, lane: Int
  ) throws {
    let (rows, columns) = (drivers.columns, response.circuit.columns)
    let voltages = drivers.row(sample)
    var places = RowBasis.Places(rows: rows)
    if let bad = sources.basis.locate(voltages, rows: rows, &places) {
      throw InputRangeError(
        sample: sample, row: bad, voltage: voltages[bad], range: range,
        isDiscrete: sources.basis.isDiscrete)
    }
    let count = sources.basis.voltages.count
    let width = VectorBundle.width
    for row in 0..<rows {
      let (code, part) = places[row]
      bundle.inputs.start[row * width + lane] = voltages[row]
      for cell in row * columns..<(row + 1) * columns {
        let place = cell * count + code
        var source = sources.values[place]
        if part > 0 { source += part * (sources.values[place + 1] - source) }
        bundle.sources.start[cell * width + lane] = source
      }
    }
  }
}
