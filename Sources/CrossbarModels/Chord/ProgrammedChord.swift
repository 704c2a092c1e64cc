public import Crossbars
public import LinearAlgebra
internal import NodalAnalysis

/// An array that is read by steps with one factorization.
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

  /// The driver voltages that the model holds for, in volts.
  public var range: ClosedRange<Double> { sources.basis.range }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``, or is none of the voltages
  ///   of discrete statistics.
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
    let drivers = readMode.driverVoltages(for: inputs, readVoltage: readVoltage)
    let (rows, columns) = (response.circuit.rows, response.circuit.columns)
    precondition(
      drivers.columns == rows,
      "inputs are \(drivers.columns) wide, the crossbar has \(rows) rows")
    var currents = Matrix(rows: drivers.rows, columns: columns)
    var residuals = [Double](repeating: 0, count: drivers.rows)
    let bundle = ArrayResponse.Bundle(response.circuit)
    let width = ArrayResponse.Bundle.width
    for first in stride(from: 0, to: drivers.rows, by: width) {
      let count = min(width, drivers.rows - first)
      for lane in 0..<count { try start(bundle, drivers, sample: first + lane, lane: lane) }
      var state = State(currents: [], change: .zero, largest: .zero)
      for _ in 0..<steps {
        response.solve(bundle)
        state = update(bundle)
      }
      for lane in 0..<count {
        let sample = first + lane
        let isDriven = (0..<rows).contains { drivers[sample, $0] != 0 }
        for column in 0..<columns {
          currents[sample, column] =
            isDriven ? state.currents[column][lane] : base.isEmpty ? 0 : base[column]
        }
        let largest = state.largest[lane]
        residuals[sample] =
          isDriven && largest > 0 ? state.change[lane] / largest : 0
      }
    }
    return (currents, residuals)
  }

  /// Sets a vector and the sources that its rows have when the others are at their mean.
  private func start(
    _ bundle: ArrayResponse.Bundle, _ drivers: Matrix, sample: Int, lane: Int
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
    for row in 0..<rows {
      let (code, part) = places[row]
      bundle.drivers.start[row * 8 + lane] = voltages[row]
      for cell in row * columns..<(row + 1) * columns {
        let place = cell * count + code
        var source = sources.values[place]
        if part > 0 { source += part * (sources.values[place + 1] - source) }
        bundle.sources.start[cell * 8 + lane] = source
      }
    }
  }

  private struct State {
    /// The sums of the cells' currents of every column, in amperes.
    var currents: [SIMD8<Double>]
    var change: SIMD8<Double>
    var largest: SIMD8<Double>
  }

  /// Takes the sources that the laws have at the present voltages.
  private func update(_ bundle: ArrayResponse.Bundle) -> State {
    let columns = response.circuit.columns
    var state = State(
      currents: Array(repeating: .zero, count: columns), change: .zero, largest: .zero)
    for cell in wordSlopes.indices {
      let (word, bit) = (bundle.word.lanes[cell], bundle.bit.lanes[cell])
      let current = CellValues.currents(cells, cell: cell, word: word, bit: bit)
      let source: SIMD8<Double> = current - wordSlopes[cell] * word + bitSlopes[cell] * bit
      let change = magnitude(source - bundle.sources.lanes[cell])
      // A current that is no number must not vanish in a maximum.
      state.change = state.change.replacing(with: change, where: .!(change .<= state.change))
      let size = magnitude(current)
      state.largest = state.largest.replacing(with: size, where: .!(size .<= state.largest))
      state.currents[cell % columns] += current
      bundle.sources.lanes[cell] = source
    }
    return state
  }

  private func magnitude(_ values: SIMD8<Double>) -> SIMD8<Double> {
    values.replacing(with: -values, where: values .< 0)
  }
}
