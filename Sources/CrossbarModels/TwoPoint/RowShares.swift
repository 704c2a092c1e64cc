internal import CKernels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What rows add alone, and how that changes while the others are driven.
///
/// For inputs of one sign, with F what a row adds while all others rest, F¹ what it adds while all others
/// have full drive V_t, and Ī the column currents then beyond those at rest,
///
///     T = (F¹ − F) / Ī
///
/// is the change of a row's share per ampere of its column. A row is no load to itself: alone it would
/// answer by F, and T F of that is its own. With κ = −Σ T(V_t) / 2Ī, S = T F + κ F² and
/// ε = 2 Σ S(V_t) / (Ī Σ T(V_t)), the own part is taken out of the share, A = F − S / (1 − ε).
///
/// For inputs of both signs the others may have either, and the row's change is T = ½ (F⁺ − F⁻), with
/// the others at full drive of one sign and of the other; it goes with H, how much slopes at full drive
/// take from a row alone.
struct RowShares {
  /// A: what a row adds, without its load on itself, in amperes.
  let share: RowTable
  /// T: for one sign in parts of the share per ampere of the column, for both in amperes.
  let change: RowTable
  /// H, in amperes; nil for inputs of one sign.
  let softening: RowTable?
  /// The column currents at full drive beyond those at rest, in amperes.
  let fullDrive: [Double]

  /// A column whose share changes by less than this at full drive is linear.
  private static let linear = 1e-9

  /// Solves every row at the nodes of a grid.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - grid: The grid, with its nodes chosen; rest and full drive are among them.
  ///   - rest: All rows at rest.
  ///   - full: All rows at full drive.
  ///   - fullNode: The node of full drive.
  ///   - isSigned: Whether inputs have both signs.
  /// - Throws: ``MeanFieldError`` if a row's equations could not be solved.
  init(
    _ array: EffectiveArray, _ grid: LevelGrid, rest: CommonDrive, full: CommonDrive,
    fullNode: Int, isSigned: Bool
  ) throws(MeanFieldError) {
    let solver = OwnRow(array.cells, columns: array.columns, voltages: grid.nodeVoltages)
    let zeroNode = grid.nodes.firstIndex(of: grid.zero) ?? 0
    let count = zip(full.currents, rest.currents).map { $0 - $1 }
    fullDrive = count
    func table() -> RowTable {
      RowTable(rows: array.rows, columns: array.columns, groups: grid.nodes.count / 8)
    }
    var failure: MeanFieldError?
    func solve(_ around: OwnRow.Surroundings, row: Int) -> Bool {
      guard failure == nil else { return false }
      guard let residual = solver.solve(around, row: row) else { return true }
      failure = MeanFieldError(
        technology: array.crossbar.technology.name, row: row, residual: residual)
      return false
    }
    func take(
      _ row: RowResponse, _ around: OwnRow.Surroundings, into table: inout RowTable
    ) {
      guard solve(around, row: row.row) else { return }
      table.set(row, excess: solver.excess, voltages: solver.voltages, mean: around.mean)
    }

    var alone = table()
    rest.response.forEachRow { take($0, rest.surroundings($0), into: &alone) }
    alone.subtractValues(at: zeroNode)
    var change = table()
    var softening = isSigned ? table() : nil
    full.response.forEachRow { row in
      guard isSigned else { return take(row, full.surroundings(row), into: &change) }
      take(row, full.surroundings(row, state: rest), into: &softening!)
      guard solve(full.surroundings(row), row: row.row) else { return }
      let positive = AlignedBuffer(count: solver.excess.elements.count)
      positive.start.update(from: solver.excess.start, count: positive.elements.count)
      guard solve(full.mirroredSurroundings(row), row: row.row) else { return }
      for place in positive.elements.indices {
        positive.start[place] = 0.5 * (positive.start[place] - solver.excess.start[place])
      }
      change.set(row, excess: positive, voltages: solver.voltages, mean: nil)
    }
    if let failure { throw failure }
    change.subtractValues(at: zeroNode)
    softening?.subtractValues(at: zeroNode)

    let columns = array.columns
    let groups = alone.groups
    if !isSigned {
      for place in change.values.indices {
        let current = count[place / groups % columns]
        change.values[place] =
          current == 0 ? .zero : (change.values[place] - alone.values[place]) / current
      }
    } else if softening != nil {
      for place in alone.values.indices { softening!.values[place] -= alone.values[place] }
    }
    var sums = change.sums(at: fullNode)
    for column in sums.indices
    where sums[column].magnitude
      < Self.linear * (isSigned ? count[column].magnitude : 1)
    {
      sums[column] = 0
    }
    // The own part: of the product that stands for pairs of rows, a row with itself.
    var own = table()
    let softened = softening?.sums(at: fullNode) ?? []
    for cell in 0..<array.rows * columns {
      let column = cell % columns
      guard sums[column] != 0 else {
        for place in cell * groups..<(cell + 1) * groups { change.values[place] = .zero }
        continue
      }
      for place in cell * groups..<(cell + 1) * groups {
        let (t, f) = (change.values[place], alone.values[place])
        if let softening {
          own.values[place] = t * softening.values[place] / sums[column]
        } else {
          let curvature = -sums[column] / (2 * count[column])
          own.values[place] = f * (t + curvature * f)
        }
      }
    }
    let ownSums = own.sums(at: fullNode)
    for column in 0..<columns where sums[column] != 0 {
      let whole = isSigned ? softened[column] : 0.5 * count[column] * sums[column]
      let part = whole == 0 ? 0 : ownSums[column] / whole
      // More than half would mean that a single row is the load.
      let factor = 1 / (1 - min(max(part, 0), 0.5))
      for row in 0..<array.rows {
        for place in (row * columns + column) * groups..<(row * columns + column + 1) * groups {
          alone.values[place] -= own.values[place] * factor
        }
      }
    }
    share = alone
    self.change = change
    self.softening = softening
  }
}
