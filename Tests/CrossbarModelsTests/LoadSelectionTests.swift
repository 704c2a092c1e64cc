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

  @Test func `a vector that meets other cells than the rest is not overlooked`() throws {
    // Rows with off cells in all vectors but one of the same drive, which meets those that are on.
    let technology = try ReadProblem.technology("1t1r-level1-50k")
    let cell = technology.cell
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 100, columns: 3) { row, _ in
        row < 10 ? cell.onConductance : cell.offConductance
      })
    var generator = SeededGenerator(seed: 8, stream: 1)
    let voltage = technology.read.voltage
    let inputs = Matrix(rows: 400, columns: 100) { vector, row in
      let isOn = vector == 38 ? row < 45 : row >= 10 && generator.uniform() < 0.5
      return isOn ? voltage : 0
    }
    for tolerance in [1e-3, 1e-4, 1e-5] {
      let (error, name) = try taken(crossbar, inputs, tolerance: tolerance)
      #expect(error <= 1.5 * tolerance, "\(name)")
    }
  }

  @Test func `single rows count beside one vector with all of them`() throws {
    // Ideal cells say that the dense vector draws 40 000 times the squared current of a row; wires leave ten.
    var technology = try ReadProblem.technology("rram-stanford-pku")
    technology.resistances.rowSegment = 100
    technology.resistances.columnSegment = 100
    technology.resistances.driver = 5000
    let cell = technology.cell
    var generator = SeededGenerator(seed: 9, stream: 1)
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 200, columns: 3) { _, _ in
        cell.offConductance + (cell.onConductance - cell.offConductance) * generator.uniform()
      })
    let voltage = technology.read.voltage
    let inputs = Matrix(rows: 500, columns: 200) { vector, row in
      vector == 250 || row == (vector * 37) % 200 ? voltage : 0
    }
    for tolerance in [1e-3, 1e-4, 1e-5] {
      let (error, name) = try taken(crossbar, inputs, tolerance: tolerance)
      #expect(error <= 1.5 * tolerance, "\(name)")
    }
  }

  @Test func `a member that was taken for strong reads is judged on weak ones`() throws {
    let technology = try ReadProblem.technology("1s1r-100k")
    let cell = technology.cell
    var generator = SeededGenerator(seed: 10, stream: 1)
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 32, columns: 16) { _, _ in
        cell.offConductance + (cell.onConductance - cell.offConductance) * generator.uniform()
      })
    let voltage = technology.read.voltage
    let statistics = InputStatistics.fullScale(of: technology, isSigned: false)
    func sample(_ part: Double) -> ModelSelection.Sample {
      ModelSelection.Sample(
        crossbar,
        inputs: Matrix(rows: 60, columns: 32) { _, _ in
          voltage * (part + 0.05 * generator.uniform())
        }, statistics: statistics)
    }
    let request = FastModelRequest(tolerance: 1e-3)
    let (strong, weak) = (sample(0.9), sample(0.3))
    let chosen = try request.choose(for: technology) { [strong] }
    let confirmed = try request.confirmed(chosen, on: [weak])
    for load in [strong, weak] {
      let found = try confirmed.model(statistics: statistics).program(crossbar).read(load.inputs)
      let exact = try NodalSolver().program(crossbar).read(load.inputs)
      let error = RelativeError(of: found, against: exact).relativeRMSE
      #expect(error <= 1.5e-3, "\(confirmed.settings.name)")
    }
    // Reads that are weaker still find the cheap member wrong.
    let cheap = try FastModelRequest(tolerance: 0.1).choose(for: technology) { [strong] }
    let other = try FastModelRequest(tolerance: 0.1).confirmed(cheap, on: [sample(0.2)])
    #expect(other.selection?.arrays == 2)
    #expect((other.selection?.choice?.error ?? 1) <= 0.1)
  }

  @Test func `voltages that cannot be told apart are no levels of their own`() throws {
    let technology = try ReadProblem.technology("sinh-100k")
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 3, columns: 4, repeating: 5e-6))
    for inputs in [
      Matrix([[0.25, 0.1, 0.100_000_000_1]]), Matrix([[0.25, 1e-7, 2e-7], [0.1, 0, 0.25]]),
    ] {
      let statistics = InputStatistics.observed(inputs)
      for settings in [CoreSettings(.twoPoint), CoreSettings(.chord)] {
        let read = try FastCrossbarModel(settings, statistics: statistics).program(crossbar)
          .read(inputs)
        let exact = try NodalSolver().program(crossbar).read(inputs)
        #expect(RelativeError(of: read, against: exact).relativeRMSE < 1e-3, "\(settings.name)")
      }
    }
  }
}
