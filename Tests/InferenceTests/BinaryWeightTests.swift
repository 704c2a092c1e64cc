import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Records
import Testing

/// Weights of one bit: a sign in a pair of cells.
@Suite struct BinaryWeightTests {
  private let problem = LayerProblem(inputs: 70, outputs: 9, vectors: 12)

  private func mapping(_ scale: Mapping.Granularity = .column) -> Mapping {
    var mapping = Mapping.exact(bitsPerCell: 1)
    mapping.weights.bits = 1
    mapping.weights.scale = scale
    return mapping
  }

  @Test(arguments: Mapping.Granularity.allCases)
  func `a weight is its sign times the mean magnitude of those that share its scale`(
    scale: Mapping.Granularity
  ) {
    let weights = IntegerWeights(problem.matrix, mapping: mapping(scale))
    for output in 0..<problem.matrix.outputs {
      var (sum, count) = (0.0, 0)
      for place in problem.matrix.weights[0].indices
      where scale == .layer || place % problem.matrix.outputs == output {
        sum += Double(problem.matrix.weights[0][place].magnitude)
        count += 1
      }
      // Single precision rounds the mean once.
      #expect((Double(weights.scales[0][output]) / (sum / Double(count)) - 1).magnitude < 1e-7)
    }
    #expect(
      zip(weights.values[0], problem.matrix.weights[0]).allSatisfy {
        $0 == ($1 < 0 ? -1 : 1)
      })
  }

  @Test func `one cell of a pair is on and the other off`() {
    let slices = CellSlices(mapping())
    #expect(mapping().sliceCount == 1 && mapping().sliceBits == 1)
    for (weight, cells) in [(Int32(1), [1, 0]), (-1, [0, 1])] {
      #expect(
        slices.polarities.map { slices.level(of: weight, slice: 0, polarity: $0) } == cells)
    }
  }

  @Test func `ideal arrays multiply by the signs`() throws {
    let layer = try problem.layer(mapping())
    let found = try problem.outputs(layer)
    let wanted = problem.integerProduct(layer)
    for (found, wanted) in zip(found.joined(), wanted.joined()) {
      // Sums of integers are exact; the factor behind them is rounded to single precision.
      #expect((Double(found) - wanted).magnitude <= 1e-6 * wanted.magnitude + 1e-12)
    }
  }

  @Test func `a technology of two states holds them`() throws {
    let layer = try problem.layer(mapping(), technology: LayerProblem.technology(levels: 2))
    let plain = try problem.layer(mapping())
    #expect(try problem.outputs(layer) == problem.outputs(plain))
  }

  @Test func `weights of zero alone give nothing`() throws {
    let none = LayerProblem(
      weights: [[Float](repeating: 0, count: 70 * 9)], inputs: problem.inputs, of: problem)
    #expect(try none.outputs(none.layer(mapping())).joined().allSatisfy { $0 == 0 })
  }

  @Test func `one bit in a single column is refused`() throws {
    let error = #expect(throws: InputError.self) {
      try Mapping(
        ConfigurationDocument(
          text: "[weights]\nbits = 1\nencoding = \"offset\"\n", source: "m.toml"))
    }
    #expect(error?.location == "line 2, key weights.bits")
  }
}
