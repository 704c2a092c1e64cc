internal import CKernels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What every row contributes to every column at the nodes, and how much the other rows' drive
/// changes that.
///
/// With J the column currents per volt at the row's driver and Λ per ampere beside its cells, the row
/// contributes R = J (V − V̄) + Λ (c − s): the line's part and that of the law beyond the line.
struct RowFunctions {
  /// The contribution R beside the mean current, in amperes; *rows × columns × nodes*.
  private(set) var share: [SIMD8<Double>]
  /// The coupling e: what R gains per ampere of the column's current above its mean.
  ///
  /// *rows × columns × nodes*; empty without coupling.
  private(set) var coupling: [SIMD8<Double>]
  /// The rows that were solved on the whole grid, with their shares and couplings.
  private(set) var samples: [(row: Int, share: [SIMD8<Double>], coupling: [SIMD8<Double>])] = []

  /// The number of rows that are solved on the whole grid.
  private static let sampleCount = 4

  init(_ field: MeanField, hasCoupling: Bool) throws(MeanFieldError) {
    let (rows, columns) = (field.array.rows, field.array.columns)
    let groups = field.grid.nodes.count / 8
    share = Array(repeating: .zero, count: rows * columns * groups)
    coupling = hasCoupling ? share : []
    let sampled = Set((0..<Self.sampleCount).map { $0 * (rows - 1) / (Self.sampleCount - 1) })
    let solver = OwnRow(
      field.array.cells, columns: columns, voltages: field.grid.nodeVoltages)
    let needsGrid = field.grid.nodeCount < field.grid.voltages.count
    let gridSolver =
      needsGrid
      ? OwnRow(field.array.cells, columns: columns, voltages: field.grid.gridVoltages) : solver
    var failure: MeanFieldError?
    field.response.forEachRow { response in
      guard failure == nil else { return }
      func functions(_ solver: OwnRow) -> ([SIMD8<Double>], [SIMD8<Double>])? {
        let around = field.surroundings(response)
        if let residual = solver.solve(around, row: response.row) {
          failure = MeanFieldError(
            technology: field.array.crossbar.technology.name, row: response.row,
            residual: residual)
          return nil
        }
        return (
          Self.share(response, solver, mean: field.grid.mean),
          hasCoupling ? Self.coupling(response, solver, field) : []
        )
      }
      guard let own = functions(solver) else { return }
      let first = response.row * columns * groups
      for index in own.0.indices { share[first + index] = own.0[index] }
      for index in own.1.indices { coupling[first + index] = own.1[index] }
      if sampled.contains(response.row) {
        guard let whole = needsGrid ? functions(gridSolver) : own else { return }
        samples.append((response.row, whole.0, whole.1))
      }
    }
    if let failure { throw failure }
  }

  private static func share(
    _ response: RowResponse, _ solver: OwnRow, mean: Double
  ) -> [SIMD8<Double>] {
    let columns = response.currentByDrive.count
    let groups = solver.voltages.count
    let result = AlignedBuffer(count: columns * groups * 8)
    assay_panel_product(
      columns, groups * 8, columns, response.currentBySource.start, response.stride,
      solver.excess.start, groups * 8, result.start, groups * 8)
    var share = Array(result.lanes)
    for j in 0..<columns {
      for group in 0..<groups {
        share[j * groups + group] +=
          response.currentByDrive[j] * (solver.voltages[group] - mean)
      }
    }
    return share
  }

  /// e(k) = Σ over the row's cells of their gain to column k, times what their slope differs by, times
  /// how the other rows move their voltages, per ampere of column k.
  private static func coupling(
    _ response: RowResponse, _ solver: OwnRow, _ field: MeanField
  ) -> [SIMD8<Double>] {
    let columns = response.currentByDrive.count
    let groups = solver.voltages.count
    let first = response.row * columns
    let moved = AlignedBuffer(count: columns * groups * 8)
    // The current of a column per volt at all other rows.
    let others = (0..<columns).map { field.currentsByAll[$0] - response.currentByDrive[$0] }
    for j in 0..<columns {
      // The column's current rises with all rows at once.
      let ratio = field.currentsByAll[j]
      let scale = others[j] > 1e-9 * ratio ? ratio / others[j] : 0
      let word = (field.wordByAll[first + j] - response.wordByDrive[j]) * scale
      let bit = (field.bitByAll[first + j] - response.bitByDrive[j]) * scale
      for place in j * groups..<(j + 1) * groups {
        moved.lanes[place] =
          (solver.wordSlopes.lanes[place] - field.wordSlopes[first + j]) * word
          - (solver.bitSlopes.lanes[place] - field.bitSlopes[first + j]) * bit
      }
    }
    let result = AlignedBuffer(count: columns * groups * 8)
    assay_panel_product(
      columns, groups * 8, columns, response.currentBySource.start, response.stride,
      moved.start, groups * 8, result.start, groups * 8)
    return (0..<columns * groups).map { place in
      let current = field.currentsByAll[place / groups]
      return current > 0 ? result.lanes[place] / current : .zero
    }
  }
}
