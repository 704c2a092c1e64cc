import Configuration
import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// The laws that every member of the family keeps, on arrays drawn wide.
@Suite struct FamilyLawTests {
  /// A member with the inputs that it is made for.
  struct Member: Sendable, CustomStringConvertible {
    let description: String
    let read: @Sendable (Crossbar, InputStatistics, Matrix) throws -> Matrix

    static let all = [
      Member(description: "secant") { crossbar, statistics, inputs in
        try SecantModel(parameters: ModelParameters(crossbar.technology), statistics: statistics)
          .program(crossbar).read(inputs)
      },
      Member(description: "two-point") { crossbar, statistics, inputs in
        try TwoPointModel(parameters: ModelParameters(crossbar.technology), statistics: statistics)
          .program(crossbar).read(inputs)
      },
      Member(description: "chord") { crossbar, statistics, inputs in
        try ChordModel(
          parameters: ModelParameters(crossbar.technology), statistics: statistics, steps: 3
        ).program(crossbar).read(inputs)
      },
    ]
  }

  /// Any voltage from −.15 V to .35 V, as `RandomArray` draws them.
  private let anyVoltage = InputStatistics(
    voltages: (0...10).map { -0.15 + 0.05 * Double($0) },
    probabilities: Array(repeating: 1, count: 11), isDiscrete: false)

  @Test(arguments: Member.all, 0..<8)
  func `gives no current without input`(member: Member, seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: seed.isMultiple(of: 2))
    let zero = Matrix(rows: 2, columns: array.crossbar.rows)
    let currents = try member.read(array.crossbar, anyVoltage, zero)
    #expect(currents.elements.allSatisfy { $0 == 0 })
  }

  @Test(arguments: Member.all, 0..<8)
  func `reads one vector as in a batch`(member: Member, seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: seed.isMultiple(of: 2), batch: 37)
    let batch = try member.read(array.crossbar, anyVoltage, array.inputs)
    #expect(batch.isFinite)
    for sample in [0, 5, 31, 36] {
      let alone = try member.read(
        array.crossbar, anyVoltage, array.inputs.rows(sample..<sample + 1))
      #expect(alone.row(0) == batch.row(sample))
    }
  }

  @Test(arguments: Member.all.dropFirst(), 0..<6)
  func `adds the laws of the cells without wires`(member: Member, seed: Int) throws {
    let array = RandomArray(seed: UInt64(20 + seed), isOhmic: false, batch: 6)
    var technology = array.crossbar.technology
    technology.resistances.rowSegment = 0
    technology.resistances.columnSegment = 0
    technology.resistances.driver = 0
    technology.resistances.sense = 0
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    let currents = try member.read(crossbar, anyVoltage, array.inputs)
    let law = try #require(technology.cellLaw)
    let sums = Matrix(rows: 6, columns: crossbar.columns) { sample, column in
      (0..<crossbar.rows).reduce(0) { sum, row in
        sum
          + law.current(
            word: array.inputs[sample, row], bit: 0,
            conductance: crossbar.conductances[row, column], thresholdShift: 0
          ).current
      }
    }
    // Splines between 129 points of a sinh: (h / V₀)⁴ / 384 at h = 4 mV and V₀ of .1 V and more.
    #expect((currents - sums).largestMagnitude <= 1e-5 * sums.largestMagnitude)
  }

  @Test(arguments: Member.all, 0..<6)
  func `is exact for ohmic cells`(member: Member, seed: Int) throws {
    let array = RandomArray(seed: UInt64(70 + seed), isOhmic: true, batch: 4)
    let exact = try NodalSolver().program(array.crossbar).read(array.inputs)
    let currents = try member.read(array.crossbar, anyVoltage, array.inputs)
    // The slopes of two-terminal laws are differences over 100 µV: eps V / 1e-4.
    #expect((currents - exact).largestMagnitude <= 1e-9 * exact.largestMagnitude)
  }

  @Test(arguments: Member.all)
  func `refuses voltages that it was not made for`(member: Member) throws {
    guard member.description != "secant" else { return }
    let array = RandomArray(seed: 3, isOhmic: false)
    var inputs = Matrix(rows: 2, columns: array.crossbar.rows)
    inputs[1, array.crossbar.rows - 1] = 0.4
    let error = #expect(throws: InputRangeError.self) {
      _ = try member.read(array.crossbar, anyVoltage, inputs)
    }
    #expect(error?.sample == 1 && error?.row == array.crossbar.rows - 1)
    inputs[1, array.crossbar.rows - 1] = .nan
    #expect(throws: InputRangeError.self) {
      _ = try member.read(array.crossbar, anyVoltage, inputs)
    }
  }

  @Test func `refuses voltages between levels`() throws {
    let problem = try ReadProblem(
      try ReadProblem.technology("sinh-100k"), size: 8, batch: 2, seed: 1)
    let programmed = try TwoPointModel(
      parameters: ModelParameters(problem.crossbar.technology), statistics: problem.statistics
    ).program(problem.crossbar)
    var inputs = problem.inputs
    inputs[1, 2] = problem.statistics.voltages[1] * 1.3
    #expect(throws: InputRangeError.self) { _ = try programmed.read(inputs) }
  }

  @Test(arguments: Member.all)
  func `refuses rows that float`(member: Member) throws {
    let array = RandomArray(seed: 3, isOhmic: false)
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = .floating
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    #expect(throws: UnavailableError.self) {
      _ = try member.read(crossbar, anyVoltage, array.inputs)
    }
  }
}
