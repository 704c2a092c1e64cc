internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// The functions of an array's rows, spanned by a few, and what else a read needs of both points.
struct TwoPointFunctions {
  let array: EffectiveArray
  /// The driver voltage at rest and at full drive, in volts.
  let rest: Double
  let full: Double
  /// Whether inputs have both signs.
  let isSigned: Bool
  /// The currents at rest of the columns that are read, in amperes.
  let base: [Double]
  /// The currents at full drive beyond those at rest, in amperes.
  let fullDrive: [Double]
  /// Their mean U, in amperes.
  let unit: Double
  /// The functions of the shares, of their changes, and for both signs of the softenings.
  let share: LeadingFunctions
  let change: LeadingFunctions
  let softening: LeadingFunctions?
  /// That of the changes over the square of the current; nil without a third point.
  let bend: LeadingFunctions?
  let variation: ChangeVariation
  /// Whether rows change each other's shares at all.
  let hasChange: Bool
  /// The weights of the rows for the moments of the bit lines.
  let moments: [[Double]]
  /// What voltages behind the sense resistances take from the currents.
  let load: OutputLoad?
  /// Whether rows are either at rest or at full drive.
  let isTwoLevel: Bool
  private let grid: LevelGrid
  /// The voltages that rows can have, in ascending order, in volts; nil for any.
  let levels: [Double]?

  /// The most products that make up the shares.
  static let mostShares = 3

  /// Finds the functions between the points.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - own: What rows add at them.
  ///   - isBent: Whether to take the third point.
  ///   - isLoaded: Whether amplifiers stand behind the columns.
  init(_ points: TwoPoints, _ own: RowShares, isBent: Bool, isLoaded: Bool) {
    array = points.array
    (rest, full, isSigned) = (points.rest, points.full, points.isSigned)
    (grid, levels, isTwoLevel) = (points.grid, points.levels, points.isTwoLevel)
    let changes = isBent ? own.bent?.change ?? own.change : own.change
    let bends = isBent ? own.bent?.bend : nil
    base = Array(points.atRest.currents.prefix(array.outputs))
    fullDrive = own.fullDrive
    unit = own.fullDrive.reduce(0, +) / Double(array.outputs)
    load = isLoaded ? points.outputLoad(fullDrive: own.fullDrive) : nil
    hasChange = own.change.values.contains { $0 != .zero }
    let (nodes, end) = (grid.nodeCount, points.fullNode)
    if points.isTwoLevel {
      // Two levels: the functions are their values at full drive, exactly.
      share = LeadingFunctions(own.share, only: end, nodes: nodes)
      change = LeadingFunctions(changes, only: end, nodes: nodes)
      softening = own.softening.map { LeadingFunctions($0, only: end, nodes: nodes) }
      bend = bends.map { LeadingFunctions($0, only: end, nodes: nodes) }
    } else {
      share = LeadingFunctions(own.share, nodes: nodes, end: end, count: Self.mostShares)
      change = LeadingFunctions(
        changes, nodes: nodes, end: end, count: points.isSigned ? 1 : 2)
      softening = own.softening.map { LeadingFunctions($0, nodes: nodes, end: end, count: 1) }
      bend = bends.map { LeadingFunctions($0, nodes: nodes, end: end, count: 1) }
    }
    variation = ChangeVariation(change, rows: array.rows, columns: array.outputs)
    moments = BitLineMoments.weights(array.circuit)
  }

  /// The functions that a read evaluates: some of the shares, then that of the changes, and behind it
  /// its variation or that of the softenings, and last that of the bends.
  ///
  /// - Parameter products: The number of functions of the shares.
  /// - Returns: Their values at two levels, or at any voltage of the range.
  func basis(products: Int) -> RowBasis {
    var functions = (0..<products).map { share.functions.row($0) }
    if hasChange {
      functions.append(change.functions.row(0))
      if let softening {
        functions.append(softening.functions.row(0))
      } else if change.functions.rows > 1 {
        functions.append(change.functions.row(1))
      }
      if let bend { functions.append(bend.functions.row(0)) }
    }
    let nodes = functions[0].count
    if isTwoLevel, let levels {
      return RowBasis(
        voltages: levels, isDiscrete: true,
        values: Matrix(rows: functions.count, columns: 2) { _, level in
          levels[level] == rest ? 0 : 1
        })
    }
    let toGrid = grid.interpolation
    let table = Matrix(rows: functions.count, columns: grid.voltages.count) { function, place in
      place == grid.zero
        ? 0 : (0..<nodes).reduce(0) { $0 + toGrid[place, $1] * functions[function][$1] }
    }
    return RowBasis(voltages: grid.voltages, isDiscrete: false, values: table)
  }
}
