internal import CKernels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What rows add to the columns that are read alone, and how that changes while the others are driven.
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
  /// What takes the place of T with a third point: the change at no current, and T₂, parts of the share per
  /// square of the column's current.
  let bent: (change: RowTable, bend: RowTable)?
  /// H, in amperes; nil for inputs of one sign.
  let softening: RowTable?
  /// The column currents at full drive beyond those at rest, in amperes.
  let fullDrive: [Double]

  /// Solves every row at the nodes of a grid.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - grid: The grid, with its nodes chosen; rest and full drive are among them.
  ///   - rest: All rows at rest.
  ///   - full: All rows at full drive.
  ///   - half: A state between them, with its own currents; nil for none.
  ///   - fullNode: The node of full drive.
  ///   - isSigned: Whether inputs have both signs.
  /// - Throws: ``MeanFieldError`` if a row's equations could not be solved.
  init(
    _ array: EffectiveArray, _ grid: LevelGrid, rest: CommonDrive, full: CommonDrive,
    half: CommonDrive?, fullNode: Int, isSigned: Bool
  ) throws(MeanFieldError) {
    // A row starts from its neighbor between the same others: those of each state have a solver.
    func rowSolver() -> OwnRow {
      OwnRow(array.cells, columns: array.columns, voltages: grid.nodeVoltages)
    }
    let own = rowSolver()
    let zeroNode = grid.nodes.firstIndex(of: grid.zero) ?? 0
    func drive(_ state: CommonDrive) -> [Double] {
      (0..<array.outputs).map { state.currents[$0] - rest.currents[$0] }
    }
    let fullDrive = drive(full)
    self.fullDrive = fullDrive
    func table() -> RowTable {
      RowTable(rows: array.rows, columns: array.columns, groups: grid.nodes.count / 8)
    }
    func buffer() -> AlignedBuffer { AlignedBuffer(count: own.excess.elements.count) }
    let scratch = (buffer(), buffer())
    var failure: MeanFieldError?
    func solve(
      _ around: OwnRow.Surroundings, row: Int, by solver: OwnRow
    ) -> Bool {
      guard failure == nil else { return false }
      guard let residual = solver.solve(around, row: row) else { return true }
      failure = MeanFieldError(
        technology: array.crossbar.technology.name, row: row, residual: residual)
      return false
    }
    func take(
      _ row: RowResponse, _ around: OwnRow.Surroundings, into table: inout RowTable
    ) {
      guard solve(around, row: row.row, by: own) else { return }
      table.set(
        row, excess: own.excess, voltages: own.voltages, mean: around.mean, scratch: scratch)
    }

    var alone = table()
    rest.response.forEachRow { take($0, rest.surroundings($0), into: &alone) }
    alone = alone.columns(array.outputs)
    alone.subtractValues(at: zeroNode)
    var change = table()
    var softening = table()
    let (positive, negative, difference) = (rowSolver(), rowSolver(), buffer())
    full.response.forEachRow { row in
      guard isSigned else { return take(row, full.surroundings(row), into: &change) }
      take(row, full.surroundings(row, state: rest), into: &softening)
      guard solve(full.surroundings(row), row: row.row, by: positive),
        solve(full.mirroredSurroundings(row), row: row.row, by: negative)
      else { return }
      for place in difference.elements.indices {
        difference.start[place] =
          0.5 * (positive.excess.start[place] - negative.excess.start[place])
      }
      change.set(
        row, excess: difference, voltages: own.voltages, mean: nil, scratch: scratch)
    }
    var middle: RowTable?
    if let half, !isSigned {
      var values = table()
      half.response.forEachRow { take($0, half.surroundings($0), into: &values) }
      values = values.columns(array.outputs)
      values.subtractValues(at: zeroNode)
      middle = values
    }
    if let failure { throw failure }
    change = change.columns(array.outputs)
    softening = softening.columns(array.outputs)
    change.subtractValues(at: zeroNode)
    if isSigned {
      softening.subtractValues(at: zeroNode)
      for place in alone.values.indices { softening.values[place] -= alone.values[place] }
    } else {
      for place in change.values.indices {
        let current = fullDrive[place / change.groups % array.outputs]
        change.values[place] =
          current == 0 ? .zero : (change.values[place] - alone.values[place]) / current
      }
    }
    let before = alone
    let ownPart = OwnPart(
      alone: alone, change: change, softening: isSigned ? softening : nil, fullDrive: fullDrive,
      fullNode: fullNode)
    ownPart.leaveOut(of: &alone, &change)
    if let half, let middle {
      bent = Self.bent(change, alone: before, middle: middle, drive(half), fullDrive)
    } else {
      bent = nil
    }
    share = alone
    self.change = change
    self.softening = isSigned ? softening : nil
  }

  /// The divided differences of the shares over the column's current.
  ///
  /// - Parameters:
  ///   - change: The change per ampere on the whole way.
  ///   - alone: The shares beside rows at rest.
  ///   - middle: The shares beside rows that are driven half.
  ///   - halfDrive: The column currents then, in amperes.
  ///   - fullDrive: Those at full drive.
  /// - Returns: The change per ampere at no current, and the second difference.
  private static func bent(
    _ change: RowTable, alone: RowTable, middle: RowTable, _ halfDrive: [Double],
    _ fullDrive: [Double]
  ) -> (change: RowTable, bend: RowTable) {
    var (atNone, bend) = (change, middle)
    for place in middle.values.indices {
      let column = place / change.groups % change.columns
      let (half, full) = (halfDrive[column], fullDrive[column])
      guard half != 0, full != half, change.values[place] != .zero else {
        bend.values[place] = .zero
        continue
      }
      let first = (middle.values[place] - alone.values[place]) / half
      bend.values[place] = (change.values[place] - first) / (full - half)
      atNone.values[place] = first - half * bend.values[place]
    }
    return (atNone, bend)
  }
}

/// What the product that stands for pairs of rows makes of a row with itself.
private struct OwnPart {
  /// The values, in amperes.
  private var values: RowTable
  /// The factor by which a column's own parts are taken out; 0 where rows change nothing.
  private var factors: [Double]

  /// A column whose share changes by less than this at full drive is linear.
  private static let linear = 1e-9

  init(
    alone: RowTable, change: RowTable, softening: RowTable?, fullDrive: [Double], fullNode: Int
  ) {
    values = RowTable(rows: alone.rows, columns: alone.columns, groups: alone.groups)
    factors = Array(repeating: 0, count: alone.columns)
    let sums = zip(change.sums(at: fullNode), fullDrive).map { sum, current in
      sum.magnitude < Self.linear * (softening == nil ? 1 : current.magnitude) ? 0 : sum
    }
    for cell in 0..<alone.rows * alone.columns where sums[cell % alone.columns] != 0 {
      let column = cell % alone.columns
      let curvature = -sums[column] / (2 * fullDrive[column])
      for place in cell * alone.groups..<(cell + 1) * alone.groups {
        let (t, f) = (change.values[place], alone.values[place])
        values.values[place] =
          softening.map { t * $0.values[place] / sums[column] } ?? f * (t + curvature * f)
      }
    }
    let own = values.sums(at: fullNode)
    let softened = softening?.sums(at: fullNode)
    for column in sums.indices where sums[column] != 0 {
      let whole = softened?[column] ?? 0.5 * fullDrive[column] * sums[column]
      let part = whole == 0 ? 0 : own[column] / whole
      // More than half would mean that a single row is the load.
      factors[column] = 1 / (1 - min(max(part, 0), 0.5))
    }
  }

  /// Takes the own parts out of the shares, and the changes where there are none.
  func leaveOut(of share: inout RowTable, _ change: inout RowTable) {
    for place in share.values.indices {
      let factor = factors[place / share.groups % share.columns]
      share.values[place] -= factor * values.values[place]
      if factor == 0 { change.values[place] = .zero }
    }
  }
}
