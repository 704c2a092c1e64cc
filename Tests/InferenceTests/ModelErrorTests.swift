import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import Records
import Testing

/// What the errors of a fast model may change, against what the exact solution does change.
@Suite struct ModelErrorTests {
  private func options(_ solver: Solver) -> EvaluationOptions {
    let technology = Technology(
      name: "bent",
      cell: Cell(
        device: SinhDevice(characteristicVoltage: 0.15), onResistance: 20e3,
        offResistance: 200e3),
      resistances: ArrayResistances(segments: 5, ends: 50), read: ReadConditions(voltage: 0.25))
    var options = EvaluationOptions(solver: solver, technology: technology)
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    return options
  }

  /// One matrix is wrong by some percent on bent cells, the second member by less than the converters.
  @Test(arguments: [(ModelKind.linear, 64), (.secant, 64), (.twoPoint, 64)])
  func `the exact network lies in the interval that the model gives`(
    kind: ModelKind, reads: Int
  ) throws {
    let small = try SmallNetwork(images: 60)
    var fast = options(.fcm)
    fast.fast.kind = kind
    fast.audit = reads
    let model = try small.evaluate(fast)
    var nodal = options(.nodal)
    nodal.ranges = model.ranges
    let exact = try small.evaluate(nodal)

    let error = try #require(model.result.modelError)
    #expect(error.images == 60 && error.vectors > 50)
    let changes = zip(exact.logits.elements, model.logits.elements).map { Double($0) - Double($1) }
    let rms = (changes.reduce(0) { $0 + $1 * $1 } / Double(changes.count)).squareRoot()
    // The errors of few vectors stand for those of all, and what errors of several percent have in common is
    // not all told: the truth is found within a factor.
    #expect(error.outputs.rms > 0.5 * rms && error.outputs.rms < 5 * rms, "\(error) for \(rms)")
    let within = changes.count { $0.magnitude <= error.outputs.limit }
    #expect(Double(within) >= 0.8 * Double(changes.count), "\(within) of \(changes.count)")

    let (found, truth) = (
      try #require(model.result.summary), try #require(exact.result.summary)
    )
    let part = try #require(error.top1)
    #expect((found.top1.mean - truth.top1.mean).magnitude <= part.halfWidth)
    #expect((found.top1.lower...found.top1.upper).contains(truth.top1.mean))
    let change = try #require(found.change)
    #expect((change.lower...change.upper).contains(truth.top1Change))
    let agreement = try #require(error.agreement)
    #expect((found.agreement.mean - truth.agreement.mean).magnitude <= agreement.halfWidth)
    // The interval of the images alone is that of the only instance.
    let alone = model.result.trials[0].accuracy.top1
    #expect(
      (alone.lower - part.halfWidth - found.top1.lower).magnitude < 1e-12 || found.top1.lower == 0)
    #expect(model.result.table.contains("of which the model: top-1 ± "))
  }

  /// Wires of arrays without noise, and of arrays whose reads have it: the evaluation and the exact solution have
  /// the same draws of it.
  @Test(arguments: [nil, ReadNoise(.relative(0.3))])
  func `an exact model has a part of an image at most`(noise: ReadNoise?) throws {
    var options = options(.fcm)
    options.technology = LayerProblem.technology(wires: 200, ends: 200)
    options.technology?.variation.readNoise = noise
    options.audit = 4
    let small = try SmallNetwork(images: 20)
    let model = try small.evaluate(options)
    let error = try #require(model.result.modelError)
    // Rounding, of sums and of weights in integers, may move a current over the edge of a code, hardly ever.
    #expect(error.outputs.relative < 0.01)
    for part in [error.top1, error.agreement] {
      let part = try #require(part)
      #expect(part.shift == 0)
      #expect(part.halfWidth <= 1.0 / 20)
    }

    var nodal = options
    nodal.solver = .nodal
    nodal.audit = nil
    nodal.ranges = model.ranges
    let exact = try small.evaluate(nodal).logits.elements
    let changed = zip(exact, model.logits.elements).map { Double($0) - Double($1) }
    func square(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    // The noise alone moves outputs by some percent.
    #expect(square(changed) < 1e-4 * square(exact.map(Double.init)))
  }

  @Test func `errors depend on the seed, and neither on threads nor on batches`() throws {
    let small = try SmallNetwork(images: 40)
    var options = options(.fcm)
    options.fast.kind = .secant
    options.audit = 6
    options.auditsByShare = true
    let one = try small.evaluate(options).result
    options.threads = 3
    let other = try small.evaluate(options).result
    #expect(other.modelError == one.modelError && other.audit == one.audit)
    options.seed = 5
    #expect(try small.evaluate(options).result.modelError != one.modelError)
  }

  @Test func `reads go to the layers whose errors count`() throws {
    let small = try SmallNetwork(images: 30)
    var options = options(.fcm)
    options.fast.kind = .secant
    options.audit = 24
    options.auditsByShare = true
    options.auditSpice = 5
    let outcome = try small.evaluate(options)
    let layers = try #require(outcome.result.audit?.layers)
    let shares = layers.compactMap(\.outputShare)
    #expect(shares.count == 3 && (shares.reduce(0, +) - 1).magnitude < 1e-12)
    #expect(layers.reduce(0) { $0 + $1.reads } <= 72 && layers.allSatisfy { $0.reads >= 8 })
    let ordered = zip(shares, layers.map(\.reads)).sorted { $0.0 < $1.0 }
    #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0.1 <= $1.1 }, "\(ordered)")
    #expect(outcome.auditedArrays.reduce(0) { $0 + $1.voltages.rows } == 5)
    for layer in layers {
      let loads = try #require(layer.loads)
      #expect(loads.reduce(0) { $0 + $1.reads } == layer.reads)
      let square = loads.reduce(0.0) { $0 + Double($1.reads) * $1.ofFullDrive * $1.ofFullDrive }
      let whole = try #require(layer.ofFullDrive)
      #expect(((square / Double(layer.reads)).squareRoot() - whole).magnitude < 1e-9 * whole)
    }
  }

  @Test func `errors of a regression widen its RMSE`() throws {
    let small = try SmallRegression(samples: 60)
    var options = options(.fcm)
    options.fast.kind = .linear
    options.audit = 8
    let outcome = try Evaluation(
      network: small.network, source: EvaluationResult.Source(file: "linear.onnx"),
      images: small.images(small.exact), sample: small.images(small.exact), options: options
    ).readBack()
    let error = try #require(outcome.result.modelError)
    let rmse = try #require(error.rmse)
    let summary = try #require(outcome.result.regression?.summary)
    let alone = try #require(outcome.result.regression?.trials.first?.accuracy.rmse)
    #expect(rmse.halfWidth > 0 && error.top1 == nil && error.r2 != nil)
    #expect(
      (summary.accuracy.rmse.upper - alone.upper - rmse.halfWidth).magnitude
        < 1e-9 * alone.upper)
  }
}
