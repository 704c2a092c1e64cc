import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// What a layer counts, against what the circuit of the same pairs of columns gives.
struct PairAgreementTests {
  /// What decides behind a pair.
  enum Decider: String, CaseIterable, Sendable {
    case common, stepped, curve
  }

  private static let amplifier = TransimpedanceAmplifier(
    feedbackResistance: 2e4, openLoopGain: 2000)

  private static func difference(_ pairs: DifferenceAmplifier.Pairs) -> DifferenceAmplifier {
    DifferenceAmplifier(
      pairs: pairs, inputResistance: 2e4, gain: 3, openLoopGain: 500, offset: 1e-3)
  }

  /// 3 / (1 + 4 / 500) of the difference that 2000 / 2001 of R_f makes.
  private static let ohms = 2e4 * 2000 / 2001 * 3 / (1 + 4.0 / 500)

  private static func junction(_ decider: Decider) throws -> StochasticConverter {
    var junction = StochasticConverter(
      sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: 0.2)
    switch decider {
    case .common: junction.samples = 4
    case .stepped: (junction.samples, junction.thresholdStep) = (8, 0.3)
    case .curve:
      // No tanh: steeper above its middle than below.
      let curve = try StochasticCurve(
        text: "x,probability_of_plus_one\n"
          + (-40...40).map { place in
            let x = Double(place) / 40
            let p = x < 0 ? 0.5 / (1 - 2 * x) : 1 - 0.5 * exp(-3 * x)
            return "\(x),\(p)\n"
          }.joined(), source: "curve.csv")
      junction.curve = curve
      (junction.sensitivity, junction.offset) = (curve.sensitivity, curve.offset)
      junction.samples = 3
    }
    return junction
  }

  private static func technology(
    _ converter: ColumnConverter, pairs: DifferenceAmplifier.Pairs, rowWires: Bool
  ) -> Technology {
    var technology = LayerProblem.technology()
    technology.resistances = ArrayResistances(
      rowSegment: rowWires ? 20 : 0, columnSegment: 40, driver: rowWires ? 300 : 0, sense: 100)
    technology.periphery = Periphery(
      amplifier: amplifier, difference: difference(pairs), converter: converter)
    return technology
  }

  private static func problem() -> LayerProblem {
    LayerProblem(inputs: 6, outputs: 4, vectors: 3, seed: 3)
  }

  private static func mapping(_ change: (inout Mapping.PartialSums) -> Void = { _ in }) -> Mapping {
    var mapping = Mapping()
    (mapping.tile.rows, mapping.tile.columns) = (6, 4)
    (mapping.weights.bits, mapping.weights.bitsPerCell) = (4, 4)
    (mapping.inputs.bits, mapping.inputs.bitsPerStream) = (4, 4)
    mapping.weights.scale = .layer
    mapping.gain = Mapping.GainCorrection.none
    var sums = Mapping.PartialSums()
    change(&sums)
    mapping.partialSums = sums
    return mapping
  }

  /// A layer on a technology whose columns are products, wires and amplifiers included.
  private static func layer(
    _ mapping: Mapping, _ technology: Technology, _ problem: LayerProblem
  ) throws -> (layer: CrossbarLayer, model: FastCrossbarModel) {
    let model = FastCrossbarModel(CoreSettings(.linear), statistics: .uniform(upTo: 0.25))
    return (try problem.layer(mapping, technology: technology, model: model), model)
  }

  /// The voltages of the rows, and the conductances of the cells of either sign.
  private static func circuit(
    _ layer: CrossbarLayer, _ problem: LayerProblem
  ) -> (inputs: Matrix, positive: Matrix, negative: Matrix) {
    let converter = layer.prepared.inputConverter(ofGroup: 0).converter
    let inputs = Matrix(rows: problem.vectors, columns: 6) { vector, row in
      let code = (problem.inputs[0][vector * 6 + row] / converter.step)
        .rounded(.toNearestOrEven)
      return 0.25 / 15 * Double(min(max(code, converter.lowest), converter.highest))
    }
    let (off, step) = (1 / 600e3, (1 / 100e3 - 1 / 600e3) / 7)
    func cells(_ sign: Int) -> Matrix {
      Matrix(rows: 6, columns: 4) { row, column in
        let weight = Int(layer.prepared.weights.values[0][row * 4 + column]) * sign
        return off + step * Double(max(weight, 0))
      }
    }
    return (inputs, cells(1), cells(-1))
  }

  /// The readings of the pairs by the nodal solver: of one array, or of one for either sign with the amplifiers behind both.
  private static func reading(
    _ layer: CrossbarLayer, _ problem: LayerProblem, _ technology: Technology
  ) throws -> ArrayReading {
    let (inputs, positive, negative) = circuit(layer, problem)
    let pairs = try #require(technology.periphery.difference?.pairs)
    let whole = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 6, columns: 8) { row, column in
        switch pairs {
        case .interleaved:
          column % 2 == 0 ? positive[row, column / 2] : negative[row, column / 2]
        case .separated: column < 4 ? positive[row, column] : negative[row, column - 4]
        }
      })
    guard pairs == .separated else { return try NodalSolver().program(whole).reading(of: inputs) }
    var plain = technology
    plain.periphery = Periphery(amplifier: technology.periphery.amplifier)
    let currents = try [positive, negative].map {
      try NodalSolver().program(Crossbar(technology: plain, conductances: $0)).read(inputs)
    }
    return whole.readout.reading(
      currents: Matrix(rows: inputs.rows, columns: 8) {
        currents[$1 / 4][$0, $1 % 4]
      })
  }

  /// What a layer makes of many images alike: for every vector and column the number of images with each count.
  private static func counts(
    _ layer: CrossbarLayer, _ arrays: LayerArrays, _ problem: LayerProblem, draws: Int,
    count: (_ sum: Double) -> Double
  ) throws -> [[Int]] {
    let unit =
      Double(layer.prepared.weights.scales[0][0])
      * Double(layer.prepared.inputConverter(ofGroup: 0).converter.step)
    let inputs = (0..<draws).flatMap { _ in problem.inputs[0] }
    let outputs = try inputs.withUnsafeBufferPointer {
      try layer.product($0, group: 0, arrays: arrays, positions: 1)
    }
    var found = [[Int]](repeating: [Int](repeating: 0, count: 65), count: 3 * 4)
    for (place, output) in outputs.enumerated() {
      let exact = count(Double(output) / unit)
      let nearest = exact.rounded()
      #expect((exact - nearest).magnitude < 0.01)
      found[place % 12][Int(nearest)] += 1
    }
    return found
  }

  /// The probability of every count of independent samples.
  private func distribution(_ means: [Double]) -> [Double] {
    var found = [1.0]
    for mean in means {
      let p = (1 + mean) / 2
      var next = [Double](repeating: 0, count: found.count + 1)
      for (count, probability) in found.enumerated() {
        next[count] += probability * (1 - p)
        next[count + 1] += probability * p
      }
      found = next
    }
    return found
  }

  @Test(arguments: Decider.allCases, [DifferenceAmplifier.Pairs.interleaved, .separated])
  func `a layer draws with the means of its circuit`(
    decider: Decider, pairs: DifferenceAmplifier.Pairs
  ) throws {
    let junction = try Self.junction(decider)
    // Beside each other two columns of a pair load the same rows, which in a network they do not: rows have no wires then.
    let technology = Self.technology(
      .stochastic(junction), pairs: pairs, rowWires: pairs == .separated)
    let problem = Self.problem()
    let samples = junction.samples
    let mapping = Self.mapping {
      ($0.samples, $0.range) = (samples, .technology)
      $0.thresholds = decider == .stepped ? .stepped : .common
    }
    let (layer, model) = try Self.layer(mapping, technology, problem)
    let reading = try Self.reading(layer, problem, technology)
    let means = try #require(reading.outputs?.stochasticMeans)
    #expect(means.elements.contains { $0.magnitude > 0.1 } && means.elements.contains { $0 < 0 })
    let arrays = try layer.prepared.arrays(
      model: model, instance: LayerArrays.Instance(seed: 5, trial: 1), threads: 1)
    // P = (A ŷ + θ′) / κ with κ = α I_u / I_FS and θ′ = α (x₀ − x of the amplifier's offset).
    let unit = 0.25 / 15 * (1 / 100e3 - 1 / 600e3) / 7
    let kappa = junction.sensitivity * unit * Self.ohms / 0.2
    let rest = 1e-3 * 500 / (1 + 500 / 4.0)
    let threshold = junction.sensitivity * (junction.offset - rest / 0.2)
    let reach =
      junction.thresholdStep == 0
      ? 1 : Double(samples) * junction.sensitivity * junction.thresholdStep / 2
    let draws = 100_000
    let counts = try Self.counts(layer, arrays, problem, draws: draws) {
      ((kappa * $0 - threshold) / reach + 1) * Double(samples) / 2
    }
    var (square, freedom) = (0.0, 0.0)
    for vector in 0..<3 {
      for column in 0..<4 {
        let own = counts[vector * 4 + column]
        let wanted = means[vector, column]
        let ofSamples =
          reading.outputs?.sampleMeans.map { all in
            (0..<samples).map { all[vector, column * samples + $0] }
          } ?? [wanted]
        let mean =
          own.enumerated().reduce(0) {
            $0 + Double($1.element) * (2 * Double($1.offset) / Double(samples) - 1)
          } / Double(draws)
        let variance =
          ofSamples.reduce(0) { $0 + 1 - $1 * $1 } / Double(samples * samples)
        #expect(
          (mean - wanted).magnitude < 4 * (variance / Double(draws)).squareRoot(),
          "vector \(vector), column \(column): \(mean), not \(wanted)")
        let expected = distribution(ofSamples).map { $0 * Double(draws) }
        let cells = expected.indices.filter { expected[$0] >= 5 }
        for cell in cells {
          let left = Double(own[cell]) - expected[cell]
          square += left * left / expected[cell]
        }
        freedom += Double(cells.count - 1)
      }
    }
    // χ² has the deviation √(2 f).
    #expect((square - freedom).magnitude < 5 * (2 * freedom).squareRoot(), "\(square), \(freedom)")
  }

  @Test(arguments: [DifferenceAmplifier.Pairs.interleaved, .separated], [0, 8e-3])
  func `a layer decides as its sense amplifiers do`(
    pairs: DifferenceAmplifier.Pairs, sigma: Double
  ) throws {
    var technology = Self.technology(
      .senseAmplifier(
        ClockedSenseAmplifier(
          thresholdVoltage: 4e-3, supplyVoltage: 1, regenerationTime: 1e-11,
          decisionTime: 3e-10)), pairs: pairs, rowWires: pairs == .separated)
    technology.variation.mismatch.latchOffset = sigma
    let problem = LayerProblem(inputs: 6, outputs: 4, vectors: 300, seed: 3)
    let (layer, model) = try Self.layer(Self.mapping(), technology, problem)
    guard case .counts = layer.conversion else {
      Issue.record("the converter of the technology is not taken")
      return
    }
    let reading = try Self.reading(layer, problem, technology)
    let differences = try #require(reading.differenceVoltages)
    let instance = LayerArrays.Instance(seed: 5, trial: 1)
    let arrays = try layer.prepared.arrays(model: model, instance: instance, threads: 1)
    let found = try problem.outputs(layer, arrays: arrays)[0]
    // The array of positive weights of the first layer in instance 1.
    let offsets = technology.variation.mismatch.comparators(
      4, chance: InstanceChance(seed: 5, array: [1, 0, 0, 0, 0, 0, 0])
    ).latchOffsets
    #expect((offsets == nil) == (sigma == 0))
    var turned = 0
    for vector in 0..<300 {
      for column in 0..<4 {
        let voltage = differences[vector, column] - 4e-3
        let offset = offsets?[column] ?? 0
        if (voltage > 0) != (voltage > offset) { turned += 1 }
        guard (voltage - offset).magnitude > 1e-6 else { continue }
        // What an output stands for is (± 1) / κ from the threshold of 4 mV.
        let all = (0..<300).map { found[$0 * 4 + column] }
        let middle = ((all.min() ?? 0) + (all.max() ?? 0)) / 2
        #expect((found[vector * 4 + column] > middle) == (voltage > offset))
      }
    }
    #expect((turned > 0) == (sigma > 0), "\(turned) of 1200 decisions turned")
    if sigma == 0 {
      let decisions = try #require(reading.outputs?.decisions)
      #expect(Set(decisions.elements) == [-1, 1])
    }
  }

  @Test func `junctions of a layer differ as those of its circuit`() throws {
    let junction = try Self.junction(.common)
    var technology = Self.technology(.stochastic(junction), pairs: .separated, rowWires: true)
    technology.variation.mismatch = Mismatch(
      differenceOffset: 5e-3, differenceResistor: 0.02, stochasticOffset: 0.2,
      stochasticSensitivity: 0.3)
    let problem = Self.problem()
    let mapping = Self.mapping { ($0.samples, $0.range) = (4, .technology) }
    let (layer, model) = try Self.layer(mapping, technology, problem)
    let reading = try Self.reading(layer, problem, technology)
    let nominal = try #require(reading.outputs?.stochasticMeans)
    let volts = try #require(reading.differenceVoltages)
    let instance = LayerArrays.Instance(seed: 5, trial: 1)
    let arrays = try layer.prepared.arrays(model: model, instance: instance, threads: 1)
    let unit = 0.25 / 15 * (1 / 100e3 - 1 / 600e3) / 7
    let kappa = junction.sensitivity * unit * Self.ohms / 0.2
    let rest = 1e-3 * 500 / (1 + 500 / 4.0)
    let threshold = junction.sensitivity * (junction.offset - rest / 0.2)
    let draws = 20_000
    let counts = try Self.counts(layer, arrays, problem, draws: draws) {
      (kappa * $0 - threshold + 1) * 2
    }
    let drawn = technology.variation.mismatch.comparators(
      4, chance: InstanceChance(seed: 5, array: [1, 0, 0, 0, 0, 0, 0]))
    let own = try #require(drawn.stochasticDeviations)
    let amplifiers = drawn.differenceDeviations
    let ideal = Self.difference(.separated).transfer()
    var moved = 0.0
    for vector in 0..<3 {
      for column in 0..<4 {
        let transfer = Self.difference(.separated).transfer(amplifiers[column])
        let voltage =
          (volts[vector, column] - ideal.output) * transfer.differential / ideal.differential
          + transfer.output
        let wanted = junction.mean(at: voltage, deviation: own[column])
        let found =
          counts[vector * 4 + column].enumerated().reduce(0) {
            $0 + Double($1.element) * (Double($1.offset) / 2 - 1)
          } / Double(draws)
        #expect(
          (found - wanted).magnitude
            < 4 * ((1 - wanted * wanted) / 4 / Double(draws)).squareRoot())
        moved = max(moved, (wanted - nominal[vector, column]).magnitude)
      }
    }
    #expect(moved > 0.1)
    // Another instance has other converters.
    let other = try layer.prepared.arrays(
      model: model, instance: LayerArrays.Instance(seed: 5, trial: 2), threads: 1)
    #expect(
      try Self.counts(layer, other, problem, draws: 200) { (kappa * $0 - threshold + 1) * 2 }
        != Self.counts(layer, arrays, problem, draws: 200) { (kappa * $0 - threshold + 1) * 2 })
  }

  @Test func `what a network cannot count is refused with the key of the technology`() throws {
    var junction = try Self.junction(.common)
    junction.resetFailure = 0.1
    let problem = Self.problem()
    func refusal(_ mapping: Mapping, _ converter: ColumnConverter) throws -> String {
      let technology = Self.technology(converter, pairs: .interleaved, rowWires: false)
      let error = try #require(throws: InputError.self) {
        try Self.layer(mapping, technology, problem)
      }
      return "\(error)"
    }
    #expect(
      try refusal(Self.mapping(), .stochastic(junction)).contains("stochastic.reset_failure"))
    var plain = Self.mapping()
    plain.partialSums = nil
    junction.resetFailure = 0
    for converter in [
      ColumnConverter.stochastic(junction),
      .senseAmplifier(
        ClockedSenseAmplifier(supplyVoltage: 1, regenerationTime: 1e-11, decisionTime: 3e-10)),
    ] {
      #expect(try refusal(plain, converter).contains("[partial_sums]"))
    }
  }
}
