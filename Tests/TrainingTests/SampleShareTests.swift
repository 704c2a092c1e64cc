import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport
import Testing

/// Samples of conversions that are shared out among layers.
struct SampleShareTests {
  // MARK: - The choice

  @Test func `three parts share the published budget as published`() throws {
    let choices = Array(1...16)
    let sensitivities = [9.0, 4, 1]
    let parts = zip(sensitivities, [1, 2, 4]).map { sensitivity, cost in
      SampleAllocation.Part(cost: cost, losses: choices.map { sensitivity / Double($0) })
    }
    func loss(_ chosen: [Int]) -> Double {
      zip(parts, chosen).reduce(0) { $0 + $1.0.losses[$1.1] }
    }
    let found = try #require(SampleAllocation.best(parts, choices: choices, budget: 21))
    #expect(found.map { choices[$0] } == [9, 4, 1])
    #expect((loss(found) - 3).magnitude < 1e-12)
    // Three each cost as much.
    #expect((loss([2, 2, 2]) - 4.6667).magnitude < 1e-4)
    // No whole numbers are better than those that need not be whole.
    let root = zip(sensitivities, [1.0, 2, 4]).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() }
    #expect((root * root / 21 - 2.9183).magnitude < 1e-4)
  }

  @Test func `four streams of a bit share the published samples`() throws {
    let choices = Array(1...13)
    // What a sample leaves of the mean square at its best deviation; of one the limit of large ones.
    let errors = choices.map { samples in
      SampleStatistics(samples: samples).error(
        deviation: samples == 1
          ? 1e3 : SampleStatistics.deviation(samples: samples, thresholds: .common))
    }
    let weights = [1.0, 4, 16, 64].map { $0 / 85 }
    let parts = weights.map { weight in
      SampleAllocation.Part(cost: 1, losses: errors.map { weight * $0 })
    }
    let found = try #require(SampleAllocation.best(parts, choices: choices, budget: 16))
    #expect(found.map { choices[$0] } == [1, 1, 3, 11])
    let left = zip(parts, found).reduce(0) { $0 + $1.0.losses[$1.1] }
    #expect((left - 0.2115).magnitude < 1e-4 && (errors[3] - 0.2675).magnitude < 1e-4)
  }

  @Test(arguments: 0..<40)
  func `no other share is better`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let choices = [1, 2, 3, 5, 8]
    let parts = (0..<4).map { _ in
      let (scale, bend) = (
        Double.random(in: 0...10, using: &generator), Bool.random(using: &generator)
      )
      return SampleAllocation.Part(
        cost: Int.random(in: 1...7, using: &generator),
        // What more samples cost need not fall.
        losses: choices.map { scale / Double($0) + (bend && $0 == 3 ? 5 : 0) })
    }
    let budget = Int.random(in: 1...80, using: &generator)
    var best: Double?
    for number in 0..<625 {
      let chosen = (0..<4).map { number / [1, 5, 25, 125][$0] % 5 }
      let cost = zip(parts, chosen).reduce(0) { $0 + $1.0.cost * choices[$1.1] }
      guard cost <= budget else { continue }
      let loss = zip(parts, chosen).reduce(0) { $0 + $1.0.losses[$1.1] }
      best = min(best ?? loss, loss)
    }
    let found = SampleAllocation.best(parts, choices: choices, budget: budget)
    #expect((found == nil) == (best == nil))
    guard let found, let best else { return }
    #expect(zip(parts, found).reduce(0) { $0 + $1.0.cost * choices[$1.1] } <= budget)
    #expect((zip(parts, found).reduce(0) { $0 + $1.0.losses[$1.1] } - best).magnitude < 1e-12)
  }

  // MARK: - Networks

  private let folder: TemporaryFolder
  private let network: Network
  private let images: LabeledImages

  init() throws {
    folder = try TemporaryFolder()
    var builder = ModelBuilder(input: [2, 6, 6])
    builder.node(
      "Conv",
      [
        builder.scattered([8, 2, 3, 3], seed: 1, scale: 0.6),
        builder.scattered([8], seed: 2, scale: 0.1),
      ],
      ["pads": .integers([1, 1, 1, 1])])
    builder.node("Relu")
    builder.node("Flatten")
    builder.node(
      "Gemm",
      [
        builder.scattered([288, 12], seed: 4, scale: 0.2),
        builder.scattered([12], seed: 5, scale: 0.1),
      ])
    builder.node("Relu")
    builder.node(
      "Gemm",
      [
        builder.scattered([12, 3], seed: 6, scale: 0.8),
        builder.scattered([3], seed: 7, scale: 0.1),
      ])
    network = try builder.network()
    images = try LabeledImages(
      patterns(count: 60, channels: 2, seed: 6, in: folder)
        .arranged(for: network, preprocessing: Preprocessing()),
      name: "small", preprocessing: Preprocessing())
  }

  private func options(
    threads: Int = 1, _ change: (inout Mapping.PartialSums) -> Void = { _ in }
  ) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: .fcm,
      technology: Technology(
        name: "test",
        cell: Cell(device: OhmicDevice(), onResistance: 100e3, offResistance: 600e3),
        resistances: ArrayResistances(rowSegment: 2, columnSegment: 2, driver: 500, sense: 100),
        read: ReadConditions(voltage: 0.25)))
    options.fast = FastModelRequest(kind: .linear)
    options.threads = threads
    (options.mapping.tile.rows, options.mapping.tile.columns) = (32, 16)
    (options.mapping.inputs.bits, options.mapping.inputs.bitsPerStream) = (4, 2)
    var sums = Mapping.PartialSums()
    (sums.converter, sums.sensitivity) = (.stochastic, .number(2))
    sums.allocation = Mapping.PartialSums.Allocation(budget: 6)
    change(&sums)
    options.mapping.partialSums = sums
    return options
  }

  private func shares(_ options: EvaluationOptions) throws -> SampleShares? {
    try Evaluation.sampleShares(
      of: network, source: EvaluationResult.Source(file: "small.onnx"), sample: images,
      options: options)
  }

  @Test(arguments: Mapping.PartialSums.Allocation.Granularity.allCases)
  func `shares keep to the budget and are predicted no worse than alike`(
    granularity: Mapping.PartialSums.Allocation.Granularity
  ) throws {
    let found = try #require(
      try shares(options { $0.allocation?.granularity = granularity }))
    #expect(found.mean <= 6 && found.mean > 4 && found.uniform == 6)
    #expect(found.samples.count == 3 && found.images == 60)
    #expect(found.samples.allSatisfy { $0.samples.count == (granularity == .layer ? 1 : 2) })
    #expect(found.shared.predicted <= found.alike.predicted)
    #expect(found.shared.predicted > 0)
    // Samples vary in what they are worth.
    #expect(Set(found.samples.flatMap(\.samples)).count > 1)
    // The mapping states them now, and reads the network.
    #expect(found.mapping.partialSums?.allocation == nil)
    var options = options()
    (options.mapping, options.ranges) = (found.mapping, found.ranges)
    _ = try Evaluation(
      network: network, source: EvaluationResult.Source(file: "small.onnx"), images: images,
      sample: images, options: options
    ).run()
  }

  @Test func `the prediction is what many draws cost`() throws {
    // Of many samples the second order is enough.
    let found = try #require(
      try shares(
        options {
          $0.allocation?.budget = 64
          $0.allocation?.choices = [48, 64]
        }))
    let ratio = found.alike.measured / found.alike.predicted
    #expect((ratio - 1).magnitude < 0.1 + 4 * found.alike.error / found.alike.measured, "\(found)")
  }

  @Test func `threads change nothing`() throws {
    let (one, other) = try (shares(options()), shares(options(threads: 3)))
    #expect(one?.lines == other?.lines && one?.mapping == other?.mapping)
  }

  @Test func `layers whose samples are stated have no share`() throws {
    var options = options()
    var change = MappingChange()
    change.samples = 9
    let name = network.matrixLayers[1].name
    options.mapping.layerRules = [LayerRule(match: name, change: change)]
    let found = try #require(
      try shares(options))
    #expect(
      found.samples.map(\.layer) == [network.matrixLayers[0].name, network.matrixLayers[2].name])
    #expect(found.mapping.mapping(ofLayer: name).partialSums?.samples == 9)
  }

  @Test func `what nothing shares out is refused`() throws {
    let error = #expect(throws: InputError.self) {
      try Evaluation(
        network: network, source: EvaluationResult.Source(file: "small.onnx"), images: images,
        sample: images, options: options())
    }
    #expect(error?.location == "key partial_sums.samples")
    let none = #expect(throws: InputError.self) {
      try shares(options { $0.converter = .senseAmplifier })
    }
    #expect(none?.location == "key partial_sums.samples")
    let small = #expect(throws: InputError.self) {
      try shares(
        options {
          $0.thresholds = .stepped
          $0.allocation?.budget = 1.5
        })
    }
    #expect(small?.location == "key partial_sums.allocation.budget")
  }

  @Test(arguments: [
    ("samples = \"allocated\"", "samples"),
    ("samples = \"many\"", "samples"),
    ("samples = [1, 65]", "samples"),
    ("samples = [1, 2.5]", "samples"),
    ("samples = 4\n[partial_sums.allocation]\nbudget = 4", "budget"),
    ("samples = \"allocated\"\n[partial_sums.allocation]\nbudget = 0.5", "budget"),
    ("samples = \"allocated\"\n[partial_sums.allocation]\nbudget = 4\nchoices = [5]", "choices"),
    (
      "samples = \"allocated\"\n[partial_sums.allocation]\nbudget = 4\nmeasure = \"area\"",
      "measure"
    ),
    ("samples = \"allocated\"\n[partial_sums.allocation]\nbudget = 4\nfoo = 1", "foo"),
  ])
  func `malformed shares are refused`(text: String, key: String) {
    let error = #expect(throws: InputError.self) {
      try Mapping(
        ConfigurationDocument(
          text: "[partial_sums]\nconverter = \"stochastic\"\n\(text)\n", source: "m.toml"))
    }
    #expect(error?.location?.contains(key) == true, "\(String(describing: error))")
  }

  @Test func `shares and samples of streams are read`() throws {
    let document = """
      [partial_sums]
      converter = "stochastic"
      samples = "allocated"
      [partial_sums.allocation]
      budget = 4.5
      measure = "latency"
      granularity = "stream"
      choices = [8, 2, 4]
      [[layer]]
      match = "fc*"
      [layer.partial_sums]
      samples = [1, 3]
      """
    let mapping = try Mapping(ConfigurationDocument(text: document, source: "m.toml"))
    let allocation = try #require(mapping.partialSums?.allocation)
    #expect(allocation.budget == 4.5 && allocation.choices == [2, 4, 8])
    #expect(allocation.measure == .latency && allocation.granularity == .stream)
    let layer = try #require(mapping.mapping(ofLayer: "fc1").partialSums)
    #expect(layer.allocation == nil && layer.streamSamples == [1, 3])
    #expect(layer.lengths == [1, 3])
  }
}
