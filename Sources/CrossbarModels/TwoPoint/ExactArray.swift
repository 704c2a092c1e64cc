internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// An array with its law, to be solved exactly between ideal drivers.
///
/// Vectors are solved by chord steps with the factors of a state between rest and full drive, and by the
/// nodal solver where these do not converge. To that solver, circuits other than standard arrays of
/// two-terminal cells would be a general network, factored anew in every Newton step.
final class ExactArray {
  private let array: EffectiveArray
  private var kept: ProgrammedNodal?

  /// The change of a cell's current, relative to the largest, that ends the steps of a state.
  private static let goal = 1e-10
  /// That of the vectors that numbers are fitted to: the fit itself leaves a thousand times more.
  private static let fitGoal = 1e-9
  private static let mostSteps = 60

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
    let count = array.rows * array.columns
    guard voltage != 0 || array.circuit.hasOffsets else {
      // Nothing drives a current.
      let nothing = [Double](repeating: 0, count: count)
      return CommonDrive(
        array, voltage: 0, word: nothing, bit: nothing,
        currents: Array(repeating: 0, count: array.columns))
    }
    let drivers = Matrix(rows: 1, columns: array.rows, repeating: voltage)
    if let other {
      let bundle = VectorBundle(rows: array.rows, columns: array.columns)
      if let currents = steps(
        drivers, from: 0, bundle, network: other.response, slopes: other.slopes, goal: Self.goal)[0]
      {
        return CommonDrive(
          array, voltage: voltage, word: VectorBundle.read(bundle.word, lane: 0),
          bit: VectorBundle.read(bundle.bit, lane: 0), currents: currents)
      }
    }
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
  ///   - drivers: Driver voltages, in volts; *vectors × rows*.
  ///   - points: The states.
  /// - Returns: The currents of the columns that are read, in amperes; *vectors × outputs*.
  /// - Throws: `NodalError` if a vector cannot be solved.
  func currents(_ drivers: Matrix, between points: TwoPoints) throws -> Matrix {
    // Half way between the slopes at rest and at full drive, steps serve both.
    func mean(_ one: [Double], _ other: [Double]) -> [Double] {
      zip(one, other).map { 0.5 * ($0 + $1) }
    }
    let (rest, full) = (points.atRest, points.atFull)
    let middle = CommonDrive.Slopes(
      word: mean(rest.wordSlopes, full.wordSlopes), bit: mean(rest.bitSlopes, full.bitSlopes))
    let network = array.network(wordSlopes: middle.word, bitSlopes: middle.bit)
    return try currents(drivers, network: network, slopes: middle)
  }

  private func currents(
    _ drivers: Matrix, network: any BundledNetwork, slopes: CommonDrive.Slopes
  ) throws -> Matrix {
    let bundle = VectorBundle(rows: array.rows, columns: array.columns)
    var result = Matrix(rows: drivers.rows, columns: array.outputs)
    for first in stride(from: 0, to: drivers.rows, by: VectorBundle.width) {
      let found = steps(
        drivers, from: first, bundle, network: network, slopes: slopes, goal: Self.fitGoal)
      for (lane, currents) in found.enumerated() {
        let sample = first + lane
        let currents = try currents ?? nodal().read(drivers.rows(sample..<sample + 1)).row(0)
        for column in 0..<array.outputs { result[sample, column] = currents[column] }
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

  /// Solves up to eight vectors by chord steps; nil for those whose steps do not end.
  private func steps(
    _ drivers: Matrix, from first: Int, _ bundle: VectorBundle, network: any BundledNetwork,
    slopes: CommonDrive.Slopes, goal: Double
  ) -> [[Double]?] {
    let count = min(VectorBundle.width, drivers.rows - first)
    for lane in 0..<count {
      VectorBundle.write(drivers.row(first + lane), to: bundle.inputs, lane: lane)
    }
    bundle.sources.elements.update(repeating: 0)
    let iteration = ChordIteration(
      array.cells, wordSlopes: slopes.word,
      bitSlopes: array.cells.law.isTwoTerminal ? nil : slopes.bit, network: network)
    var left = ChordChange()
    var isDone = false
    for step in 0..<Self.mostSteps where !isDone {
      left = iteration.step(bundle, count: count)
      isDone =
        step > 0 && (0..<count).allSatisfy { left.change[$0] <= goal * left.largest[$0] }
    }
    var sums = [SIMD8<Double>](repeating: .zero, count: array.columns)
    for (cell, current) in bundle.cellCurrents.lanes.enumerated() {
      sums[cell % array.columns] += current
    }
    return (0..<count).map { lane in
      // A lane that reached rounding is as good as it gets.
      guard left.change[lane] <= 100 * goal * left.largest[lane] else { return nil }
      return sums.map { $0[lane] }
    }
  }
}
