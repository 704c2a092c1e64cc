import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import Records
import Testing

/// Converters whose ranges are given, and not chosen on sample images.
@Suite struct GivenRangesTests {
  private typealias Output = ConverterRanges.Output

  private func options(_ solver: Solver, tolerance: Double? = nil) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: solver,
      technology: Technology(
        name: "bent",
        cell: Cell(
          device: SinhDevice(characteristicVoltage: 0.1), onResistance: 20e3, offResistance: 200e3),
        resistances: ArrayResistances(segments: 5, ends: 50), read: ReadConditions(voltage: 0.3)))
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.mapping.inputs.bitsPerStream = 4
    options.fast.tolerance = tolerance
    return options
  }

  @Test func `ranges that a run wrote give the same run to the last bit`() throws {
    let small = try SmallNetwork(images: 12)
    var options = options(.fcm, tolerance: 1e-2)
    let first = try small.evaluate(options)
    let written = try #require(first.ranges)
    options.ranges = try ConverterRanges(written.encoded(), source: "r.json")
    #expect(options.ranges == written)
    let again = try small.evaluate(options)
    #expect(again.logits == first.logits)
    #expect(again.ranges == written)
    #expect(again.result.layers == first.result.layers)
  }

  @Test func `ranges of vectors stay those of vectors`() throws {
    let small = try SmallNetwork(images: 12)
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    let plain = try small.evaluate(options).logits
    options.mapping.inputs.scale = .token
    let first = try small.evaluate(options)
    options.ranges = first.ranges
    #expect(try small.evaluate(options).logits == first.logits)
    #expect(first.logits != plain)
  }

  @Test func `linear, two-point and nodal take the same ranges, and nodal its own when alone`()
    throws
  {
    let small = try SmallNetwork(images: 12)
    func options(_ solver: Solver, tolerance: Double? = nil) -> EvaluationOptions {
      var options = self.options(solver, tolerance: tolerance)
      options.mapping.outputs.scale = .layer
      return options
    }
    var linear = options(.fcm)
    linear.fast.kind = .linear
    let ofLinear = try #require(small.evaluate(linear).ranges)
    let ofTwoPoint = try #require(small.evaluate(options(.fcm, tolerance: 1e-3)).ranges)
    let alone = try #require(small.evaluate(options(.nodal), limit: 2).ranges)
    #expect(alone.chosenBy == "nodal")
    // Bent cells conduct more than the linear model thinks, and the exact currents choose as those of a
    // model that is right to a thousandth do, from fewer vectors.
    func steps(_ ranges: ConverterRanges) -> [Double] {
      ranges.layers.flatMap { $0.outputs.compactMap(\.all?.stepAmpere) }
    }
    #expect(steps(alone).count == 3 && steps(ofLinear).count == 3)
    for (nodal, twoPoint) in zip(steps(alone), steps(ofTwoPoint)) {
      #expect((nodal / twoPoint - 1).magnitude < 0.15)
    }
    let ratio = zip(steps(alone), steps(ofLinear)).map { $0 / $1 }
    #expect(ratio.allSatisfy { $0 > 1.1 }, "\(ratio)")
    for solver in [options(.fcm, tolerance: 1e-3), linear, options(.nodal), options(.ideal)] {
      var given = solver
      given.ranges = ofLinear
      let found = try #require(small.evaluate(given, limit: 2).ranges)
      #expect(found.layers == ofLinear.layers)
    }
  }

  /// A layer of 7 × 4 weights on 2 × 2 arrays of 4 × 3, inputs of 8 bits in two streams.
  private static let problem = LayerProblem(inputs: 7, outputs: 4)
  private static let mapping: Mapping = {
    var mapping = Mapping()
    mapping.tile.rows = 4
    mapping.tile.columns = 3
    mapping.weights.scale = .layer
    mapping.inputs.bitsPerStream = 4
    mapping.outputs.reads = .column
    return mapping
  }()
  private static func range(_ step: Double, highest: Int = 255) -> ConverterRanges.Column {
    .init(stepAmpere: step, lowest: 0, highest: highest)
  }
  private static let input = ConverterRanges.Input(step: 0.0125, lowest: 0, highest: 255)

  private func given(_ outputs: [Output], inputs: [ConverterRanges.Input] = [input]) throws
    -> GivenRanges
  {
    let ranges = ConverterRanges(
      network: nil, chosenBy: nil,
      layers: [ConverterRanges.Layer(name: "layer", inputs: inputs, outputs: outputs)])
    return try GivenRanges(
      ConverterRanges(ranges.encoded(), source: "r.json"), source: "r.json", layer: "layer")
  }

  private func layer(_ ranges: GivenRanges, mapping: Mapping = mapping) throws -> CrossbarLayer {
    let problem = Self.problem
    return try LayerRanging.layer(
      PreparedLayer(
        problem.matrix, mapping: mapping, technology: LayerProblem.technology(),
        sample: problem.sample, ranges: ranges),
      sample: problem.sample, model: IdealModel(), ranges: ranges, threads: 1)
  }

  @Test func `ranges of streams and arrays convert the columns they name`() throws {
    // Amperes: 0.25 V over 15 digits; a step of a weight is (10 µS − 1/600 kΩ) / 127.
    let (volts, weight, off) = (0.25 / 15, (1 / 100e3 - 1 / 600e3) / 127, 1 / 600e3)
    let base = Output(all: Self.range(4e-8))
    let upper = Output(stream: 1, all: Self.range(1e-8))
    let corner = Output(
      stream: 1, rowTile: 1, columnTile: 1, all: .init(stepAmpere: 2.5e-9, lowest: -3, highest: 252)
    )
    let negative = Output(
      polarity: .negative, stream: 0, rowTile: 0, columnTile: 0, all: Self.range(3e-8))
    let layer = try layer(given([base, upper, corner, negative]))
    let found = try Self.problem.outputs(layer)[0]
    let integers = layer.prepared.weights.values[0]
    let scales = layer.prepared.weights.scales[0]
    var scale = 0.0
    for vector in 0..<Self.problem.vectors {
      let codes = (0..<7).map { row -> Int in
        let value = Double(Self.problem.inputs[0][7 * vector + row])
        return Int(min(max((value / 0.0125).rounded(.toNearestOrEven), 0), 255))
      }
      for output in 0..<4 {
        var sum = 0.0
        for stream in 0..<2 {
          for rowTile in 0..<2 {
            for polarity in 0..<2 {
              var current = 0.0
              for row in 4 * rowTile..<min(4 * rowTile + 4, 7) {
                let integer = Int(integers[4 * row + output]) * (polarity == 0 ? 1 : -1)
                current +=
                  Double(codes[row] >> (4 * stream) & 15) * volts
                  * (off + weight * Double(max(integer, 0)))
              }
              let columnTile = output / 3
              let given =
                (stream, rowTile, columnTile) == (1, 1, 1)
                ? corner
                : stream == 1
                  ? upper
                  : (polarity, stream, rowTile, columnTile) == (1, 0, 0, 0) ? negative : base
              let range = try #require(given.all)
              let code = min(
                max((current / range.stepAmpere).rounded(.toNearestOrEven), Double(range.lowest)),
                Double(range.highest))
              let worth = Double(1 << (4 * stream)) * range.stepAmpere / (volts * weight)
              sum += (polarity == 0 ? worth : -worth) * code
            }
          }
        }
        let wanted = sum * Double(scales[output]) * 0.0125
        scale = max(scale, wanted.magnitude)
        // Sums and steps in single precision; no current lies that near to a tie of a converter.
        #expect((Double(found[4 * vector + output]) - wanted).magnitude < 1e-5 * max(scale, 1))
      }
    }
    // Hulls of what differs by stream and array.
    #expect(layer.outputRanges[0].count == 2)
    #expect((layer.outputRanges[0][0][1] - 255 * 4e-8).magnitude < 1e-12)
    #expect((layer.outputRanges[0][0][0] + 3 * 2.5e-9).magnitude < 1e-12)
  }

  @Test func `ranges that do not fit the layer or its mapping are refused by key`() throws {
    let good = Output(all: Self.range(4e-8))
    func edited(_ edit: (inout Output) -> Void) -> [Output] {
      var output = good
      edit(&output)
      return [good, output]
    }
    let cases: [(String, [Output])] = [
      ("key outputs", []), ("outputs[1].slice", edited { $0.slice = 1 }),
      ("outputs[1].stream", edited { $0.stream = 2 }),
      ("outputs[1].row_tile", edited { $0.rowTile = 2 }),
      ("outputs[1].column_tile", edited { $0.columnTile = 2 }),
      ("outputs[1].group", edited { $0.group = 1 }),
      // The layer has four outputs.
      (
        "outputs[1].columns",
        edited {
          ($0.all, $0.stream) = (nil, 1)
          $0.columns = [Self.range(4e-8), Self.range(1e-8)]
        }
      ),
      ("outputs[1].highest", edited { ($0.stream, $0.all) = (1, Self.range(4e-8, highest: 254)) }),
      ("outputs[1].step_ampere", edited { ($0.stream, $0.all) = (1, Self.range(1e-60)) }),
      // One choice each, and both hold for the corner.
      (
        "outputs[2]",
        [good]
          + [
            Output(stream: 0, all: Self.range(1e-8)),
            Output(rowTile: 0, all: Self.range(1e-8)),
          ]
      ),
      // The other polarity has none.
      ("key outputs", [Output(polarity: .positive, all: Self.range(1e-8))]),
    ]
    for (key, outputs) in cases {
      let error = #expect(throws: InputError.self) { try layer(given(outputs)) }
      #expect(error?.location?.contains(key) == true, "\(key): \(String(describing: error))")
    }
    var pairs = Self.mapping
    pairs.outputs.reads = .difference
    #expect(throws: InputError.self) {
      try layer(given(edited { $0.polarity = .negative }), mapping: pairs)
    }
    var coarse = Self.mapping
    coarse.inputs.bits = 7
    #expect(throws: InputError.self) { try layer(given([good]), mapping: coarse) }
    #expect(throws: InputError.self) {
      try layer(given([good], inputs: [Self.input, Self.input]))
    }
    #expect(throws: InputError.self) {
      try GivenRanges(
        ConverterRanges(network: nil, chosenBy: nil, layers: []), source: "r.json", layer: "layer")
    }
  }

  @Test func `tiles are counted by the columns that reference columns leave`() throws {
    // Of four columns of an array three hold outputs: four outputs take two arrays.
    var mapping = Self.mapping
    mapping.weights.encoding = .offset
    mapping.weights.reference = .dummy
    mapping.weights.columnsPerReference = 3
    mapping.tile.columns = 4
    let tiles = [0, 1].map {
      Output(
        columnTile: $0, all: .init(stepAmpere: $0 == 0 ? 1e-8 : 4e-8, lowest: -128, highest: 127))
    }
    let found = try layer(given(tiles), mapping: mapping)
    guard case .ideal(let converters) = found.conversion else {
      Issue.record("no ideal converters")
      return
    }
    let steps = (0..<2).map { converters[.init(slice: 0, kind: 0, columnTile: $0)]?.step }
    #expect(try (#require(steps[1]) / #require(steps[0]) - 4).magnitude < 1e-6)
    #expect(throws: InputError.self) { try layer(given([tiles[0]]), mapping: mapping) }
  }
}
