import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// What holds for every array, whatever its solution is.
///
/// The everyday run draws 500 arrays, `make evidence` ten thousand.
@Suite struct InvariantTests {
  private static let stretch = 250
  private static let isEvidence =
    ProcessInfo.processInfo.environment["ASSAY_TEN_THOUSAND_ARRAYS"] != nil
  private static let stretches = isEvidence ? 40 : 2

  private func seeds(_ stretch: Int) -> Range<UInt64> {
    UInt64(10_000 + stretch * Self.stretch)..<UInt64(10_000 + (stretch + 1) * Self.stretch)
  }

  @Test(arguments: 0..<stretches)
  func `every array meets Kirchhoff's law and takes more power than its cells`(
    stretch: Int
  ) throws {
    for seed in seeds(stretch) {
      let array = RandomCircuit(seed: seed)
      let outcomes = try NodalSolver().program(array.crossbar).solve(array.inputs)
      for (sample, outcome) in outcomes.enumerated() {
        guard case .converged(let solution) = outcome else {
          Issue.record("\(array): \(outcome)")
          continue
        }
        #expect(solution.residual.isWithin(1e-10), "\(array): \(solution.residual)")
        expectPassivity(array, array.inputs.row(sample), solution)
      }
    }
  }

  /// No cell gives power, and what drivers and virtual grounds give is no less than what the cells
  /// take, since the rest heats wires.
  private func expectPassivity(
    _ array: RandomCircuit, _ inputs: [Double], _ solution: NodalSolution
  ) {
    let crossbar = array.crossbar
    guard let law = crossbar.technology.cellLaw else { return }
    let drivers = crossbar.driverVoltages(for: inputs)
    let connections = crossbar.technology.read.mode.connections(for: inputs)
    var (given, taken, turnover) = (0.0, 0.0, 0.0)
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns {
        let (word, bit) = (solution.wordLine[row, column], solution.bitLine[row, column])
        let cell = law.current(
          word: word, bit: bit, conductance: crossbar.conductances[row, column],
          thresholdShift: crossbar.deviations.thresholdShifts?[row, column] ?? 0)
        let power = word * cell.wordCurrent - bit * cell.current
        let magnitude =
          (word.magnitude + bit.magnitude) * max(cell.current.magnitude, cell.leak.magnitude)
        // Rounding of two products.
        #expect(power >= -1e-12 * magnitude, "\(array): cell \(row), \(column)")
        taken += power
        turnover += magnitude
        // All current of a row comes from its driver.
        if connections[row] { given += drivers[row] * cell.wordCurrent }
      }
    }
    // With an amplifier the voltage of a virtual ground is not known.
    guard crossbar.technology.periphery.amplifier == nil else { return }
    // The residual, 1e-10 of the largest current, at the voltages of the nodes.
    #expect(given >= taken - 1e-8 * turnover, "\(array): \(given) W for \(taken) W")
  }

  /// The same wires and cells with ohmic devices alone, all rows connected, ideal sinks.
  private func ohmicTwin(_ array: RandomCircuit) -> Crossbar {
    var technology = Technology(
      name: "twin",
      cell: Cell(
        device: OhmicDevice(), onResistance: array.crossbar.technology.cell.onResistance,
        offResistance: array.crossbar.technology.cell.offResistance),
      resistances: array.crossbar.technology.resistances, read: ReadConditions(voltage: 0.3))
    technology.read.mode = array.crossbar.technology.read.mode
    technology.read.mode.unselectedRows = .grounded
    var deviations = array.crossbar.deviations
    deviations.senseOffsets = nil
    deviations.thresholdShifts = nil
    return Crossbar(
      technology: technology, conductances: array.crossbar.conductances, deviations: deviations)
  }

  @Test(arguments: 0..<stretches)
  func `ohmic arrays superpose`(stretch: Int) throws {
    for seed in seeds(stretch) {
      let array = RandomCircuit(seed: seed)
      let solver = try NodalSolver().program(ohmicTwin(array))
      let (first, second) = (array.inputs.row(0), array.inputs.row(1))
      let currents = try solver.read(
        Matrix([first, second, zip(first, second).map { 0.5 * $0 - 2 * $1 }]))
      for column in 0..<currents.columns {
        // Rounding of three solves against the largest of the currents.
        #expect(
          (currents[2, column] - 0.5 * currents[0, column] + 2 * currents[1, column]).magnitude
            <= 1e-11 * currents.largestMagnitude, "\(array)")
      }
    }
  }

  @Test(arguments: 0..<stretches)
  func `ohmic arrays lose current to every added resistance`(stretch: Int) throws {
    for seed in seeds(stretch) {
      let array = RandomCircuit(seed: seed)
      let before = ohmicTwin(array)
      var chance = SeededGenerator(seed: seed, stream: 77)
      var technology = before.technology
      var conductances = before.conductances
      switch chance.integer(below: 5) {
      case 0: technology.resistances.rowSegment += 3
      case 1: technology.resistances.columnSegment += 3
      case 2: technology.resistances.driver += 50
      case 3: technology.resistances.sense += 50
      default:
        let cell = chance.integer(below: conductances.elements.count)
        conductances.elements[cell] *= chance.uniform()
      }
      let after = Crossbar(
        technology: technology, conductances: conductances, deviations: before.deviations)
      let drive = Matrix(rows: 1, columns: before.rows, repeating: 0.2)
      let total = try [before, after].map {
        try NodalSolver().program($0).read(drive).elements.reduce(0, +)
      }
      // Rayleigh; rounding may hide a change.
      #expect(total[1] <= total[0] * (1 + 1e-12), "\(array): \(total)")
    }
  }

  @Test(.enabled(if: isEvidence))
  func `the evidence says how many arrays were drawn`() {
    print(
      "invariants: \(Self.stretches * Self.stretch) random arrays meet Kirchhoff's law and are",
      "passive; as many ohmic ones superpose and lose current to added resistance")
  }
}
