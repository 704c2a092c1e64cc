import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Execution
import Foundation
import Inference
import Networks
import Records
import LinearAlgebra
import NetworkTestSupport
import TestSupport
import Testing

/// Layers whose columns are counted in place of converted.
struct PartialSumTests {
  private static func mapping(
    _ converter: Mapping.PartialSums.Converter = .stochastic,
    _ change: (inout Mapping.PartialSums) -> Void = { _ in }
  ) -> Mapping {
    var mapping = Mapping()
    (mapping.tile.rows, mapping.tile.columns) = (32, 24)
    (mapping.weights.bits, mapping.weights.bitsPerCell) = (4, 4)
    (mapping.inputs.bits, mapping.inputs.bitsPerStream) = (4, 4)
    var sums = Mapping.PartialSums()
    sums.converter = converter
    sums.sensitivity = .number(1.79907)
    change(&sums)
    mapping.partialSums = sums
    return mapping
  }

  /// Evaluations on arrays with wires.
  private static func options(_ mapping: Mapping) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: .fcm, technology: LayerProblem.technology(wires: 1, ends: 100))
    options.fast = FastModelRequest(kind: .linear)
    options.mapping = mapping
    return options
  }

  // MARK: - Statistics

  @Test func `one device has the published mean, variance and distribution`() {
    let z = 1.79907 * (0.3 - 0.00821)
    let four = SampleStatistics(samples: 4)
    #expect((four.mean(z) - 0.481_511_880_0).magnitude < 1e-9)
    #expect((four.variance(z) - 0.192_036_577_4).magnitude < 1e-9)
    let wanted = [0.00451685, 0.05162518, 0.22126828, 0.42149675, 0.30109294]
    for (found, wanted) in zip(four.probabilities(z), wanted) {
      #expect((found - wanted).magnitude < 1e-8)
    }
  }

  @Test func `two sums have the published mean and deviation`() {
    let four = SampleStatistics(samples: 4)
    for (sums, mean, deviation) in [
      ([-60.0, 47.0], -4.921617705, 21.858468539), ([-10.0, 70.0], 34.398816399, 27.124659468),
    ] {
      let kappa = 0.02
      let found = sums.reduce(0) { $0 + four.mean(kappa * $1) / kappa }
      let variance = sums.reduce(0) { $0 + four.variance(kappa * $1) / (kappa * kappa) }
      #expect((found - mean).magnitude < 1e-8)
      #expect((variance.squareRoot() - deviation).magnitude < 1e-8)
    }
  }

  @Test(arguments: [(1, 0.46786), (2, 0.34917), (4, 0.26748), (8, 0.21843), (16, 0.19135)])
  func `at two deviations the published part of the square is left`(samples: Int, wanted: Double) {
    #expect(
      (SampleStatistics(samples: samples).error(deviation: 2) - wanted).magnitude < 1e-5)
  }

  @Test(arguments: [
    (2, 3.68), (3, 2.46), (4, 2.0), (6, 1.58), (8, 1.37), (12, 1.155), (16, 1.03), (32, 0.82),
  ])
  func `the best deviations are the published ones`(samples: Int, wanted: Double) {
    let found = SampleStatistics.deviation(samples: samples, thresholds: .common)
    #expect((found - wanted).magnitude < 0.02)
    let statistics = SampleStatistics(samples: samples)
    #expect(statistics.error(deviation: found) <= statistics.error(deviation: wanted) + 1e-9)
  }

  @Test func `stepped thresholds make more of many samples`() {
    let eight = SampleStatistics.best(samples: 8, thresholds: .stepped)
    // δ = 2 c u / N with c = 2.1 and u = 8, as published.
    #expect((eight.spacing - 4.2).magnitude < 0.15)
    #expect(eight.error(deviation: 8) < 0.045)
    let common = SampleStatistics(samples: 8)
    #expect(common.error(deviation: 1.37) > 4 * eight.error(deviation: 8))
    #expect(SampleStatistics.best(samples: 1, thresholds: .stepped).spacing == 0)
  }

  // MARK: - Layers

  @Test(
    arguments: [
      (1, [0, 100]), (2, [0, 100]), (4, [0, 50]), (8, [0, 37.5]),
    ] as [(Int, [Float])])
  func `a layer on arrays has the published outputs`(samples: Int, wanted: [Float]) throws {
    let weights: [Float] = [3, -2, 1, 4, -5, 0, 7, -1, -3, 2, 0, 6]
    let inputs: [Float] = [5, 0, 15, 8, 3, 12]
    let problem = LayerProblem(
      weights: [weights], inputs: [inputs], of: LayerProblem(inputs: 6, outputs: 2, vectors: 1))
    var mapping = Self.mapping {
      $0.samples = samples
      // κ = .02 with cells of 10 to 1.6667 µS, of which a step with the code 1 carries 19.84126984 nA.
      $0.range = .amperes(1.784791667e-6)
    }
    mapping.tile.rows = 3
    mapping.weights.scale = .layer
    mapping.gain = Mapping.GainCorrection.none
    let layer = try problem.layer(mapping)
    let arrays = try layer.prepared.arrays(
      model: IdealModel(), instance: LayerArrays.Instance(seed: 0, trial: 0), threads: 1)
    for found in try [problem.outputs(layer, arrays: arrays)[0], counted(layer, arrays, problem)] {
      for (found, wanted) in zip(found, wanted) { #expect((found - wanted).magnitude < 1e-3) }
    }
  }

  /// The outputs of a layer's first group by its integers.
  private func counted(
    _ layer: CrossbarLayer, _ arrays: LayerArrays, _ problem: LayerProblem, positions: Int = 1
  ) throws -> [Float] {
    let integers = try #require(layer.integers(of: arrays).groups[0])
    let draws = layer.draws(arrays, group: 0, positions: positions, step: 0)
    let inputs = LayerInputs(
      problem.inputs[0], imageSize: problem.matrix.inputs * positions, positions: positions,
      width: problem.matrix.inputs, rows: 0..<problem.vectors)
    return try layer.product(
      inputs, group: 0, integers: draws.map { integers.drawing($0) } ?? integers)
  }

  /// Ways to count.
  private static let mappings: [Mapping] = [
    mapping(), mapping { $0.scale = .column }, mapping { $0.scale = .layer },
    mapping { ($0.samples, $0.thresholds) = (8, .stepped) }, mapping(.senseAmplifier),
    {
      var mapping = Self.mapping { $0.samples = 1 }
      (mapping.weights.bitsPerCell, mapping.inputs.bitsPerStream) = (1, 2)
      return mapping
    }(),
    {
      var mapping = Self.mapping { $0.samples = 16 }
      mapping.inputs.rowsPerRead = 7
      mapping.tile.split = .full
      return mapping
    }(),
  ]

  @Test(arguments: mappings.indices, [false, true])
  func `integers and currents are counted alike`(index: Int, isBipolar: Bool) throws {
    let problem = LayerProblem(inputs: 75, outputs: 37, vectors: 24, isBipolar: isBipolar)
    let technology = LayerProblem.technology(wires: 1, ends: 100)
    let model = LinearModel(parameters: ModelParameters(technology))
    let layer = try problem.layer(Self.mappings[index], technology: technology, model: model)
    let arrays = try layer.prepared.arrays(
      model: model, instance: LayerArrays.Instance(seed: 4, trial: 2), threads: 1)
    let found = try counted(layer, arrays, problem, positions: 6)
    let wanted = try problem.inputs[0].withUnsafeBufferPointer {
      try layer.product($0, group: 0, arrays: arrays, positions: 6)
    }
    // Sums that are no integers may lie on the other side of a threshold, once in many conversions.
    let changed = zip(found, wanted).count { ($0 - $1).magnitude > 1e-3 * max(1, $1.magnitude) }
    #expect(changed <= wanted.count / 200, "\(changed) of \(wanted.count)")
    // Without an instance there is no chance.
    let means = try problem.outputs(layer)[0]
    #expect(means == (try problem.outputs(layer)[0]))
    if Self.mappings[index].partialSums?.converter == .stochastic {
      #expect(means != wanted)
      let other = try layer.prepared.arrays(
        model: model, instance: LayerArrays.Instance(seed: 4, trial: 3), threads: 1)
      #expect(try counted(layer, other, problem, positions: 6) != found)
    } else {
      #expect(means == wanted)
    }
  }

  @Test func `many draws have the mean of the means`() throws {
    let problem = LayerProblem(inputs: 40, outputs: 9, vectors: 2)
    let layer = try problem.layer(Self.mapping())
    let means = try problem.outputs(layer)[0]
    let draws = 4000
    var (sums, squares) = (means.map { _ in 0.0 }, means.map { _ in 0.0 })
    for trial in 0..<draws {
      let arrays = try layer.prepared.arrays(
        model: IdealModel(), instance: LayerArrays.Instance(seed: 1, trial: trial), threads: 1)
      for (place, value) in try problem.outputs(layer, arrays: arrays)[0].enumerated() {
        sums[place] += Double(value)
        squares[place] += Double(value) * Double(value)
      }
    }
    for place in means.indices {
      let mean = sums[place] / Double(draws)
      let deviation = (squares[place] / Double(draws) - mean * mean).squareRoot()
      #expect((mean - Double(means[place])).magnitude < 5 * deviation / Double(draws).squareRoot())
    }
  }

  @Test func `a calibrated range sees the wires`() throws {
    let problem = LayerProblem(inputs: 150, outputs: 20, vectors: 60)
    var mapping = Self.mapping { $0.samples = 4 }
    mapping.tile.rows = 128
    let plain = try problem.layer(mapping)
    let technology = LayerProblem.technology(wires: 3, ends: 500)
    let wired = try problem.layer(
      mapping, technology: technology,
      model: LinearModel(parameters: ModelParameters(technology)))
    for (layer, technology) in [(plain, "without"), (wired, "with")] {
      guard case .counts(let converters) = layer.conversion else {
        Issue.record("no counts")
        continue
      }
      // Two balanced tiles of 75 rows, each with a κ of its own.
      #expect(converters.slopes.extent.rowTile == 2, "\(technology)")
    }
    // What is left of the outputs, whose first samples chose κ and gain.
    #expect(problem.relativeError(try problem.outputs(wired)) < 0.45)
  }

  @Test(arguments: [
    ("samples = 0", "samples"), ("samples = 65", "samples"), ("sensitivity = 0.0", "sensitivity"),
    ("sensitivity = \"x\"", "sensitivity"), ("range = \"maximum\"", "range"),
    ("converter = \"latch\"", "converter"), ("length = 3", "length"),
    ("samples = [1e19]", "samples"), ("samples = [4, -1e300]", "samples"),
    ("samples = [2.5]", "samples"),
    ("samples = \"allocated\"\nallocation = { budget = 4.0, choices = [1e300] }", "choices"),
    ("converter = \"sense-amplifier\"\nsamples = 4", "samples"),
  ])
  func `what no converter has is refused`(line: String, key: String) {
    let error = #expect(throws: (any Error).self) {
      try Mapping(.init(text: "[partial_sums]\n\(line)\n", source: "m.toml"))
    }
    let text = "\(error as Any)"
    #expect(text.contains(key), "\(text)")
  }

  @Test(arguments: [
    ("[partial_sums]\nconverter = \"stochastic\"\nsensitivity = 1.0\n[adc]\nbits = 4\n", "bits"),
    ("[partial_sums]\nconverter = \"stochastic\"\n", "sensitivity"),
    (
      "[partial_sums]\nconverter = \"stochastic\"\nsensitivity = 1.0\nrange = \"technology\"\n",
      "range"
    ),
    (
      "[partial_sums]\nconverter = \"stochastic\"\nsensitivity = 1.0\nsamples = 1\nthresholds = \"stepped\"\n",
      "thresholds"
    ),
    ("[partial_sums]\nconverter = \"sense-amplifier\"\nthresholds = \"stepped\"\n", "thresholds"),
    (
      "[partial_sums]\nconverter = \"stochastic\"\nsensitivity = 1.0\nsamples = [2, 1]\nthresholds = \"stepped\"\n",
      "thresholds"
    ),
    (
      "[partial_sums]\nconverter = \"stochastic\"\nsensitivity = 1.0\n[[layer]]\nmatch = \"*\"\n[layer.adc]\nbits = 3\n",
      "adc"
    ),
    (
      "[weights]\nencoding = \"offset\"\n[partial_sums]\nconverter = \"sense-amplifier\"\n",
      "encoding"
    ),
  ])
  func `what does not fit is refused`(text: String, key: String) {
    let error = #expect(throws: (any Error).self) {
      let mapping = try Mapping(.init(text: text, source: "m.toml"))
      _ = try LayerProblem(inputs: 6, outputs: 3).layer(mapping)
    }
    #expect("\(error as Any)".contains(key), "\(error as Any)")
  }

  @Test func `a layer changes the keys that it states, and no others`() throws {
    let text = """
      [partial_sums]
      converter = "stochastic"
      sensitivity = 2.0
      [[layer]]
      match = "conv*"
      [layer.partial_sums]
      samples = 16
      """
    let mapping = try Mapping(.init(text: text, source: "m.toml"))
    let sums = try #require(mapping.mapping(ofLayer: "conv1").partialSums)
    #expect(sums.converter == .stochastic && sums.samples == 16)
    #expect(sums.sensitivity == .number(2))
    #expect(mapping.mapping(ofLayer: "fc").partialSums?.lengths == [4])
    let empty = try Mapping(.init(text: "[partial_sums]\n", source: "m.toml"))
    #expect(empty.partialSums == Mapping.PartialSums())
  }

  @Test(arguments: ["adc", "technology"])
  func `keys of ADCs stand beside ADCs`(converter: String) throws {
    let text = "[adc]\nbits = 6\n[partial_sums]\nconverter = \"\(converter)\"\n"
    #expect(try Mapping(.init(text: text, source: "m.toml")).outputs.bits == 6)
    let ofLayer = """
      [partial_sums]
      converter = "stochastic"
      sensitivity = 2.0
      [[layer]]
      match = "fc"
      [layer.partial_sums]
      converter = "adc"
      [layer.adc]
      bits = 6
      """
    let layer = try Mapping(.init(text: ofLayer, source: "m.toml")).mapping(ofLayer: "fc")
    #expect(layer.counting == nil && layer.outputs.bits == 6)
  }

  /// A technology whose stochastic converter takes 8 samples at stepped thresholds.
  private static func junctions(offsets: Double = 0) -> Technology {
    var technology = LayerProblem.technology()
    var junction = StochasticConverter(
      sensitivity: 2, offset: 0.1, fullScaleVoltage: 0.2)
    (junction.samples, junction.thresholdStep) = (8, 0.3)
    technology.periphery = Periphery(
      amplifier: TransimpedanceAmplifier(feedbackResistance: 2e4, openLoopGain: 2000),
      difference: DifferenceAmplifier(
        pairs: .interleaved, inputResistance: 2e4, gain: 3, openLoopGain: 500),
      converter: .stochastic(junction))
    technology.variation.mismatch.stochasticOffset = offsets
    return technology
  }

  @Test func `what the mapping does not say is as the circuit has it`() throws {
    func sums(_ text: String) throws -> Mapping.PartialSums {
      let mapping = try Mapping(.init(text: "[partial_sums]\n\(text)", source: "m.toml"))
      return try #require(try mapping.resolved(for: Self.junctions()).counting)
    }
    let own = try sums("")
    #expect(own.lengths == [8] && own.isStepped)
    let fewer = try sums("samples = 2\n")
    #expect(fewer.lengths == [2] && !fewer.isStepped)
    let common = try sums("thresholds = \"common\"\n")
    #expect(common.lengths == [8] && !common.isStepped)
    let other = try sums("converter = \"stochastic\"\n")
    #expect(other.lengths == [4] && !other.isStepped)
  }

  @Test(arguments: [nil, 2.5])
  func `offsets are drawn whatever the sensitivity is`(sensitivity: Double?) throws {
    func logits(_ offsets: Double) throws -> [Float] {
      var options = EvaluationOptions(
        solver: .ideal, technology: Self.junctions(offsets: offsets))
      options.mapping = Self.mapping(.technology) {
        $0.sensitivity = sensitivity.map { .number($0) } ?? .technology
      }
      options.seed = 3
      return try SmallNetwork(images: 6).evaluate(options).logits.elements
    }
    #expect(try logits(0.3) != logits(0))
  }

  @Test func `a curve is straight between its points, however they lie`() throws {
    let inner = (-20...20).map { Double($0) / 1000 }
    func probability(_ x: Double) -> Double { (1 + tanh(200 * x)) / 2 }
    func outputs(_ inputs: [Double]) throws -> [Float] {
      var technology = Self.junctions()
      let curve = StochasticCurve(
        inputs: inputs, probabilities: inputs.map { probability(min(max($0, -0.02), 0.02)) })
      var junction = StochasticConverter(
        sensitivity: curve.sensitivity, offset: curve.offset, fullScaleVoltage: 0.2)
      junction.curve = curve
      technology.periphery.converter = .stochastic(junction)
      let problem = LayerProblem(inputs: 6, outputs: 4, vectors: 3, seed: 3)
      let mapping = Self.mapping(.technology) {
        ($0.sensitivity, $0.range) = (.technology, .amperes(1e-3))
      }
      let layer = try problem.layer(mapping, technology: technology)
      let found = try problem.outputs(layer)[0]
      return found
    }
    let even = try outputs(inner)
    let uneven = try outputs([-20] + inner + [20])
    let largest = even.map(\.magnitude).max() ?? 0
    #expect(largest > 0)
    for (one, other) in zip(even, uneven) {
      #expect((one - other).magnitude < 0.02 * largest, "\(one) \(other)")
    }
  }

  @Test func `ranges of another comparison are refused, of other numbers of samples taken`() throws
  {
    let small = try SmallNetwork(images: 10)
    func options(_ change: (inout Mapping.PartialSums) -> Void) -> EvaluationOptions {
      Self.options(Self.mapping(.stochastic, change))
    }
    let ranges = try #require(try small.evaluate(options { $0.samples = 4 }).ranges)
    func evaluate(_ change: (inout Mapping.PartialSums) -> Void) throws {
      var options = options(change)
      options.ranges = try ConverterRanges(ranges.encoded(), source: "r.json")
      _ = try small.evaluate(options)
    }
    try evaluate { $0.samples = 9 }
    for (key, change) in [
      ("thresholds", { $0.thresholds = .stepped }),
      ("sensitivity", { $0.sensitivity = .number(1) }),
      ("converter", { $0.converter = .senseAmplifier }),
    ] as [(String, (inout Mapping.PartialSums) -> Void)] {
      let error = #expect(throws: InputError.self) { try evaluate(change) }
      #expect(error?.found.contains("partial_sums.\(key)") == true, "\(error as Any)")
    }
  }

  /// Large images go through a network in pieces of a batch.
  @Test func `the draws of an image are its own in every piece of a batch`() throws {
    let folder = try TemporaryFolder()
    var builder = ModelBuilder(input: [1, 40, 40])
    var generator = SeededGenerator(seed: 4)
    func constant(_ shape: [Int], _ scale: Double) -> String {
      builder.constant(
        shape, (0..<shape.reduce(1, *)).map { _ in Float(scale * generator.normal()) })
    }
    builder.node(
      "Conv", [constant([3, 1, 3, 3], 0.5)],
      ["pads": .integers([1, 1, 1, 1])],
      name: "conv")
    builder.node("Relu")
    builder.node(
      "MaxPool", [], ["kernel_shape": .integers([8, 8]), "strides": .integers([8, 8])])
    builder.node("Flatten")
    builder.node("Gemm", [constant([75, 4], 0.3)], name: "fc")
    let network = try builder.network()
    let image = (0..<1600).map { _ in Float(generator.uniform()) }
    let count = 40
    // All images alike: what differs are the draws.
    try NPYFile.writeFloats(
      shape: [count, 1, 40, 40], (0..<count).flatMap { _ in image }, to: folder.file("x.npy"))
    try SmallNetwork.writeLabels((0..<count).map { $0 % 4 }, to: folder.file("y.npy"))
    let images = try LabeledImages(
      DataSet(specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)"),
      name: "alike", preprocessing: Preprocessing(), limit: nil)
    #expect(network.enginePiece < 32)
    func logits(recorded: String?) throws -> [[Float]] {
      var options = Self.options(Self.mapping { $0.samples = 3 })
      options.activationsLayer = recorded
      let found = try Evaluation(
        network: network, source: EvaluationResult.Source(file: "n.onnx"), images: images,
        sample: images, options: options
      ).run().logits.elements
      return (0..<count).map { Array(found[4 * $0..<4 * ($0 + 1)]) }
    }
    let plain = try logits(recorded: nil)
    #expect(Set(plain).count == count)
    // One layer after the other by itself, or filled at once.
    #expect(try logits(recorded: "conv") == plain)
    #expect(try logits(recorded: "fc") == plain)
  }

  @Test func `what an audit says of outputs has no draws in it`() throws {
    let small = try SmallNetwork(images: 40)
    var options = Self.options(Self.mapping())
    options.audit = 4
    let result = try small.evaluate(options).result
    #expect(try #require(result.modelError).outputs.relative < 1e-3)
  }

  @Test func `an audit sees the model and not the draws`() throws {
    let small = try SmallNetwork(images: 20)
    var options = Self.options(Self.mapping())
    options.audit = 16
    let result = try small.evaluate(options).result
    for layer in try #require(result.audit?.layers) {
      #expect(layer.relativeError < 1e-9, "\(layer.name)")
      // Sums that lie on a threshold may fall on either side of it.
      #expect(try #require(layer.outputError) < 0.02, "\(layer.name)")
    }
    #expect(result.notes?.contains { $0.contains("variation of") } != true)
  }

  @Test func `converters that count are a cause that can be taken away`() throws {
    let small = try SmallNetwork(images: 60)
    var options = Self.options(Self.mapping { $0.samples = 1 })
    options.trials = 2
    let found = try Attribution(
      network: small.network, source: EvaluationResult.Source(file: "small.onnx"),
      images: small.images(), sample: small.images(), options: options
    ).run().result
    let causes = try #require(found.attribution?.causes)
    #expect(causes.map(\.name) == ["wires, ends and bent cells", "converters"])
    var plain = options
    plain.mapping.partialSums = nil
    (plain.mapping.tile.split, plain.mapping.gain) = (.balanced, .column)
    (plain.mapping.outputs.source, plain.mapping.outputs.bits) = (.ideal, 0)
    let without = try small.evaluate(plain).result
    let (all, rest) = (try #require(found.summary), try #require(without.summary))
    #expect(rest.top1.mean != all.top1.mean)
    #expect((causes[1].together.mean - (all.top1.mean - rest.top1.mean)).magnitude < 1e-12)
  }

  @Test func `an image does not depend on threads or on other images`() throws {
    let small = try SmallNetwork(images: 60)
    var options = Self.options(Self.mapping())
    options.trials = 2
    options.keepsOutputs = true
    // Instance after instance, each with a row of logits an image.
    func logits(threads: Int, limit: Int) throws -> [ArraySlice<Float>] {
      options.threads = threads
      let all = try small.evaluate(options, limit: limit).logits.elements
      return (0..<2).map { all[$0 * all.count / 2..<($0 + 1) * all.count / 2] }
    }
    let whole = try logits(threads: 1, limit: 60)
    #expect(try logits(threads: 2, limit: 60) == whole)
    for (few, whole) in zip(try logits(threads: 1, limit: 37), whole) {
      #expect(Array(whole.prefix(few.count)) == Array(few))
    }
    #expect(Array(whole[0]) != Array(whole[1]))
  }
}
