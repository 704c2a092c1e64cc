import Crossbars
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// Layers whose network states the integers of its inputs and weights.
struct QuantizedLayerTests {
  private static let steps: [Float] = [0.5, 0.0625, 0.25]

  /// Weights that are integers of −127 to 127 times a step of each output, none of which is full scale.
  private func matrix(codes: ClosedRange<Int>) -> LayerMatrix {
    var generator = SeededGenerator(seed: 3, stream: 9)
    let weights = (0..<30).map { place in
      Float(Int(generator.uniform() * 200) - 100) * Self.steps[place % 3]
    }
    return LayerMatrix(
      name: "layer", index: 0, inputs: 10, outputs: 3, weights: [weights],
      weightSteps: Self.steps, inputCodes: QuantizedNumbers(step: 0.125, codes: codes))
  }

  private func sample(_ codes: [Int]) -> LayerSample {
    var sample = LayerSample(groups: 1, inputs: 10)
    let values = codes.map { Float($0) * 0.125 }
    values.withUnsafeBufferPointer {
      sample.add($0, group: 0, images: values.count / 10, kept: values.count)
    }
    sample.finish()
    return sample
  }

  private func prepared(
    _ matrix: LayerMatrix, _ mapping: Mapping = Mapping()
  ) throws -> PreparedLayer {
    try PreparedLayer(
      matrix, mapping: mapping, technology: LayerProblem.technology(),
      sample: sample((0..<40).map { 3 * $0 + (matrix.inputCodes?.codes.lowerBound ?? 0) }))
  }

  @Test(arguments: [0...255, -127...127, -128...127])
  func `codes are the network's own integers`(codes: ClosedRange<Int>) throws {
    let matrix = matrix(codes: codes)
    let layer = try prepared(matrix)
    #expect(layer.weights.scales == [Self.steps])
    #expect(
      layer.weights.values[0].enumerated().allSatisfy { place, integer in
        Float(integer) * Self.steps[place % 3] == matrix.weights[0][place]
      })
    let values = codes.map { Float($0) * 0.125 }
    let found = values.withUnsafeBufferPointer { layer.inputConverter.codes(of: $0) }
    #expect(found == codes.map { Float(max($0, -127)) })
    #expect(layer.inputConverter.isBipolar == (codes.lowerBound < 0))
  }

  @Test func `bits that do not hold the integers have ranges that do`() throws {
    var mapping = Mapping()
    mapping.inputs.bits = 6
    mapping.weights.bits = 6
    let matrix = matrix(codes: 0...255)
    let layer = try prepared(matrix, mapping)
    #expect(Tolerance(relative: 1e-6).admits(layer.inputConverter.limit, reference: 0.125 * 255))
    #expect(layer.weights.values[0].allSatisfy { $0.magnitude <= 31 })
    #expect(layer.weights.scales[0] != Self.steps)
    // One scale for all outputs is none of theirs.
    var shared = Mapping()
    shared.weights.scale = .layer
    #expect(Set(try prepared(matrix, shared).weights.scales[0]).count == 1)
  }
}
