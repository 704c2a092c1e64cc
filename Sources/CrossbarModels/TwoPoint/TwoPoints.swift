internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// The two operating points of an array: all rows at rest, and all rows at full drive; with a third between
/// them where wires take most of the current.
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
  /// The state with about half the currents of full drive; nil where two points are enough.
  let atHalf: CommonDrive?

  /// The driver voltages of the vectors that the numbers of columns are fitted to, in volts; *vectors × rows*.
  let fitDrivers: Matrix
  /// The column currents of those whose solution the states brought along, in amperes.
  let fitCurrents: [[Double]?]

  /// The part of the current that wires must take for a third point: with less, it lowers no error.
  private static let strongLoad = 0.6

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
    let parts = FitInputs.parts(
      rows: array.rows, rest: rest / full, isTwoLevel: isTwoLevel, isSigned: isSigned)
    let drivers = Matrix(rows: parts.rows, columns: parts.columns) {
      parts[$0, $1] == 0 ? rest : parts[$0, $1] * full
    }
    fitDrivers = drivers
    // One of the vectors is full drive itself, and solving that has room for some more.
    let others = (0..<drivers.rows).filter { drivers.row($0).contains { $0 != full } }
    let beside = others.prefix(ExactArray.besideState)
    let solved = try exact.state(at: full, from: atRest, beside: beside.map(drivers.row))
    atFull = solved.state
    var currents = (0..<drivers.rows).map { _ in [Double]?.some(solved.state.currents) }
    for vector in others { currents[vector] = nil }
    for (vector, found) in zip(beside, solved.currents) { currents[vector] = found }
    fitCurrents = currents
    let isStrong =
      !isSigned && Self.lost(array, from: atRest, to: atFull) > Self.strongLoad
    atHalf = isStrong ? try Self.half(exact, from: atRest, to: atFull) : nil
  }

  /// The part of the cells' own currents at full drive that the wires and ends take.
  private static func lost(
    _ array: EffectiveArray, from rest: CommonDrive, to full: CommonDrive
  ) -> Double {
    let grounded = [Double](repeating: 0, count: array.rows * array.columns)
    func currents(_ voltage: Double) -> Double {
      array.cells.currents(word: grounded.map { _ in voltage }, bit: grounded).reduce(0, +)
    }
    let own = currents(full.voltage) - currents(rest.voltage)
    return own == 0 ? 0 : 1 - (full.currents.reduce(0, +) - rest.currents.reduce(0, +)) / own
  }

  /// The state whose currents lie half way; which part of the way it is exactly does not matter.
  private static func half(
    _ exact: ExactArray, from rest: CommonDrive, to full: CommonDrive
  ) throws -> CommonDrive {
    let whole = full.currents.reduce(0, +) - rest.currents.reduce(0, +)
    var (low, high) = (0.0, 1.0)
    var state = full
    for _ in 0..<8 {
      let part = 0.5 * (low + high)
      state = try exact.state(
        at: rest.voltage + part * (full.voltage - rest.voltage), from: full)
      let reached = (state.currents.reduce(0, +) - rest.currents.reduce(0, +)) / whole
      if (reached - 0.5).magnitude < 0.1 { break }
      if reached < 0.5 { low = part } else { high = part }
    }
    return state
  }

  /// What rows add alone, and how that changes while the others are driven.
  func shares() throws -> RowShares {
    try RowShares(
      array, grid, rest: atRest, full: atFull, half: atHalf, fullNode: fullNode,
      isSigned: isSigned)
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
