import Configuration
import CrossbarModels
import Crossbars
import Inference
import Networks
import Records
import Testing

/// Converters that count, whose ranges were chosen on other arrays.
struct RangeFittingTests {
  private let small: SmallNetwork
  /// What a training might have made of the ranges of ideal arrays: none of it is what sample images would choose.
  private let learned: ConverterRanges

  init() throws {
    small = try SmallNetwork(images: 40)
    var ranges = try #require(small.evaluate(Self.options()).ranges)
    for layer in ranges.layers.indices {
      let counters = try #require(ranges.layers[layer].counters)
      ranges.layers[layer].counters = counters.map { counter in
        var counter = counter
        counter.fullScaleAmpere = counter.fullScaleAmpere.map { 1.4 * $0 }
        counter.threshold = counter.threshold.map { $0 + 0.2 }
        return counter
      }
      let gains = try #require(ranges.layers[layer].gains)
      ranges.layers[layer].gains = gains.map {
        $0.enumerated().map { (0.8 + 0.1 * Double($0.offset % 3)) * $0.element }
      }
    }
    learned = ranges
  }

  /// Layers in 16 × 8 arrays, with so many samples that draws hide nothing.
  private static func options(
    _ technology: Technology = LayerProblem.technology(), _ solver: Solver = .ideal
  ) -> EvaluationOptions {
    var options = EvaluationOptions(solver: solver, technology: technology)
    if solver == .fcm { options.fast = FastModelRequest(kind: .linear) }
    (options.mapping.tile.rows, options.mapping.tile.columns) = (16, 8)
    (options.mapping.weights.bits, options.mapping.weights.bitsPerCell) = (4, 4)
    (options.mapping.inputs.bits, options.mapping.inputs.bitsPerStream) = (4, 4)
    var sums = Mapping.PartialSums()
    (sums.converter, sums.samples) = (.stochastic, 64)
    sums.sensitivity = .number(4)
    options.mapping.partialSums = sums
    return options
  }

  private func fitted(_ options: EvaluationOptions) throws -> ConverterRanges {
    var options = options
    options.ranges = learned
    var other = Self.options()
    other.ranges = learned
    return try Evaluation.fittedRanges(
      of: small.network, source: EvaluationResult.Source(file: "small.onnx"),
      sample: small.images(), options: options, to: other)
  }

  private func expect(
    _ found: ConverterRanges, isLearnedWithScale factor: Double,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    func near(_ found: [Double], _ wanted: [Double]) {
      #expect(
        found.count == wanted.count
          && zip(found, wanted).allSatisfy { ($0 / $1 - 1).magnitude < 1e-5 },
        "\(found) \(wanted)", sourceLocation: location)
    }
    for (found, wanted) in zip(found.layers, learned.layers) {
      #expect(found.inputs == wanted.inputs, sourceLocation: location)
      for (found, wanted) in try zip(#require(found.counters), #require(wanted.counters)) {
        near(found.fullScaleAmpere, wanted.fullScaleAmpere.map { factor * $0 })
        near(found.threshold, wanted.threshold)
      }
      near(try #require(found.gains).flatMap { $0 }, try #require(wanted.gains).flatMap { $0 })
    }
  }

  @Test func `the arrays that ranges were chosen on need no others`() throws {
    try expect(try fitted(Self.options()), isLearnedWithScale: 1)
  }

  @Test func `cells of twice the conductance have twice the full scale and the same gains`() throws
  {
    let technology = Technology(
      name: "twice",
      cell: Cell(device: OhmicDevice(), onResistance: 50e3, offResistance: 300e3),
      resistances: ArrayResistances(segments: 0, ends: 0), read: ReadConditions(voltage: 0.25))
    try expect(try fitted(Self.options(technology)), isLearnedWithScale: 2)
  }

  @Test func `a network answers on wires nearly as it did without them`() throws {
    func logits(_ options: EvaluationOptions, _ ranges: ConverterRanges) throws -> [Float] {
      var options = options
      options.ranges = ranges
      return try small.evaluate(options).logits.elements
    }
    let wired = Self.options(LayerProblem.technology(wires: 60, ends: 600), .fcm)
    let wanted = try logits(Self.options(), learned)
    func difference(_ ranges: ConverterRanges) throws -> Float {
      let found = try logits(wired, ranges)
      let squares = zip(found, wanted).map { ($0 - $1) * ($0 - $1) }
      return squares.reduce(0, +) / wanted.map { $0 * $0 }.reduce(0, +)
    }
    let fitted = try fitted(wired)
    let (own, kept) = try (difference(fitted), difference(learned))
    #expect(own < 0.3 * kept, "\(own) of \(kept)")
    // Wires carry less: what is compared there is smaller.
    for (found, learned) in zip(fitted.layers, learned.layers) {
      for (found, learned) in try zip(#require(found.counters), #require(learned.counters)) {
        #expect(zip(found.fullScaleAmpere, learned.fullScaleAmpere).allSatisfy { $0 < $1 })
      }
    }
  }

  @Test func `layers with converters of codes are refused`() throws {
    var options = Self.options()
    options.mapping.partialSums = nil
    let error = try #require(throws: InputError.self) {
      try Evaluation.fittedRanges(
        of: small.network, source: EvaluationResult.Source(file: "small.onnx"),
        sample: small.images(), options: options, to: options)
    }
    #expect("\(error)".contains("converters that count"))
  }
}
