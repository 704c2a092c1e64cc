internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// An array with its law, to be solved exactly between ideal drivers.
///
/// Vectors are solved by chord steps with the factors of a state, and by the nodal solver where these do not
/// converge. To that solver, circuits other than standard arrays of two-terminal cells would be a general
/// network, factored anew in every Newton step.
final class ExactArray {
  private let array: EffectiveArray
  private var kept: ProgrammedNodal?
  private lazy var bundle = VectorBundle(rows: array.rows, columns: array.columns)

  /// The change of a cell's current, relative to the largest, that ends the steps of a state.
  private static let goal = 1e-10
  /// That of the vectors that numbers are fitted to: the fit itself leaves a thousand times more.
  private static let fitGoal = 1e-9
  private static let mostSteps = 60

  /// The vectors that are solved with a state, since it takes as long to solve eight as one.
  static let besideState = VectorBundle.width - 1

  init(_ array: EffectiveArray) {
    self.array = array
  }

  /// The state with the same voltage at every driver.
  ///
  /// - Parameters:
  ///   - voltage: The driver voltage, in volts.
  ///   - other: A state to start from; nil for none.
  /// - Returns: The state with the slopes there.
  /// - Throws: `NodalError` if the array cannot be solved.
  func state(at voltage: Double, from other: CommonDrive? = nil) throws -> CommonDrive {
    guard let other else { return try self.state(at: voltage) }
    return try state(at: voltage, from: other, beside: []).state
  }

  /// The state with the same voltage at every driver, and on the way the currents of other vectors.
  ///
  /// - Parameters:
  ///   - voltage: The driver voltage, in volts.
  ///   - other: A state to start from.
  ///   - drivers: Driver voltages of at most ``besideState`` vectors, in volts.
  /// - Returns: The state with the slopes there, and the column currents of every vector in amperes; nil for
  ///   vectors that the way to the state has not solved.
  /// - Throws: `NodalError` if the state cannot be solved.
  func state(
    at voltage: Double, from other: CommonDrive, beside drivers: [[Double]]
  ) throws -> (state: CommonDrive, currents: [[Double]?]) {
    guard voltage != 0 || array.circuit.hasOffsets else {
      return (try state(at: voltage), drivers.map { _ in nil })
    }
    let goals = [Self.goal] + drivers.map { _ in Self.fitGoal }
    let found = steps(
      [Array(repeating: voltage, count: array.rows)] + drivers, network: other.response,
      slopes: other.slopes, goals: goals)
    let others = found.dropFirst().map { $0.isSolved ? $0.currents : nil }
    guard found[0].isNearlySolved else { return (try state(at: voltage), others) }
    return (
      CommonDrive(
        array, voltage: voltage, word: VectorBundle.read(bundle.word, lane: 0),
        bit: VectorBundle.read(bundle.bit, lane: 0), currents: found[0].currents), others
    )
  }

  /// The state by the nodal solver.
  private func state(at voltage: Double) throws -> CommonDrive {
    guard voltage != 0 || array.circuit.hasOffsets else {
      // Nothing drives a current.
      let nothing = [Double](repeating: 0, count: array.rows * array.columns)
      return CommonDrive(
        array, voltage: 0, word: nothing, bit: nothing,
        currents: Array(repeating: 0, count: array.columns))
    }
    let drivers = Matrix(rows: 1, columns: array.rows, repeating: voltage)
    let solution = try nodal().solutions(for: drivers)[0]
    func elements(_ line: Matrix) -> [Double] {
      (0..<array.rows).flatMap { row in array.places.map { line[row, $0] } }
    }
    return CommonDrive(
      array, voltage: voltage, word: elements(solution.wordLine),
      bit: elements(solution.bitLine),
      currents: zip(array.places, array.circuit.widths).map {
        solution.columnCurrents[$0] * Double($1)
      })
  }

  /// The column currents of vectors between two states.
  ///
  /// - Parameters:
  ///   - drivers: Driver voltages of every vector, in volts.
  ///   - points: The states.
  /// - Returns: For every vector the currents of at least the columns that are read, in amperes.
  /// - Throws: `NodalError` if a vector cannot be solved.
  func currents(_ drivers: [[Double]], between points: TwoPoints) throws -> [[Double]] {
    // Half way between the slopes at rest and at full drive, steps serve both.
    func mean(_ one: [Double], _ other: [Double]) -> [Double] {
      zip(one, other).map { 0.5 * ($0 + $1) }
    }
    let (rest, full) = (points.atRest, points.atFull)
    let middle = CommonDrive.Slopes(
      word: mean(rest.wordSlopes, full.wordSlopes), bit: mean(rest.bitSlopes, full.bitSlopes))
    let network = array.network(wordSlopes: middle.word, bitSlopes: middle.bit)
    var result: [[Double]] = []
    for first in stride(from: 0, to: drivers.count, by: VectorBundle.width) {
      let vectors = Array(drivers[first..<min(first + VectorBundle.width, drivers.count)])
      let found = steps(
        vectors, network: network, slopes: middle, goals: vectors.map { _ in Self.fitGoal })
      for (vector, lane) in zip(vectors, found) {
        result.append(
          lane.isNearlySolved ? lane.currents : try nodal().read(Matrix([vector])).row(0))
      }
    }
    return result
  }

  /// The whole array, its drivers ideal.
  private func nodal() throws -> ProgrammedNodal {
    if let kept { return kept }
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = .grounded
    technology.periphery.dac = nil
    let programmed = try NodalSolver(law: array.cells.law).program(
      Crossbar(
        technology: technology, conductances: array.crossbar.conductances,
        deviations: array.crossbar.deviations))
    kept = programmed
    return programmed
  }

  /// What steps found for a vector.
  private struct Lane {
    /// The column currents, in amperes.
    let currents: [Double]
    /// Whether the change of the last step is within the goal.
    let isSolved: Bool
    /// Whether it is at most a hundred times that: a lane that reached rounding is as good as it gets.
    let isNearlySolved: Bool
  }

  /// Solves up to eight vectors by chord steps, until the first of those with the narrowest goal are solved.
  ///
  /// - Parameters:
  ///   - drivers: Driver voltages of every vector, in volts.
  ///   - network: The factors.
  ///   - slopes: The factored slopes.
  ///   - goals: The change of a cell's current, relative to the largest, that ends the steps of a vector.
  /// - Returns: What was found for every vector; the bundle has the voltages.
  private func steps(
    _ drivers: [[Double]], network: any BundledNetwork, slopes: CommonDrive.Slopes, goals: [Double]
  ) -> [Lane] {
    let count = drivers.count
    for (lane, voltages) in drivers.enumerated() {
      VectorBundle.write(voltages, to: bundle.inputs, lane: lane)
    }
    for lane in count..<VectorBundle.width {
      VectorBundle.write(repeatElement(0, count: array.rows), to: bundle.inputs, lane: lane)
    }
    bundle.sources.elements.update(repeating: 0)
    let iteration = ChordIteration(
      array.cells, wordSlopes: slopes.word,
      bitSlopes: array.cells.law.isTwoTerminal ? nil : slopes.bit, network: network)
    let relaxation = RowRelaxation(rows: array.rows, columns: array.columns)
    let narrowest = goals.min() ?? 0
    let deciding = (0..<count).filter { goals[$0] == narrowest }
    var left = ChordChange()
    func isSolved(_ lane: Int) -> Bool { left.change[lane] <= goals[lane] * left.largest[lane] }
    for step in 0..<Self.mostSteps {
      left = iteration.step(bundle, count: count, relaxation: relaxation)
      if step > 0 && deciding.allSatisfy(isSolved) { break }
    }
    var sums = [SIMD8<Double>](repeating: .zero, count: array.columns)
    let currents = bundle.cellCurrents.lanes
    for row in 0..<array.rows {
      for column in 0..<array.columns { sums[column] += currents[row * array.columns + column] }
    }
    return (0..<count).map { lane in
      Lane(
        currents: sums.map { $0[lane] }, isSolved: isSolved(lane),
        isNearlySolved: left.change[lane] <= 100 * goals[lane] * left.largest[lane])
    }
  }
}
