import Crossbars
import Inference
import Networks
import Records
import Testing

/// What every non-ideality costs, against evaluations without the others.
struct AttributionTests {
  private func attribution(
    _ small: SmallNetwork, _ options: EvaluationOptions
  ) throws -> (EvaluationResult, EvaluationResult.Attribution) {
    let outcome = try Attribution(
      network: small.network, source: EvaluationResult.Source(file: "small.onnx"),
      images: small.images(), sample: small.images(), options: options
    ).run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(try copy.encoded() == outcome.result.encoded())
    return (outcome.result, try #require(outcome.result.attribution))
  }

  private var options: EvaluationOptions {
    var technology = LayerProblem.technology(
      wires: 5, ends: 200,
      variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.2))
    technology.variation.readNoise = ReadNoise(.relative(0.05))
    technology.variation.faults = CellFaults(stuckOnFraction: 0.02, stuckOffFraction: 0.02)
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.trials = 2
    options.threads = 2
    return options
  }

  @Test func `every cause that is there has a line, and the whole is an evaluation's`() throws {
    let small = try SmallNetwork(images: 60)
    let (result, found) = try attribution(small, options)
    let plain = try small.evaluate(options).result
    #expect(result.summary == plain.summary)
    #expect(result.trials == plain.trials)
    #expect(
      found.causes.map(\.name) == [
        "programming", "faults", "read noise", "wires, ends and bent cells", "converters",
      ])
    #expect(found.remedies.count == 6)
    let summary = try #require(plain.summary)
    // Differences of shares of 60 images: rounding.
    #expect(
      (found.integers.mean + found.together.mean - summary.top1Change).magnitude < 1e-12)
  }

  @Test func `a cause alone and beside the others is the difference of two evaluations`() throws {
    let small = try SmallNetwork(images: 60)
    let (result, found) = try attribution(small, options)
    func top1(_ edit: (inout EvaluationOptions) -> Void) throws -> Double {
      var options = options
      edit(&options)
      return try #require(small.evaluate(options).result.summary).top1.mean
    }
    let whole = try #require(result.summary).top1.mean
    let without = try top1 { $0.technology?.variation.faults = nil }
    #expect((found.causes[1].together.mean - (whole - without)).magnitude < 1e-12)
    func bare(_ options: inout EvaluationOptions) {
      options.solver = .ideal
      options.mapping.outputs.bits = 0
      options.technology?.variation = .none
    }
    let none = try top1(bare)
    let alone = try top1 {
      let faults = $0.technology?.variation.faults
      bare(&$0)
      $0.technology?.variation.faults = faults
    }
    #expect((found.causes[1].alone.mean - (alone - none)).magnitude < 1e-12)
    let corrected = try top1 { $0.correction = .bias }
    let bias = try #require(found.remedies.first { $0.name == "--correction bias" })
    #expect((bias.gain.mean - (corrected - whole)).magnitude < 1e-12)
  }

  @Test func `converters and technologies of single layers are switched off with the others`()
    throws
  {
    let small = try SmallNetwork(images: 30)
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    options.mapping.outputs.bits = 0
    var varied = LayerProblem.technology()
    varied.variation.faults = CellFaults(stuckOnFraction: 0.1, stuckOffFraction: 0.1)
    options.layerTechnologies["varied.toml"] = varied
    var change = MappingChange()
    (change.outputBits, change.technology) = (3, "varied.toml")
    options.mapping.layerRules = [LayerRule(match: "second", change: change)]
    let (_, found) = try attribution(small, options)
    #expect(found.causes.map(\.name) == ["faults", "converters"])
    var none = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    none.mapping.outputs.bits = 0
    let bare = try #require(small.evaluate(none).result.summary)
    #expect((found.integers.mean - bare.top1Change).magnitude < 1e-12)
  }

  @Test func `what is not there has no line, and what is taken is no remedy`() throws {
    let small = try SmallNetwork(images: 10)
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    options.mapping.gain = .column
    let (_, found) = try attribution(small, options)
    #expect(found.causes.map(\.name) == ["converters"])
    #expect(
      found.remedies.map(\.name)
        == ["factor", "factors", "bias", "moments"].map { "--correction \($0)" })
    // One cause is all of them.
    #expect(found.causes[0].alone == found.together)
    #expect(found.causes[0].together == found.together)
  }
}
