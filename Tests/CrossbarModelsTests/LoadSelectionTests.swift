import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// What a tolerance promises holds on the load that it was asked for, whatever the load is.
@Suite struct LoadSelectionTests {
  /// The true relative RMSE of the member that is taken, and its name.
  private func taken(
    _ crossbar: Crossbar, _ inputs: Matrix, tolerance: Double
  ) throws -> (error: Double, name: String) {
    let technology = crossbar.technology
    let isSigned = inputs.elements.contains { $0 < 0 }
    let statistics = InputStatistics.fullScale(of: technology, isSigned: isSigned)
    let chosen = try FastModelRequest(tolerance: tolerance).choose(for: technology) {
      [ModelSelection.Sample(crossbar, inputs: inputs, statistics: statistics)]
    }
    let found = try chosen.model(statistics: statistics).program(crossbar).read(inputs)
    let exact = try NodalSolver().program(crossbar).read(inputs)
    return (RelativeError(of: found, against: exact).relativeRMSE, chosen.settings.name)
  }

  @Test func `currents that cancel between ideal cells count`() throws {
    // Cells of three terminals are not odd: opposite voltages on equal cells leave a current.
    let technology = try ReadProblem.technology("1t1r-level1-50k")
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 24, columns: 8, repeating: 1e-4))
    var generator = SeededGenerator(seed: 5, stream: 1)
    let inputs = Matrix(rows: 300, columns: 24) { vector, row in
      vector < 270 ? 0.02 * generator.uniform() : row % 2 == 0 ? 0.5 : -0.5
    }
    let (error, name) = try taken(crossbar, inputs, tolerance: 1e-3)
    #expect(error <= 1.5e-3, "\(name)")
  }

  @Test(arguments: [ReadMode.UnselectedRows.half, .third])
  func `rows at rest that carry a current count`(rest: ReadMode.UnselectedRows) throws {
    var technology = try ReadProblem.technology("sinh-100k")
    technology.read.mode.unselectedRows = rest
    var generator = SeededGenerator(seed: 6, stream: 1)
    let cell = technology.cell
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 16, columns: 8) { _, _ in
        cell.offConductance + (cell.onConductance - cell.offConductance) * generator.uniform()
      })
    let inputs = Matrix(rows: 100, columns: 16) { vector, _ in
      vector < 40 ? 0.0005 + 0.0095 * generator.uniform() : 0
    }
    let (error, name) = try taken(crossbar, inputs, tolerance: 1e-3)
    #expect(error <= 1.5e-3, "\(name)")
  }

  @Test(arguments: ["sinh-100k-500mv", "1s1r-100k", "rram-tiox"], [1e-2, 1e-3])
  func `a rare kind of vector is not overlooked`(key: String, tolerance: Double) throws {
    let technology = try ReadProblem.technology(key)
    var generator = SeededGenerator(seed: 7, stream: 1)
    let cell = technology.cell
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 32, columns: 20) { _, _ in
        generator.uniform() < 0.5 ? cell.offConductance : cell.onConductance
      })
    let voltage = technology.read.voltage
    let inputs = Matrix(rows: 400, columns: 32) { vector, row in
      // Sparse vectors, and eight with one end of the array at full drive.
      vector % 50 == 0
        ? row < 12 ? voltage : 0
        : generator.uniform() < 0.1 ? voltage * generator.uniform() : 0
    }
    let (error, name) = try taken(crossbar, inputs, tolerance: tolerance)
    #expect(error <= 1.5 * tolerance, "\(name)")
  }
}
