internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// The two operating points of an array: all rows at rest, and all rows at full drive.
struct TwoPoints {
  let array: EffectiveArray
  /// The driver voltages between and around them, with nodes.
  let grid: LevelGrid
  /// The driver voltage at rest and at full drive, in volts.
  let rest: Double
  let full: Double
  /// Whether inputs have both signs.
  let isSigned: Bool
  /// Whether rows are either at rest or at full drive.
  let isTwoLevel: Bool
  /// The voltages that rows can have, in ascending order, in volts; nil for any.
  let levels: [Double]?
  /// The states there.
  let atRest: CommonDrive
  let atFull: CommonDrive

  /// The node of full drive.
  var fullNode: Int { full >= rest ? grid.nodeCount - 1 : 0 }

  /// Solves both points.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - statistics: The voltages that drivers can have.
  ///   - rest: The driver voltage of a row at rest, in volts.
  ///   - exact: The array, to be solved exactly.
  /// - Throws: `NodalError` if a state cannot be solved.
  init(
    _ array: EffectiveArray, statistics: InputStatistics, rest: Double, exact: ExactArray
  ) throws {
    let levels = Set(statistics.voltages + [rest]).sorted()
    let isTwoLevel = statistics.isDiscrete && levels.count == 2
    // A model reaches as far as the technology, whatever the load, so that it is one model for all.
    let whole = isTwoLevel ? rest...rest : 0...array.crossbar.technology.read.voltage
    let low = min(statistics.range.lowerBound, rest, whole.lowerBound)
    let high = max(statistics.range.upperBound, rest, whole.upperBound)
    // A row below a rest that is not 0 V has no other sign.
    let isSigned = low < 0 && high > 0 && rest == 0
    let full = isSigned ? max(high, -low) : high > rest ? high : low
    var grid = LevelGrid(isSigned ? -full...full : low...high, rest: rest)
    grid.chooseNodes(for: array.cells)
    self.array = array
    self.grid = grid
    self.rest = rest
    self.full = full
    self.isSigned = isSigned
    self.isTwoLevel = isTwoLevel
    self.levels = statistics.isDiscrete ? levels : nil
    atRest = try exact.state(at: rest)
    atFull = try exact.state(at: full, from: atRest)
  }

  /// What rows add alone, and how that changes while the others are driven.
  func shares() throws -> RowShares {
    try RowShares(
      array, grid, rest: atRest, full: atFull, fullNode: fullNode, isSigned: isSigned)
  }

  /// What voltages behind the sense resistances take from the currents; nil where bit lines are sensed
  /// at both ends.
  func outputLoad(fullDrive: [Double]) -> OutputLoad? {
    guard let rest = atRest.response.outputAdmittance,
      let full = atFull.response.outputAdmittance
    else { return nil }
    return OutputLoad(atRest: rest, atFull: full, fullDrive: fullDrive)
  }
}
