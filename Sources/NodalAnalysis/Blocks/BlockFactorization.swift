internal import CKernels
package import Crossbars
package import LinearAlgebra

/// The node voltages of an array, each *rows · columns* in row-major order, in volts.
struct NodeVoltages {
  var wordLine: [Double]
  var bitLine: [Double]
}

/// The linear network of an array, factored: cells are conductances with a current source beside
/// each, which is what a Newton step makes of non-linear cells.
///
/// Goals, in order of priority:
/// 1. node voltages to rounding for every array that can be built, 0 Ω and 0 S included;
/// 2. a solution that does not depend on the vectors beside it;
/// 3. factors of m n²/2 numbers for m rows and n columns, and solves that read each of them twice.
///
/// The elimination is that of ``EquivalentConductance``: with Y the admittance of all rows so far and r
/// the resistance below them, every row leaves the symmetric matrix (1 + r Y)⁻¹ = 1 − r Y', of which
/// the triangle is kept. A solve multiplies with it twice, once with the currents that go down,
/// x ← (1 − r Y') x, and once with the voltages that come up, v ← v + r x − r Y' v. The diagonal is
/// kept in both forms, 1 − r Y' and r Y': either is close to 1 where the other is small, and could
/// not be had from it by subtraction.
///
/// Tasks may share the factors.
package struct BlockFactorization: BundledNetwork, Sendable {
  let rows: Int
  let columns: Int
  let resistances: assay_resistances
  let cells: [Double]
  let factors: AlignedValues

  /// Factors a network.
  ///
  /// - Parameters:
  ///   - conductances: The conductance of every cell, in siemens, none negative; *rows × columns*.
  ///   - resistances: The resistances around the cells.
  package init(conductances: Matrix, resistances: ArrayResistances) {
    self.init(
      conductances: conductances.elements, rows: conductances.rows, columns: conductances.columns,
      resistances: resistances)
  }

  /// Factors a standard array whose cells have given slopes, in siemens.
  init(_ crossbar: Crossbar, slopes: [Double]) {
    self.init(
      conductances: slopes, rows: crossbar.rows, columns: crossbar.columns,
      resistances: crossbar.technology.resistances)
  }

  private init(conductances: [Double], rows: Int, columns: Int, resistances: ArrayResistances) {
    self.rows = rows
    self.columns = columns
    self.resistances = assay_resistances(resistances)
    cells = conductances
    // Whatever a solve reads, the kernel writes.
    var factors = AlignedValues(unwritten: assay_factors_size(rows, columns))
    // One source column is enough to factor: the sum over all drivers, which makes the diagonal.
    let workspace = AlignedBuffer(count: assay_elimination_size(1, columns))
    var ends = self.resistances
    factors.withUnsafeMutablePointer { factors in
      assay_factor_array(rows, columns, &ends, conductances, workspace.start, factors)
    }
    self.factors = factors
  }

  /// What ``solve(inputs:grounds:sources:)`` finds for every vector of a batch.
  package struct Solutions {
    /// The word-line voltages, in volts; *batch × (rows · columns)*.
    package var wordLine: Matrix
    /// The bit-line voltages, in volts; *batch × (rows · columns)*.
    package var bitLine: Matrix
    /// The column currents, in amperes; *batch × columns*.
    package var currents: Matrix
  }

  /// Solves the network for a batch of vectors; what is not given is zero.
  ///
  /// With one volt in `grounds` at a column and nothing else, the voltage from the word line to the
  /// bit line of a cell is, by reciprocity, how much of a current source beside that cell reaches
  /// the column.
  ///
  /// - Parameters:
  ///   - inputs: The driver voltages, in volts; *batch × rows*.
  ///   - grounds: The voltages that the columns are sensed against, in volts; *batch × columns*.
  ///   - sources: The currents from word line to bit line beside the cells, in amperes; *batch ×
  ///     (rows · columns)*.
  /// - Returns: The solutions; a vector's does not depend on the others.
  package func solve(
    inputs: Matrix? = nil, grounds: Matrix? = nil, sources: Matrix? = nil
  ) -> Solutions {
    let count = (inputs ?? grounds ?? sources)?.rows ?? 0
    let bundle = VectorBundle(rows: rows, columns: columns)
    var solutions = Solutions(
      wordLine: Matrix(rows: count, columns: rows * columns),
      bitLine: Matrix(rows: count, columns: rows * columns),
      currents: Matrix(rows: count, columns: columns))
    for first in stride(from: 0, to: count, by: VectorBundle.width) {
      let lanes = min(VectorBundle.width, count - first)
      for lane in 0..<lanes {
        func write(_ matrix: Matrix?, to buffer: @autoclosure () -> AlignedBuffer) {
          guard let matrix else { return }
          let buffer = buffer()
          precondition(
            matrix.rows == count && matrix.columns * VectorBundle.width == buffer.elements.count,
            "\(matrix.rows) × \(matrix.columns) for \(rows) × \(columns) cells")
          VectorBundle.write(matrix.row(first + lane), to: buffer, lane: lane)
        }
        write(inputs, to: bundle.inputs)
        write(grounds, to: bundle.grounds)
        write(sources, to: bundle.sources)
      }
      solve(bundle, hasSources: sources != nil, hasGrounds: grounds != nil)
      for lane in 0..<lanes {
        func copy(_ buffer: AlignedBuffer, _ matrix: inout Matrix) {
          let start = (first + lane) * matrix.columns
          for index in 0..<matrix.columns {
            matrix.elements[start + index] = buffer.elements[index * VectorBundle.width + lane]
          }
        }
        copy(bundle.word, &solutions.wordLine)
        copy(bundle.bit, &solutions.bitLine)
        copy(bundle.currents, &solutions.currents)
      }
    }
    return solutions
  }

  package func solve(_ bundle: VectorBundle) { solve(bundle, hasSources: true) }

  /// Solves the network for a bundle of vectors.
  func solve(_ bundle: VectorBundle, hasSources: Bool, hasGrounds: Bool = false) {
    var ends = resistances
    factors.withUnsafePointer { factors in
      assay_solve_array(
        rows, columns, &ends, cells, factors, bundle.inputs.start,
        hasGrounds ? bundle.grounds.start : nil, hasSources ? bundle.sources.start : nil,
        bundle.workspace(count: assay_solve_size(rows, columns)).start, bundle.word.start,
        bundle.bit.start, bundle.currents.start)
    }
  }
}
