import Configuration
import Foundation
import Networks
import Testing

/// What networks with `QuantizeLinear` and `DequantizeLinear` say of their layers.
struct QuantizedNetworkTests {
  private func scalar(_ builder: inout ModelBuilder, _ value: Float) -> String {
    builder.constant([], [value])
  }

  private func zero(_ builder: inout ModelBuilder, _ value: UInt8) -> String {
    builder.constant([], type: 2, raw: [value])
  }

  @Test func `a layer takes the scales of its inputs and weights`() throws {
    var builder = ModelBuilder(input: [2, 3, 3], opset: 17)
    let step = scalar(&builder, 0.25)
    let shift = zero(&builder, 3)
    builder.node("QuantizeLinear", [step, shift])
    builder.node("DequantizeLinear", [step, shift])
    builder.node("MaxPool", [], ["kernel_shape": .integers([2, 2])])
    let input = builder.last
    let kernel = builder.constant([3, 2, 1, 1], type: 3, raw: [1, -2, 3, 4, -127, 0] as [Int8])
    builder.node(
      "DequantizeLinear", inputs: [kernel, builder.constant([3], [0.5, 0.125, 0.03125])],
      ["axis": .integer(0)])
    builder.node("Conv", inputs: [input, builder.last], name: "first")
    builder.node("Relu")
    let middle = scalar(&builder, 0.125)
    let least = builder.constant([], type: 3, raw: [-128] as [Int8])
    builder.node("QuantizeLinear", [middle, least])
    builder.node("DequantizeLinear", [middle, least])
    builder.node("Flatten")
    let flat = builder.last
    let matrix = builder.constant([2, 12], type: 3, raw: (0..<24).map { Int8($0 - 12) })
    builder.node("DequantizeLinear", inputs: [matrix, scalar(&builder, 0.5)])
    builder.node("Transpose", [], ["perm": .integers([1, 0])])
    builder.node("MatMul", inputs: [flat, builder.last], name: "second")
    let layers = try builder.network().matrixLayers
    #expect(layers[0].inputCodes == QuantizedNumbers(step: 0.25, codes: -3...252))
    #expect(layers[0].weightSteps == [0.5, 0.125, 0.03125])
    #expect(layers[0].weights[0] == [0.5, 0.375, -3.96875, -1, 0.5, 0])
    #expect(layers[1].inputCodes == QuantizedNumbers(step: 0.125, codes: 0...255))
    #expect(layers[1].weightSteps == [0.5, 0.5])
  }

  @Test func `what only looks quantized states nothing`() throws {
    // A sigmoid behind the numbers, and weights that are computed.
    var builder = ModelBuilder(input: [4], opset: 17)
    let step = scalar(&builder, 0.25)
    builder.node("QuantizeLinear", [step])
    builder.node("DequantizeLinear", [step])
    builder.node("Sigmoid")
    let input = builder.last
    let matrix = builder.constant([4, 2], type: 3, raw: (0..<8).map { Int8($0) })
    builder.node("DequantizeLinear", inputs: [matrix, step])
    builder.node("Tanh")
    builder.node("MatMul", inputs: [input, builder.last])
    let layer = try builder.network().matrixLayers[0]
    #expect(layer.inputCodes == nil && layer.weightSteps == nil)
  }
}
