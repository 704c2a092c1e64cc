internal import CKernels
public import Crossbars
public import LinearAlgebra

/// An array that is read by a few products of functions of the row voltages with matrices.
///
///     Y = Σₖ φₖ(V) Cₖ      I = base + Y (1 + l + q Y) + Σₜ xₜ (pₜ + sₜ Y)      xₜ = Σᵢ aₜᵢ χₜ(Vᵢ)
///
/// and an output polynomial if the parameters have one. A row of a result depends on its row of the
/// inputs alone, to the last bit.
public struct ProgrammedSeparable: ProgrammedCrossbar {
  /// How the other rows' drive changes a row's share: one function of a row voltage, one factor for
  /// every row, and for every column a constant and a factor of the current.
  package struct CouplingTerm: Sendable {
    /// The factor aᵢ of every row.
    package var rows: [Double]
    /// The current pⱼ of every column, in amperes.
    package var constants: [Double]
    /// The factor sⱼ of every column's current.
    package var factors: [Double]
  }

  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The basis: first the functions that the matrices take, then one for every coupling term.
  let basis: RowBasis
  /// The matrices Cₖ below each other, in siemens if ``isLinear`` and else in the unit that their
  /// function leaves; *products · rows × columns*.
  package let matrices: Matrix
  /// The coupling terms.
  package let terms: [CouplingTerm]
  /// The currents that flow without any drive, in amperes: those of the amplifiers' offsets.
  package let base: [Double]
  /// The factors of a column's current and of its square that make the mean current right.
  package let squares: (linear: [Double], square: [Double])?
  /// Whether the only function is the row voltage itself.
  package let isLinear: Bool
  /// What stands behind the columns.
  public let readout: ColumnReadout
  /// What a read mode makes of the inputs.
  private let readMode: ReadMode
  private let readVoltage: Double
  /// The coefficients of the output polynomial from the square on, and the currents that count as 1.
  private let polynomial: [Double]
  private let fullScale: [Double]
  private let panel: [Double]
  private let stride: Int

  /// The number of matrix products per input vector.
  public var productsPerVector: Int? { products }

  private var products: Int { isLinear ? 1 : basis.count - terms.count }

  /// The driver voltages that the model holds for, in volts.
  public var range: ClosedRange<Double> { basis.range }

  /// The values of every function on the grid; *functions × voltages*.
  package var basisValues: Matrix { basis.values }
  /// The grid of driver voltages, in volts.
  package var basisVoltages: [Double] { basis.voltages }

  init(_ fit: SeparableFit, crossbar: Crossbar, polynomial: [Double]) {
    let technology = crossbar.technology
    readout = crossbar.readout
    rows = fit.rows
    columns = fit.columns
    basis = fit.basis
    matrices = fit.matrices
    terms = fit.terms
    base = fit.base
    squares = fit.squares
    isLinear = fit.isLinear
    fullScale = fit.fullScale
    readMode = technology.read.mode
    readVoltage = technology.read.voltage
    self.polynomial = polynomial
    stride = (fit.columns + 7) / 8 * 8
    var panel = [Double](repeating: 0, count: fit.matrices.rows * stride)
    for row in 0..<fit.matrices.rows {
      for column in 0..<fit.columns {
        panel[row * stride + column] = fit.matrices[row, column]
      }
    }
    self.panel = panel
  }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``, or is none of the voltages
  ///   of discrete statistics.
  public func read(_ inputs: Matrix) throws -> Matrix {
    try read(drivers: readMode.driverVoltages(for: inputs, readVoltage: readVoltage))
  }

  private static let chunk = 32

  /// Reads the columns for given driver voltages.
  ///
  /// - Parameter drivers: Driver voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` as ``read(_:)`` does.
  package func read(drivers: Matrix) throws -> Matrix {
    precondition(
      drivers.columns == rows,
      "inputs are \(drivers.columns) wide, the crossbar has \(rows) rows")
    var result = Matrix(rows: drivers.rows, columns: columns)
    let depth = matrices.rows
    let products = products
    let values = AlignedBuffer(count: isLinear ? 0 : Self.chunk * depth)
    let sums = AlignedBuffer(count: Self.chunk * stride)
    let row = AlignedBuffer(count: rows)
    var places = RowBasis.Places(rows: rows)
    var couplings = [Double](repeating: 0, count: Self.chunk * max(terms.count, 1))
    var failure: InputRangeError?
    drivers.elements.withUnsafeBufferPointer { input in
      result.elements.withUnsafeMutableBufferPointer { output in
        guard let input = input.baseAddress, let output = output.baseAddress else { return }
        for first in Swift.stride(from: 0, to: drivers.rows, by: Self.chunk) {
          let count = min(Self.chunk, drivers.rows - first)
          for sample in 0..<count {
            let voltages = input + (first + sample) * rows
            if isLinear && terms.isEmpty {
              // The function is the voltage itself: it has no places.
              guard let bad = basis.firstOutside(voltages, rows: rows) else { continue }
              failure = InputRangeError(
                sample: first + sample, row: bad, voltage: voltages[bad], range: range,
                isDiscrete: false)
              return
            }
            if let bad = basis.locate(voltages, rows: rows, &places) {
              failure = InputRangeError(
                sample: first + sample, row: bad, voltage: voltages[bad], range: range,
                isDiscrete: basis.isDiscrete)
              return
            }
            if !isLinear {
              for function in 0..<products {
                basis.evaluate(
                  function, rows: rows, places,
                  into: values.start + sample * depth + function * rows)
              }
            }
            for (number, term) in terms.enumerated() {
              basis.evaluate(
                basis.count - terms.count + number, rows: rows, places, into: row.start)
              couplings[sample * terms.count + number] = assay_dot(rows, term.rows, row.start)
            }
          }
          assay_panel_product(
            count, stride, depth, isLinear ? input + first * rows : UnsafePointer(values.start),
            depth, panel,
            stride, sums.start, stride)
          for sample in 0..<count {
            finish(
              sums.start + sample * stride, couplings, sample,
              into: output + (first + sample) * columns)
          }
        }
      }
    }
    if let failure { throw failure }
    return result
  }

  private func finish(
    _ sums: UnsafePointer<Double>, _ couplings: [Double], _ sample: Int,
    into output: UnsafeMutablePointer<Double>
  ) {
    output.update(from: sums, count: columns)
    if let squares { assay_add_square(columns, squares.linear, squares.square, sums, output) }
    for (number, term) in terms.enumerated() {
      assay_add_coupling(
        columns, couplings[sample * terms.count + number], term.constants, term.factors, sums,
        output)
    }
    if !polynomial.isEmpty {
      for j in 0..<columns where fullScale[j] != 0 {
        let part = sums[j] / fullScale[j]
        var sum = 0.0
        for coefficient in polynomial.reversed() { sum = part * (coefficient + sum) }
        output[j] += fullScale[j] * part * sum
      }
    }
    if !base.isEmpty {
      for j in 0..<columns { output[j] += base[j] }
    }
  }
}
