import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import Records
import TestSupport
import Testing

/// Raises of both cells of a pair: the same mean with another spread.
struct WeightRaiseTests {
  private let problem = LayerProblem(inputs: 20, outputs: 4, vectors: 10)

  private func raised(_ part: Float) -> LayerMatrix {
    let plain = problem.matrix
    return LayerMatrix(
      name: plain.name, index: 0, inputs: plain.inputs, outputs: plain.outputs,
      weights: plain.weights, raises: plain.weights.map { $0.map { _ in part } })
  }

  private func prepared(_ part: Float, _ technology: Technology) throws -> PreparedLayer {
    try PreparedLayer(
      raised(part), mapping: .exact(), technology: technology, sample: problem.sample)
  }

  @Test(arguments: [Float(0), 0.3, 1])
  func `a raise leaves what ideal arrays multiply by`(part: Float) throws {
    let technology = LayerProblem.technology()
    func outputs(_ part: Float) throws -> [[Float]] {
      let layer = try LayerRanging.layer(
        prepared(part, technology), sample: problem.sample, model: IdealModel(), threads: 1)
      return try problem.outputs(layer)
    }
    #expect(try outputs(part) == outputs(0))
  }

  @Test func `both cells are raised as far as there is room`() {
    let slices = CellSlices(.exact())
    func cells(_ weight: Int32, _ raise: Int32) -> [Int] {
      slices.polarities.map { slices.level(of: weight, slice: 0, polarity: $0, raise: raise) }
    }
    #expect(cells(0, 50) == [50, 50] && cells(-20, 50) == [50, 70])
    #expect(cells(100, 50) == [127, 27] && cells(127, 50) == [127, 0])
  }

  @Test(arguments: [Float(0), 0.2, 0.6])
  func `weights vary as the states of their cells do`(part: Float) throws {
    // The lowest state, 1.67 uS, is within one and a half deviations of 0 S, where conductances are clipped.
    let technology = LayerProblem.technology(
      variation: ProgrammingVariation(
        sigma: ConductanceFunction(
          StateFunction(.polynomial([1.2, -0.05])), argumentUnit: 1e-6, valueUnit: 1e-6)))
    let layer = try prepared(part, technology)
    let variances = technology.stateVariances(bits: 7)
    let count = 400
    let instances = try (0..<count).map { trial in
      try layer.arrays(
        model: IdealModel(), instance: LayerArrays.Instance(seed: 3, trial: trial), threads: 1)
    }
    let ranged = try LayerRanging.layer(
      layer, sample: problem.sample, model: IdealModel(), threads: 1)
    let drawn = try instances.map { try ranged.weights(of: $0)[0] }
    var (found, wanted) = (0.0, 0.0)
    for place in problem.matrix.weights[0].indices {
      let values = drawn.map { Double($0[place]) }
      let mean = values.reduce(0, +) / Double(count)
      let scale = Double(layer.weights.scales[0][place % problem.matrix.outputs])
      found += values.reduce(0) { $0 + pow(($1 - mean) / scale, 2) } / Double(count - 1)
      let integer = Int(layer.weights.values[0][place].magnitude)
      let raise = min(Int((part * 127).rounded()), 127 - integer)
      wanted += variances[raise] + variances[raise + integer]
    }
    // A variance of 400 draws deviates by (2/400)^½, the sum of those of 80 weights by a ninth of that, twice if they are
    // unlike; five times that.
    #expect((found / wanted - 1).magnitude < 0.08, "\(found), not \(wanted)")
  }

  @Test func `the variance of a clipped state is that of its draws`() {
    let variation = ProgrammingVariation(
      sigma: ConductanceFunction(
        StateFunction(.constant(2)), argumentUnit: 1e-6, valueUnit: 1e-6))
    var generator = SeededGenerator(seed: 9, stream: 1)
    for target in [0.0, 1e-6, 8e-6] {
      let draws = (0..<40_000).map { _ in variation.sample(target, using: &generator) }
      let mean = draws.reduce(0, +) / 40_000
      let found = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39_999
      #expect((found / variation.variance(at: target) - 1).magnitude < 0.06)
    }
  }

  @Test func `raises are kept with their network, and with no other`() throws {
    let folder = try TemporaryFolder()
    let small = try SmallNetwork(images: 5)
    let parts: [[[Float]]?] = small.network.matrixLayers.map { layer in
      layer.name == "second"
        ? nil : layer.weights.map { $0.indices.map { Float($0 % 256) / 255 } }
    }
    let record = WeightRaises(
      parts, of: small.network,
      file: EvaluationResult.Source(file: "small.onnx", sha256: small.network.sha256))
    let place = folder.file("r.json")
    try record.encoded().write(to: place)
    let read = try WeightRaises(contentsOf: place)
    #expect(read == record)
    let raised = try read.applied(to: small.network, source: "r.json")
    #expect(raised.matrixLayers.map(\.raises) == parts)
    #expect(raised.sha256 != small.network.sha256)
    #expect(throws: InputError.self) { try read.applied(to: raised, source: "r.json") }
    var short = record
    short.network.sha256 = nil
    short.layers[0].raises.removeLast()
    let error = #expect(throws: InputError.self) {
      try short.applied(to: small.network, source: "r.json")
    }
    #expect(error?.location == "key layers[0]")
  }

  @Test func `raises in a single column are refused`() throws {
    let small = try SmallNetwork(images: 5)
    let raised = small.network.raised(
      by: small.network.matrixLayers.map { $0.weights.map { $0.map { _ in 0.5 } } })
    var mapping = Mapping()
    mapping.weights.encoding = .offset
    let error = #expect(throws: InputError.self) { try mapping.check(against: raised) }
    #expect(error?.location == "key weights.encoding")
  }
}
