import Configuration
import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Runs a model digitally and with an exact engine, which must agree, and gives the digital result.
func bothWays(_ builder: ModelBuilder, _ input: [Float]) throws -> [Float] {
  let network = try builder.network()
  let batch = Tensor(shape: [1] + network.inputShape, elements: input)
  let digital = try network.forward(batch)
  let engine = try network.forward(batch, engine: PlainEngine())
  #expect(digital.shape == engine.shape)
  for (one, two) in zip(digital.elements, engine.elements) {
    #expect(isClose(one, two), "digital \(one), engine \(two)")
  }
  return digital.elements
}

/// Whether two numbers differ by no more than float32 sums of some hundred terms do.
func isClose(_ one: Float, _ two: Float) -> Bool {
  (one - two).magnitude <= 2e-5 * max(1, two.magnitude)
}

func isClose(_ one: [Float], _ two: [Float]) -> Bool {
  one.count == two.count && zip(one, two).allSatisfy { isClose($0, $1) }
}

/// The message with which a model is refused.
func refusal(_ builder: ModelBuilder, folder: URL? = nil) throws -> String {
  let data = try builder.data()
  let error = #expect(throws: InputError.self) {
    try Network(data, source: "test.onnx", folder: folder)
  }
  return error.map { "\($0)" } ?? ""
}
