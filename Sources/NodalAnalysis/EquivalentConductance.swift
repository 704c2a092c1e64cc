internal import CKernels
public import Crossbars
public import LinearAlgebra

/// The exact conductance from every driver to every sense node of an array of ohmic cells.
///
/// Goals, in order of priority:
/// 1. exact to rounding, sneak paths included, for every array that can be built: any shape, wires
///    and ends of 0 Ω, cells of 0 S;
/// 2. one pass over the rows and memory for two of them, so that large arrays fit;
/// 3. speed: all work is in dense kernels, O(m n³) for m rows and n columns.
///
/// The elimination runs down the array. Let Y be the admittance and J the short-circuit current
/// (per volt at every driver so far) that the rows above offer to the bit-line nodes of a row: with
/// the drivers at V and those nodes at v, the current i = J V − Y v goes on down the bit lines. A row
/// adds its word line: Y + K, and J gains the row's own injection q as one more column. Behind a
/// bit-line segment of resistance r in every column the nodes are at v' = v − r i, so that
/// (1 + r Y) i = J V − Y v': the segment turns the pair into
///
///     Y' = (1 + r Y)⁻¹ Y      J' = (1 + r Y)⁻¹ J
///
/// and the sense resistance does the same at the bottom, where J' is the wanted current. Textbook
/// nodal elimination uses 1/r in its place, which fails at r = 0 and cancels for small r. Here the
/// resistances enter one column at a time, by additions of numbers of one sign alone: every element
/// comes out to a relative error near rounding, however far apart the conductances lie. The matrix
/// of all currents per volt is worth its cost from eight vectors on: below that the currents of the
/// vectors take the place of J, and (m n³ + m² n²)/2 multiplications become m n³/2. See
/// docs/nodal-solver.md.
public enum EquivalentConductance {
  /// The equivalent conductance of an array's linearization at zero volts.
  ///
  /// Every driver is connected, and no amplifier has an offset or saturates.
  ///
  /// - Parameter crossbar: The array.
  /// - Returns: The current of a column per volt at a row, in siemens; *rows × columns*. For ohmic
  ///   cells the column currents are exactly the inputs times this matrix.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func matrix(of crossbar: Crossbar) throws -> Matrix {
    try matrices(of: [crossbar])[0]
  }

  /// The conductance of every whole cell at zero volts, with selectors and transistors.
  ///
  /// - Parameter crossbar: The array.
  /// - Returns: The slope of every cell's current at zero volts, in siemens; *rows × columns*.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func cellSlopes(of crossbar: Crossbar) throws -> Matrix {
    Matrix(
      rows: crossbar.rows, columns: crossbar.columns,
      elements: try ArrayCells(crossbar).slopesAtZero)
  }

  /// The equivalent conductances of many arrays, such as the tiles of a network.
  ///
  /// - Parameters:
  ///   - crossbars: The arrays.
  ///   - threads: How many threads share the work; the result does not depend on it.
  /// - Returns: What ``matrix(of:)`` gives for every array.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate a cell.
  public static func matrices(of crossbars: [Crossbar], threads: Int = 1) throws -> [Matrix] {
    try inStretches(crossbars.count, threads: threads) { index, workspace in
      let crossbar = crossbars[index]
      let cells = try ArrayCells(crossbar)
      // Other circuits are sparse networks: one factorization, and a solve a row.
      guard crossbar.isStandard && cells.law.isTwoTerminal else {
        return try NetworkSolver(crossbar, cells: cells).equivalentConductance()
      }
      return matrix(
        conductances: Matrix(
          rows: crossbar.rows, columns: crossbar.columns, elements: cells.slopesAtZero),
        resistances: crossbar.technology.resistances, workspace: &workspace)
    }
  }

  /// The column currents of an array's linearization at zero volts.
  ///
  /// Up to seven vectors cost half of what the matrix does.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  /// - Returns: The inputs times ``matrix(of:)``, in amperes; *batch × columns*. A vector's currents
  ///   depend on the size of the batch in their last bits.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func currents(of crossbar: Crossbar, inputs: Matrix) throws -> Matrix {
    precondition(
      inputs.columns == crossbar.rows,
      "inputs are \(inputs.columns) wide, the crossbar has \(crossbar.rows) rows")
    let cells = try ArrayCells(crossbar)
    guard crossbar.isStandard && cells.law.isTwoTerminal && inputs.rows < VectorBundle.width
    else { return inputs * (try matrix(of: crossbar)) }
    let (rows, columns) = (crossbar.rows, crossbar.columns)
    let workspace = AlignedBuffer(count: assay_elimination_size(1, columns))
    let vectors = AlignedBuffer(count: rows * VectorBundle.width)
    let found = AlignedBuffer(count: columns * VectorBundle.width)
    // A volt at every driver: with the currents that it makes, the rows of Y sum to nothing, which is
    // what the diagonal of Y is made from.
    VectorBundle.write(repeatElement(1, count: rows), to: vectors, lane: 0)
    for sample in 0..<inputs.rows {
      VectorBundle.write(inputs.row(sample), to: vectors, lane: sample + 1)
    }
    var ends = assay_resistances(crossbar.technology.resistances)
    assay_few_currents(
      rows, columns, &ends, cells.slopesAtZero, vectors.start, workspace.start, found.start)
    return Matrix(
      rows: inputs.rows, columns: columns,
      elements: (0..<inputs.rows).flatMap { VectorBundle.read(found, lane: $0 + 1) })
  }

  /// The equivalent conductance of an array of ohmic cells.
  ///
  /// - Parameters:
  ///   - conductances: The conductance of every cell, in siemens; *rows × columns*.
  ///   - resistances: The resistances around the cells.
  /// - Returns: The current of a column per volt at a row, in siemens; *rows × columns*.
  public static func matrix(conductances: Matrix, resistances: ArrayResistances) -> Matrix {
    var workspace = AlignedBuffer(count: 0)
    return matrix(conductances: conductances, resistances: resistances, workspace: &workspace)
  }

  /// The equivalent conductances of many arrays of ohmic cells.
  ///
  /// - Parameters:
  ///   - conductances: The conductance of every cell of every array, in siemens; each *rows ×
  ///     columns*.
  ///   - resistances: The resistances around the cells.
  ///   - threads: How many threads share the work; the result does not depend on it.
  /// - Returns: What ``matrix(conductances:resistances:)`` gives for every array.
  public static func matrices(
    conductances: [Matrix], resistances: ArrayResistances, threads: Int = 1
  ) -> [Matrix] {
    inStretches(conductances.count, threads: threads) { index, workspace in
      matrix(
        conductances: conductances[index], resistances: resistances, workspace: &workspace)
    }
  }

  /// Maps indices in stretches that share a workspace, on several threads.
  private static func inStretches<Failure: Error>(
    _ count: Int, threads: Int,
    _ element: @Sendable (Int, inout AlignedBuffer) throws(Failure) -> Matrix
  ) throws(Failure) -> [Matrix] {
    // Of the tiles of a network most have one size, so that one allocation serves many.
    let length = max(1, min(16, count / max(threads, 1)))
    let stretches = try concurrentMap((count + length - 1) / length, threads: threads) {
      (stretch: Int) throws(Failure) -> [Matrix] in
      var workspace = AlignedBuffer(count: 0)
      var matrices: [Matrix] = []
      for index in stretch * length..<min((stretch + 1) * length, count) {
        matrices.append(try element(index, &workspace))
      }
      return matrices
    }
    return stretches.flatMap { $0 }
  }

  private static func matrix(
    conductances: Matrix, resistances: ArrayResistances, workspace: inout AlignedBuffer
  ) -> Matrix {
    let (rows, columns) = (conductances.rows, conductances.columns)
    var result = Matrix(rows: rows, columns: columns)
    guard rows > 0 && columns > 0 else { return result }
    let needed = assay_elimination_size(rows, columns)
    if workspace.elements.count < needed { workspace = AlignedBuffer(count: needed) }
    var ends = assay_resistances(resistances)
    result.elements.withUnsafeMutableBufferPointer { result in
      conductances.elements.withUnsafeBufferPointer { cells in
        assay_equivalent_conductance(
          rows, columns, &ends, cells.baseAddress, workspace.start, result.baseAddress)
      }
    }
    return result
  }
}

extension assay_resistances {
  /// The resistances as the kernels take them.
  init(_ resistances: ArrayResistances) {
    self.init(
      driver: resistances.driver, row_segment: resistances.rowSegment,
      column_segment: resistances.columnSegment, sense: resistances.sense)
  }
}
