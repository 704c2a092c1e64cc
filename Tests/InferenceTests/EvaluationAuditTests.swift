import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import Records
import Testing

/// What an evaluation says of its fast model on the network's own traffic.
@Suite struct EvaluationAuditTests {
  private func options(bends: Bool, tolerance: Double?) -> EvaluationOptions {
    var technology = LayerProblem.technology(wires: 20, ends: 200)
    if bends {
      technology = Technology(
        name: "bent",
        cell: Cell(
          device: SinhDevice(characteristicVoltage: 0.15), onResistance: 20e3,
          offResistance: 200e3),
        resistances: ArrayResistances(segments: 5, ends: 50), read: ReadConditions(voltage: 0.25))
    }
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.fast.tolerance = tolerance
    options.audit = 24
    return options
  }

  @Test(arguments: [1e-2, 1e-3, 1e-4])
  func `the member that a tolerance takes holds on the network's own traffic`(
    tolerance: Double
  ) throws {
    let outcome = try SmallNetwork(images: 20).evaluate(options(bends: true, tolerance: tolerance))
    let audit = try #require(outcome.result.audit)
    #expect(audit.tolerance == tolerance && audit.images == 20)
    #expect(audit.layers.map(\.name) == ["first", "second", "third"])
    for layer in audit.layers {
      #expect(layer.reads == 24 && layer.relativeError <= 1.5 * tolerance, "\(layer)")
    }
    #expect(audit.layersBeyond.isEmpty)
    #expect(outcome.result.table.contains("no layer is beyond 1.5 times"))
  }

  @Test func `the exact member of ohmic cells has no error`() throws {
    let small = try SmallNetwork(images: 20)
    let outcome = try small.evaluate(options(bends: false, tolerance: nil))
    for layer in try #require(outcome.result.audit?.layers) {
      // Rounding of two solvers in double precision.
      #expect(layer.relativeError < 1e-10 && layer.changedCodes == 0)
    }
  }

  @Test func `an audit depends on the seed, and not on the threads`() throws {
    let small = try SmallNetwork(images: 10)
    var options = options(bends: true, tolerance: 1e-2)
    let one = try small.evaluate(options).result.audit
    options.threads = 3
    #expect(try small.evaluate(options).result.audit == one)
    options.seed = 8
    #expect(try small.evaluate(options).result.audit != one)
  }

  @Test(arguments: [ModelKind.secant, nil])
  func
    `an error that is stated without the variation of the arrays says so, unless an audit has it`(
      kind: ModelKind?
    ) throws
  {
    let small = try SmallNetwork(images: 4)
    var options = options(bends: true, tolerance: nil)
    options.fast.kind = kind
    options.audit = nil
    func notes() throws -> [String] {
      (try small.evaluate(options).result.notes ?? []).filter { $0.contains("its error is stated") }
    }
    #expect(try notes().isEmpty)
    options.technology?.variation.faults = CellFaults(
      stuckOnFraction: 0.01, stuckOffFraction: 0.01)
    let found = try notes()
    #expect(found.count == 1 && found[0].contains("without the variation of bent (faults)"))
    options.audit = 2
    #expect(try notes().isEmpty)
    // Nothing is stated of what is exact.
    var exact = self.options(bends: false, tolerance: nil)
    exact.audit = nil
    exact.technology?.variation = try #require(options.technology?.variation)
    #expect(
      try small.evaluate(exact).result.notes?.allSatisfy { !$0.contains("its error is stated") }
        ?? true)
  }

  @Test func `a member that is named is judged on the ends of what arrays carry, a choice on more`()
    throws
  {
    let small = try SmallNetwork(images: 4)
    var options = options(bends: true, tolerance: 1e-2)
    options.mapping.tile.rows = 5
    options.mapping.tile.columns = 3
    options.audit = nil
    let chosen = try #require(small.evaluate(options).result.fastModel)
    (options.fast.kind, options.fast.tolerance) = (.twoPoint, nil)
    let named = try #require(small.evaluate(options).result.fastModel?.selection)
    // Two arrays of each of three layers, the signs of an array's inputs apart.
    #expect(try named.arrays < #require(chosen.selection).arrays && (6...12).contains(named.arrays))
    #expect(try #require(named.choice?.error) > 0)
  }

  @Test func `what is exact already has nothing to audit`() throws {
    var options = options(bends: true, tolerance: nil)
    options.solver = .nodal
    #expect(throws: UsageError.self) { try SmallNetwork(images: 2).evaluate(options) }
  }
}
