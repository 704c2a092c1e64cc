import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing
import TestSupport

@Suite struct TransientTests {
  private func technology(
    driver: Double = 500, sense: Double = 100, segment: Double = 2.5, word: Double = 1e-15,
    bit: Double = 1e-15, rise: Double = 1e-10, device: any Device = OhmicDevice()
  ) -> Technology {
    var technology = Technology(
      name: "test", cell: Cell(device: device, onResistance: 10e3, offResistance: 600e3),
      resistances: ArrayResistances(
        rowSegment: segment, columnSegment: segment, driver: driver, sense: sense),
      read: ReadConditions(voltage: 0.25))
    technology.capacitance = LineCapacitance(wordLine: word, bitLine: bit, riseTime: rise)
    return technology
  }

  private func solve(
    _ technology: Technology, _ conductances: Matrix, _ inputs: Matrix, tolerance: Double = 0.01,
    duration: Double
  ) async throws -> TransientSolution {
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    return try await WorkerPool.run(workers) { pool in
      try await TransientSolver(TransientSettings(tolerance: tolerance, duration: duration)).solve(
        Crossbar(technology: technology, conductances: conductances), inputs: inputs, id: "test",
        pool: pool)
    }
  }

  @Test(arguments: [1e-12, 5e-11, 4e-10])
  func `a single cell settles by its closed form`(rise: Double) async throws {
    // A word line of 100 fF behind 1 kΩ, a cell of 10 kΩ to virtual ground: one time constant.
    let solution = try await solve(
      technology(driver: 1000, sense: 0, word: 100e-15, bit: 0, rise: rise),
      Matrix([[1e-4]]), Matrix([[0.2]]), duration: 4e-9)
    let constant = 100e-15 / (1e-3 + 1e-4)
    // 1 − i/I = (τ/t_r) (e^{t_r/τ} − 1) e^{−t/τ} behind the ramp.
    let expected = constant * log(constant / rise * expm1(rise / constant) / 0.01)
    // The bound on the change with the time steps, 1e-3, is three times the error left.
    #expect(
      Tolerance(relative: 3e-4).admits(solution.settlingTimes[0, 0], reference: expected),
      "\(solution.settlingTimes[0, 0]) s, expected \(expected) s")
    let current = 0.2 / 11_000
    #expect(Tolerance(relative: 1e-9).admits(solution.finalCurrents[0, 0], reference: current))
  }

  @Test(arguments: [1e-12, 1e-10, 1e-8])
  func `charging a line through a resistance takes what the closed form says`(
    rise: Double
  ) async throws {
    // 1 kΩ and 100 fF, and a cell of 0 S.
    let solution = try await solve(
      technology(driver: 1000, word: 100e-15, rise: rise), Matrix([[0]]), Matrix([[0.2]]),
      duration: rise + 4e-9)
    let stored = 100e-15 * 0.2 * 0.2 / 2
    let ratio = 1000 * 100e-15 / rise
    // C V² (τ/t_r) (1 − (τ/t_r) (1 − e^{−t_r/τ})): half of C V² for a step, nothing for a slow ramp.
    let lost = 2 * stored * ratio * (1 + ratio * expm1(-1 / ratio))
    let energy = solution.energies[0]
    // Energies may change by 1e-4 of the whole with the time steps; a third of it is left.
    let tolerance = Tolerance(relative: 0, absolute: 3e-5 * (stored + lost))
    #expect(tolerance.admits(energy.stored, reference: stored))
    #expect(tolerance.admits(energy.drivers, reference: lost))
    #expect(tolerance.admits(energy.sources, reference: stored + lost))
    #expect(energy.array == 0 && energy.sense == 0)
    #expect(energy.imbalance < 1e-9)
    #expect(solution.settlingTimes[0, 0] == 0, "a column without current has settled")
  }

  @Test(arguments: 0..<8)
  func `an ohmic array agrees with its eigenvectors`(seed: Int) async throws {
    var chance = SeededGenerator(seed: 40, stream: UInt64(seed))
    func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &chance)! }
    var technology = technology(
      driver: pick([20, 500, 5000]), sense: pick([10, 100, 20_000]), segment: pick([0.5, 2.5, 50]),
      word: pick([2e-16, 1e-15, 1e-14]), bit: pick([2e-16, 1e-15, 1e-14]),
      rise: pick([2e-12, 1e-10]))
    // Every mode once or twice.
    technology.read.mode =
      [
        .standard, ReadMode(driveSide: .double), ReadMode(senseSide: .both),
        ReadMode(unselectedRows: .floating), ReadMode(unselectedRows: .half),
        ReadMode(senseSide: .top), ReadMode(unselectedRows: .third),
        ReadMode(unselectedRows: .floating, driveSide: .double, senseSide: .both),
      ][seed]
    let (rows, columns) = (pick([2, 3, 4]), pick([2, 3]))
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in pick([1e-4, 1e-5, 2e-6]) }
    var input = (0..<rows).map { _ in pick([0, 0.1, 0.25]) }
    input[0] = 0.25
    let duration = 2e-8
    let solution = try await solve(
      technology, conductances, Matrix([input]), duration: duration)
    let exact = CapacitiveArray(
      Crossbar(technology: technology, conductances: conductances), input: input)
    // A third of what may change with the time steps: 3e-4 of a time, 3e-5 of the energy.
    let settling = exact.settlingTimes(tolerance: 0.01, duration: duration)
    for (found, expected) in zip(solution.settlingTimes.row(0), settling) {
      #expect(
        Tolerance(relative: 3e-4).admits(found, reference: expected),
        "\(found) s, expected \(expected) s")
    }
    for (found, expected) in zip(
      solution.finalCurrents.row(0), exact.currents(at: duration))
    {
      #expect(Tolerance(relative: 1e-5).admits(found, reference: expected))
    }
    let expected = exact.energies(duration: duration)
    let energy = solution.energies[0]
    let tolerance = Tolerance(relative: 0, absolute: 3e-5 * expected.sources)
    #expect(tolerance.admits(energy.sources, reference: expected.sources))
    #expect(tolerance.admits(energy.drivers, reference: expected.drivers))
    #expect(tolerance.admits(energy.sense, reference: expected.sense))
    #expect(tolerance.admits(energy.stored, reference: expected.stored))
    #expect(energy.imbalance < 1e-6)
  }

  @Test func `a batch of reads of a non-linear array keeps its order`() async throws {
    var chance = SeededGenerator(seed: 41, stream: 0)
    let conductances = Matrix(rows: 3, columns: 4) { _, _ in
      Double.random(in: 1e-6...1e-4, using: &chance)
    }
    let inputs = Matrix([[0.25, 0, 0.1], [0, 0, 0], [-0.25, 0.25, 0.2], [0.05, 0.05, 0.05]])
    let solution = try await solve(
      technology(device: SinhDevice(characteristicVoltage: 0.2)), conductances, inputs,
      duration: 1e-9)
    #expect(solution.settlingTimes.rows == 4 && solution.settlingTimes.columns == 4)
    #expect(solution.settlingTimes.row(1) == [0, 0, 0, 0])
    #expect(solution.energies[1] == ReadEnergy())
    #expect(solution.finalCurrents.row(1) == [0, 0, 0, 0])
    // The final currents were compared with the static ones, which tells the reads apart.
    #expect(solution.evidence.staticDifference < 1e-6)
    #expect(solution.evidence.energyBalance < 1e-6)
    #expect(Set(solution.deckDigests).count == 4)
  }

  @Test func `an amplifier is a sense circuit with its input resistance`() async throws {
    // R_f / (1 + A₀) is 100 Ω: the same lines, and the same energies, as with a resistance to ground.
    var chance = SeededGenerator(seed: 42, stream: 0)
    let conductances = Matrix(rows: 4, columns: 3) { _, _ in
      Double.random(in: 1e-6...1e-4, using: &chance)
    }
    let inputs = Matrix([[0.25, 0, 0.1, 0.2]])
    var amplified = technology(sense: 0)
    amplified.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 10_000, openLoopGain: 99)
    let found = try await solve(amplified, conductances, inputs, duration: 1e-9)
    let expected = try await solve(technology(), conductances, inputs, duration: 1e-9)
    // Both are right to a third of what may change with the time steps.
    #expect(
      (found.settlingTimes - expected.settlingTimes).largestMagnitude
        < 6e-4 * expected.settlingTimes.largestMagnitude)
    let (energy, reference) = (found.energies[0], expected.energies[0])
    let tolerance = Tolerance(relative: 0, absolute: 6e-5 * reference.sources)
    #expect(tolerance.admits(energy.sources, reference: reference.sources))
    #expect(tolerance.admits(energy.sense, reference: reference.sense))
    #expect(energy.imbalance < 1e-6)
  }

  @Test(arguments: ["1s1r-100k", "1t1r-level1-50k"])
  func `every topology has transients`(name: String) async throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies/\(name).toml")
    var technology = try Technology(contentsOf: file)
    technology.capacitance = LineCapacitance(wordLine: 1e-15, bitLine: 1e-15, riseTime: 1e-10)
    let conductances = Matrix(rows: 3, columns: 2) { row, column in
      technology.cell.onConductance / Double(1 + (row + column) % 3)
    }
    let voltage = technology.read.voltage
    let solution = try await solve(
      technology, conductances, Matrix([[voltage, 0, voltage / 2]]), duration: 2e-9)
    // Static SPICE and the bounds of the evidence judged it already.
    #expect(solution.evidence.energyBalance < 1e-6)
    #expect(solution.energies[0].array > 0)
    #expect(solution.settlingTimes.elements.allSatisfy { $0 > 0 })
  }

  @Test func `a read that is too short is no result`() async throws {
    let error = try await #require(throws: SpiceError.self) {
      _ = try await solve(
        technology(driver: 10_000, word: 1e-13), Matrix([[1e-5]]), Matrix([[0.2]]),
        duration: 2e-9)
    }
    #expect(error.code == .residualTooLarge && error.isVerdict)
    #expect(error.reason.contains("read duration"))
  }

  @Test func `a technology without capacitances or with a wrong duration is refused`() {
    let settings = TransientSettings(tolerance: 0.01, duration: 1e-8)
    #expect(settings.refusal(of: technology()) == nil)
    var bare = technology()
    bare.capacitance = nil
    #expect(settings.refusal(of: bare)?.contains("[capacitance]") == true)
    #expect(settings.refusal(of: technology(rise: 1e-8)) != nil)
    #expect(settings.refusal(of: technology(rise: 1e-15)) != nil)
  }
}
