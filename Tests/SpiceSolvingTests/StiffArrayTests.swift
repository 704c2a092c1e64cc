import Crossbars
import LinearAlgebra
import NodalAnalysis
import SpicePool
import SpiceProtocol
import SpiceSolving
import TestSupport
import Testing

/// Arrays whose wires or drivers carry so much that rounding alone leaves more at a node than a
/// billionth of a cell's current.
@Suite struct StiffArrayTests {
  /// An array with wires and ends, in ohms, and states from `on` to ten times that.
  struct Stiff: Sendable, CustomStringConvertible {
    var rows = 16
    var columns = 16
    var batch = 3
    var segments = (row: 2.5, column: 2.5)
    var driver = 500.0
    var sense = 100.0
    var on = 100e6
    var device: any Device = OhmicDevice()
    var mode = ReadMode.standard

    var description: String {
      "\(device.name) \(rows) × \(columns) from \(on) Ω, \(segments) Ω, \(driver) Ω, \(sense) Ω"
    }

    func array(seed: UInt64) -> (crossbar: Crossbar, inputs: Matrix) {
      var technology = ReferenceProblem.technology(
        device: device, row: segments.row, column: segments.column, driver: driver, sense: sense,
        on: on, off: 10 * on)
      technology.read.mode = mode
      var chance = SeededGenerator(seed: seed, stream: 71)
      let conductances = Matrix(rows: rows, columns: columns) { _, _ in
        chance.uniform() < 0.3 ? 0 : 1 / (on * (1 + 9 * chance.uniform()))
      }
      let inputs = Matrix(rows: batch, columns: rows) { _, _ in
        chance.uniform() < 0.2 ? 0 : 0.2 * chance.uniform()
      }
      return (Crossbar(technology: technology, conductances: conductances), inputs)
    }
  }

  static let arrays: [Stiff] = [
    Stiff(), Stiff(rows: 37, columns: 15), Stiff(on: 1e9),
    Stiff(segments: (1e-3, 1e-3), on: 1e5),
    Stiff(segments: (1e-3, 30), driver: 1e-2, sense: 1e3, on: 1e6),
    Stiff(driver: 5.8e-3, on: 1e8),
    // At index 99 of the batch the simulator rounds a hundred times the voltage of a driver.
    Stiff(rows: 6, columns: 5, batch: 100, driver: 5.8e-3, on: 1e7),
    Stiff(rows: 6, columns: 5, batch: 100, driver: 1, on: 1e9),
    Stiff(
      rows: 37, columns: 15, segments: (1.7, 11.8), driver: 5.8e-3, on: 1.1e5,
      device: SinhDevice(characteristicVoltage: 0.25),
      mode: ReadMode(unselectedRows: .half, driveSide: .double, senseSide: .bottom)),
    Stiff(segments: (0.1, 0.1), on: 1e7, device: SinhDevice(characteristicVoltage: 0.2)),
  ]

  private func solutions(
    _ stiff: Stiff, seeds: Range<UInt64>
  ) async throws -> [(crossbar: Crossbar, inputs: Matrix, solution: CircuitSolution)] {
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    return try await WorkerPool.run(workers) { pool in
      var found: [(crossbar: Crossbar, inputs: Matrix, solution: CircuitSolution)] = []
      for seed in seeds {
        let (crossbar, inputs) = stiff.array(seed: seed)
        // What misses a bound throws.
        let solution = try await CircuitSolver().solve(
          crossbar, inputs: inputs, id: "\(stiff) \(seed)", pool: pool)
        found.append((crossbar, inputs, solution))
      }
      return found
    }
  }

  @Test(arguments: arrays)
  func `are accepted where rounding is all that is left`(stiff: Stiff) async throws {
    for (crossbar, inputs, solution) in try await solutions(stiff, seeds: 0..<4) {
      #expect(solution.kirchhoff <= 1e-9, "\(stiff)")
      let exact = try NodalSolver().program(crossbar).read(inputs)
      let difference = (solution.columnCurrents - exact).largestMagnitude
      let tolerance = stiff.device.isOhmic ? 1e-9 : 1e-7
      #expect(difference <= tolerance * exact.largestMagnitude, "\(stiff): \(difference)")
    }
  }

  @Test(arguments: arrays)
  func `are refused when a voltage is wrong by more than rounding`(stiff: Stiff) async throws {
    let (crossbar, inputs, solution) = try await solutions(stiff, seeds: 9..<10)[0]
    func finding(_ voltages: [(wordLine: Matrix, bitLine: Matrix)]) throws -> String? {
      try KirchhoffEvidence(crossbar, inputs: inputs, voltages: voltages, bound: 1e-9).finding
    }
    let voltages = zip(solution.wordLine, solution.bitLine).map { (wordLine: $0, bitLine: $1) }
    #expect(try finding(voltages) == nil)
    for cell in stride(from: 0, to: crossbar.rows * crossbar.columns, by: 7) {
      // A unit in the last place of the largest voltage is 3e-17 V.
      var word = voltages
      word[0].wordLine.elements[cell] += 2e-14
      let row = cell / crossbar.columns
      #expect(
        try finding(word)?.contains("row \(row), ") == true,
        "\(stiff): word line of cell \(cell)")
      // A bit line is near 0 V, so its voltages are known much better.
      var bit = voltages
      bit[1].bitLine.elements[cell] *= 1 + 1e-4
      #expect(try finding(bit) != nil, "\(stiff): bit line of cell \(cell)")
    }
  }

  @Test func `say which bound was missed, and where it is stated`() async throws {
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let (crossbar, inputs) = Stiff().array(seed: 3)
    for (bounds, statement, words) in [
      (
        EvidenceBounds(kirchhoff: 1e-15, secondSolver: 1e-9), EvidenceBounds.Statement.options,
        ["Kirchhoff residual", "--kirchhoff-relative"]
      ),
      (
        EvidenceBounds(kirchhoff: 1e-15, secondSolver: 1e-9), .recipe,
        ["Kirchhoff residual", "kirchhoff_relative in [evidence] of the recipe"]
      ),
      (
        EvidenceBounds(kirchhoff: 1e-9, secondSolver: 0), .options,
        ["nodal solver differs", "--second-solver-relative"]
      ),
    ] {
      let error = try await #require(throws: SpiceError.self) {
        try await WorkerPool.run(workers) { pool in
          try await CircuitSolver(bounds: bounds, statedIn: statement).solve(
            crossbar, inputs: inputs, id: "strict", pool: pool)
        }
      }
      #expect(error.code == .residualTooLarge)
      for word in words { #expect(error.reason.contains(word), "\(error)") }
    }
  }
}
