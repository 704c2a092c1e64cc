import Configuration
import Foundation
import NetworkTestSupport
import Networks
import SwiftProtobuf
import TestSupport
import Testing

/// Networks with other numbers, in memory and as files.
struct NetworkWritingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let build: @Sendable () -> ModelBuilder
    var testDescription: String { name }
  }

  private static func weights(_ builder: inout ModelBuilder, _ shape: [Int], _ seed: Int) -> String
  {
    builder.constant(shape, pattern(shape.reduce(1, *), seed: seed))
  }

  /// Adds a batch normalization of some channels, whose variances are positive.
  private static func normalize(_ builder: inout ModelBuilder, _ channels: Int) {
    let input = builder.last
    let names = (1...3).map { weights(&builder, [channels], 30 + $0) }
    let variances = builder.constant([channels], pattern(channels, seed: 34).map { $0 + 1.5 })
    builder.node(
      "BatchNormalization", inputs: [input] + names + [variances], ["epsilon": .number(0.01)])
  }

  static let cases = [
    Case(name: "a grouped convolution without bias, normalized twice") {
      var builder = ModelBuilder(input: [4, 5, 6])
      builder.node("Conv", [weights(&builder, [6, 2, 3, 2], 1)], ["group": .integer(2)])
      normalize(&builder, 6)
      normalize(&builder, 6)
      builder.node("Relu")
      builder.node("Flatten")
      return builder
    },
    Case(name: "a convolution of signals with a bias") {
      var builder = ModelBuilder(input: [3, 9])
      builder.node("Conv", [weights(&builder, [4, 3, 3], 1), weights(&builder, [4], 2)])
      builder.node("Flatten")
      return builder
    },
    Case(name: "a transposed convolution") {
      var builder = ModelBuilder(input: [4, 5])
      builder.node(
        "ConvTranspose", [weights(&builder, [4, 3, 3], 1), weights(&builder, [6], 2)],
        ["group": .integer(2), "strides": .integers([2])])
      builder.node("Flatten")
      return builder
    },
    Case(name: "products with factors and with biases of other shapes") {
      var builder = ModelBuilder(input: [5])
      let names = [weights(&builder, [7, 5], 1), weights(&builder, [1, 7], 2)]
      builder.node(
        "Gemm", names, ["transB": .integer(1), "alpha": .number(0.3), "beta": .number(0.7)])
      builder.node("Gemm", [weights(&builder, [7, 4], 3)], ["alpha": .number(-3)])
      normalize(&builder, 4)
      builder.node("Gemm", [weights(&builder, [4, 3], 4), weights(&builder, [], 5)])
      return builder
    },
    Case(name: "matrices with an addition and with a normalization behind them") {
      var builder = ModelBuilder(input: [5])
      builder.node("MatMul", [weights(&builder, [5, 6], 1)])
      builder.node("Add", [weights(&builder, [6], 2)])
      builder.node("MatMul", [weights(&builder, [6, 4], 3)])
      normalize(&builder, 4)
      normalize(&builder, 4)
      return builder
    },
    Case(name: "a matrix that two products and an addition read") {
      var builder = ModelBuilder(input: [1, 4])
      let matrix = weights(&builder, [4, 4], 1)
      builder.node("MatMul", [matrix])
      builder.node("Tanh")
      builder.node("MatMul", [matrix])
      builder.node("Add", [matrix])
      builder.node("Flatten")
      return builder
    },
    Case(name: "a matrix that nodes without names make") {
      var builder = ModelBuilder(input: [4])
      var tensor = ONNXTensorProto()
      tensor.dims = [3, 4]
      tensor.dataType = 1
      tensor.floatData = pattern(12)
      builder.node("Constant", inputs: [], name: "")
      var value = ONNXAttributeProto()
      value.name = "value"
      value.type = 4
      value.t = (try? tensor.serializedBytes()) ?? Data()
      builder.model.graph.node[0].attribute = [value]
      builder.node("Transpose", [], ["perm": .integers([1, 0])], name: "")
      builder.node("MatMul", inputs: ["input", builder.last], name: "")
      builder.node("Gemm", [weights(&builder, [3, 2], 3)], name: "")
      return builder
    },
    Case(name: "quantized weights") {
      var builder = ModelBuilder(input: [3], opset: 17)
      let step = builder.constant([], [0.25])
      let zero = builder.constant([], type: 3, raw: [1] as [Int8])
      builder.node("QuantizeLinear", [step, zero])
      let input = builder.node("DequantizeLinear", [step, zero])
      let matrix = builder.constant([2, 3], type: 3, raw: [1, -2, 3, 4, -5, 6] as [Int8])
      builder.node("DequantizeLinear", inputs: [matrix, step])
      let bias = builder.constant([2], type: 6, raw: [3, -4] as [Int32])
      let codes = builder.last
      builder.node("DequantizeLinear", inputs: [bias, step])
      builder.node("Gemm", inputs: [input, codes, builder.last], ["transB": .integer(1)])
      return builder
    },
    Case(name: "numbers of double precision") {
      var builder = ModelBuilder(input: [3])
      builder.node("Cast", [], ["to": .integer(11)])
      let matrix = builder.constant(
        [3, 2], type: 11, raw: [1, 2, 3, 0.1, 0.2, 0.3] as [Double])
      builder.node("MatMul", [matrix])
      builder.node("Cast", [], ["to": .integer(1)])
      return builder
    },
    Case(name: "sums of products") {
      var builder = ModelBuilder(input: [4, 6])
      builder.node(
        "Einsum", [weights(&builder, [6, 2, 3], 1)], ["equation": .text("bsd,dhk->bshk")])
      builder.node(
        "Einsum", [weights(&builder, [5, 2, 3], 2)], ["equation": .text("bshk,ohk->bso")])
      builder.node("Flatten")
      return builder
    },
    Case(name: "a file of an old version, which declares its constants as inputs") {
      var builder = ModelBuilder(input: [4], opset: 8)
      builder.model.irVersion = 3
      let matrix = weights(&builder, [4, 4], 1)
      builder.node("MatMul", [matrix])
      normalize(&builder, 4)
      builder.node("MatMul", [matrix])
      for constant in builder.model.graph.initializer {
        var value = ONNXValueInfoProto()
        value.name = constant.name
        builder.model.graph.input.append(value)
      }
      return builder
    },
  ]

  /// Numbers that differ from others by some percent, and from 0 by a little.
  private func moved(_ numbers: [Float]) -> [Float] {
    zip(numbers, pattern(numbers.count, seed: 77)).map { $0 * (1 + 0.05 * $1) + 0.001 * $1 }
  }

  /// Writes a network with other numbers, reads it back, and compares both on some inputs.
  @discardableResult
  private func writtenModel(_ network: Network, _ images: Int = 2) throws -> ONNXModelProto {
    let layers = network.matrixLayers
    let parameters = moved(ParameterLayout(layers).numbers(of: layers))
    let data = try network.onnx(holding: parameters)
    let held = try network.holding(parameters: parameters)
    let written = try Network(data, source: "written.onnx", imageShapes: [network.inputShape])
    #expect(written.matrixLayers.map(\.name) == layers.map(\.name))
    let found = ParameterLayout(written.matrixLayers).numbers(of: written.matrixLayers)
    #expect(found.map(\.bitPattern) == parameters.map(\.bitPattern))
    let count = images * network.inputShape.reduce(1, *)
    let batch = Tensor(shape: [images] + network.inputShape, elements: pattern(count, seed: 5))
    let logits = try held.forward(batch).elements
    // The same steps with the same numbers.
    #expect(try written.forward(batch).elements == logits)
    #expect(try network.forward(batch).elements != logits)
    #expect(try network.onnx(holding: parameters) == data)
    #expect(held.sha256 != network.sha256)
    // A network that holds other numbers is written as its file is.
    #expect(try held.onnx(holding: parameters) == data)
    return try ONNXModelProto(serializedBytes: data)
  }

  @Test(arguments: cases)
  func `a file that is written has the numbers asked for`(test: Case) throws {
    let builder = test.build()
    let network = try builder.network()
    let written = try writtenModel(network)
    var read = Set(written.graph.node.flatMap(\.input))
    read.insert(written.graph.output[0].name)
    #expect(written.graph.initializer.allSatisfy { read.contains($0.name) })
    #expect(written.opsetImport == builder.model.opsetImport)
    #expect(written.graph.node.last?.output == builder.model.graph.node.last?.output)
    if builder.model.irVersion < 4 {
      #expect(
        written.graph.input.map(\.name).sorted()
          == (["input"] + written.graph.initializer.map(\.name)).sorted())
    } else {
      #expect(written.graph.input == builder.model.graph.input)
    }
  }

  @Test func `a normalization that a convolution has taken in hands numbers on`() throws {
    let written = try writtenModel(Self.cases[0].build().network())
    let types = written.graph.node.map(\.opType)
    #expect(types == ["Conv", "Identity", "Identity", "Relu", "Flatten"])
    // The kernel under its old name, and the bias that it did not have.
    #expect(written.graph.initializer.map(\.name) == ["constant0", "conv0_bias"])
  }

  @Test func `what makes a matrix is left out when nobody reads it`() throws {
    let written = try writtenModel(Self.cases[6].build().network())
    #expect(written.graph.node.map(\.name) == ["MatMul_2", "Gemm_3"])
  }

  @Test(
    arguments: ["LSTM", "GRU", "RNN"], ["forward", "bidirectional"])
  func `recurrent layers keep what is not theirs`(type: String, direction: String) throws {
    let gates = ["LSTM": 4, "GRU": 3, "RNN": 1][type] ?? 1
    let directions = direction == "forward" ? 1 : 2
    for (reset, hasBias) in [(0, true), (1, true), (1, false)] {
      var builder = ModelBuilder(input: [4, 3], opset: 17)
      builder.node("Transpose", [], ["perm": .integers([1, 0, 2])])
      var operands = [
        Self.weights(&builder, [directions, gates * 2, 3], 1),
        Self.weights(&builder, [directions, gates * 2, 2], 2),
      ]
      if hasBias { operands.append(Self.weights(&builder, [directions, gates * 4], 3)) }
      var attributes: [String: ModelBuilder.Attribute] = [
        "hidden_size": .integer(2), "direction": .text(direction),
      ]
      if type == "GRU" { attributes["linear_before_reset"] = .integer(reset) }
      builder.node(type, operands, attributes)
      // Of two directions the first alone is read, so that the other's numbers are no layer's.
      builder.node("Gather", [builder.integers([0])], ["axis": .integer(1)])
      builder.node("Transpose", [], ["perm": .integers([2, 0, 1, 3])])
      builder.node("Flatten")
      try writtenModel(try builder.network())
    }
  }

  @Test func `numbers of other files stand inside`() throws {
    let folder = try TemporaryFolder()
    let numbers = pattern(12)
    try numbers.withUnsafeBytes { Data($0) }.write(to: folder.file("net.data"))
    func tensor(_ name: String, _ shape: [Int64], _ offset: Int) -> ONNXTensorProto {
      var tensor = ONNXTensorProto()
      tensor.name = name
      tensor.dims = shape
      tensor.dataType = 1
      tensor.dataLocation = 1
      let size = 4 * shape.reduce(1, *)
      tensor.externalData = [
        ("location", "net.data"), ("offset", "\(offset)"), ("length", "\(size)"),
      ].map { key, value in
        var entry = ONNXStringStringEntryProto()
        (entry.key, entry.value) = (key, value)
        return entry
      }
      return tensor
    }
    var builder = ModelBuilder(input: [3])
    builder.node("MatMul", [builder.add(tensor("matrix", [3, 2], 8))])
    builder.node("Add", [builder.add(tensor("shift", [2], 40))])
    let file = folder.file("net.onnx")
    try builder.data().write(to: file)
    let network = try Network(contentsOf: file)
    // What is written is what was read, whatever becomes of the files.
    try FileManager.default.removeItem(at: folder.file("net.data"))
    let written = try writtenModel(network)
    #expect(written.graph.initializer.map(\.name) == ["matrix", "shift"])
    let shift = numbers[10...].withUnsafeBytes { Data($0) }
    #expect(written.graph.initializer[1].rawData == shift)
  }

  @Test func `what the project does not read of a file is kept`() throws {
    var builder = Self.cases[0].build()
    builder.model.producerName = "somebody"
    // Field 6 of a model, its documentation, and field 14, properties of its own.
    let unknown = Data([0x32, 3, 0x61, 0x62, 0x63, 0x72, 6, 0x0A, 1, 0x6B, 0x12, 1, 0x76])
    try builder.model.merge(serializedBytes: unknown)
    let written = try writtenModel(builder.network())
    #expect(written.producerName == "somebody")
    #expect(written.unknownFields.data == unknown)
  }

  // MARK: - Refusals

  /// The message with which other numbers are refused; the network's own are not.
  private func refusal(_ builder: ModelBuilder) throws -> String {
    let network = try builder.network()
    let layers = network.matrixLayers
    let parameters = ParameterLayout(layers).numbers(of: layers)
    #expect(throws: Never.self) { try network.onnx(holding: parameters) }
    let error = #expect(throws: InputError.self) {
      try network.onnx(holding: moved(parameters))
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test func `a layer inside a function is refused with its node`() throws {
    var body = ModelBuilder(input: [1])
    body.node("MatMul", inputs: ["x", "w"], name: "inner", output: "y")
    var function = ONNXFunctionProto()
    function.name = "dense"
    function.domain = "local"
    function.input = ["x", "w"]
    function.output = ["y"]
    function.node = body.model.graph.node
    var builder = ModelBuilder(input: [3])
    builder.model.functions = [function]
    builder.node("dense", [Self.weights(&builder, [3, 2], 1)], name: "outer")
    builder.model.graph.node[0].domain = "local"
    let message = try refusal(builder)
    #expect(message.contains("outer/inner") && message.contains("function"), "\(message)")
  }

  @Test func `an operand whose axes are mixed is refused with its node`() throws {
    var builder = ModelBuilder(input: [4, 6])
    builder.node(
      "Einsum", [Self.weights(&builder, [2, 6, 3], 1)], ["equation": .text("bsd,hdk->bshk")],
      name: "heads")
    builder.node("Flatten")
    let message = try refusal(builder)
    #expect(message.contains("heads") && message.contains("axes"), "\(message)")
  }

  @Test func `a product that was computed when the file was read is refused`() throws {
    var builder = ModelBuilder(input: [4, 3], opset: 17)
    builder.fixBatch(1)
    builder.node("Transpose", [], ["perm": .integers([1, 0, 2])])
    builder.node(
      "RNN",
      [
        Self.weights(&builder, [1, 2, 3], 1), Self.weights(&builder, [1, 2, 2], 2), "", "",
        builder.constant([1, 1, 2], [0.5, 0]),
      ], ["hidden_size": .integer(2)], name: "memory")
    builder.node("Transpose", [], ["perm": .integers([2, 0, 1, 3])])
    builder.node("Flatten")
    let message = try refusal(builder)
    #expect(message.contains("memory") && message.contains("first step"), "\(message)")
    let network = try builder.network()
    let layers = network.matrixLayers
    let parameters = moved(ParameterLayout(layers).numbers(of: layers))
    #expect(throws: InputError.self) { try network.holding(parameters: parameters) }
  }

  @Test(arguments: [Float.infinity, Float.nan])
  func `numbers that are not finite are refused`(number: Float) throws {
    let network = try Self.cases[1].build().network()
    let layers = network.matrixLayers
    var parameters = ParameterLayout(layers).numbers(of: layers)
    parameters[2] = number
    #expect(throws: InputError.self) { try network.onnx(holding: parameters) }
  }

  // MARK: - Trained networks

  @Test(
    .enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"),
    arguments: ReferenceNetworkTests.names)
  func `a trained network is written with other numbers`(name: String) throws {
    // One of them leaves the extents of its images free.
    try writtenModel(
      Network(contentsOf: ReferenceData.network(name), imageShapes: [[3, 224, 224]]))
  }
}
