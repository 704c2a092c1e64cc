import NetworkTestSupport
import Networks
import Testing

struct ConvolutionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let channels: Int
    let size: [Int]
    let outputs: Int
    let kernel: [Int]
    var stride = [1, 1]
    var dilation = [1, 1]
    var padding = [0, 0, 0, 0]
    var groups = 1
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "plain 3 × 3", channels: 3, size: [8, 7], outputs: 5, kernel: [3, 3]),
    Case(name: "1 × 1", channels: 17, size: [5, 5], outputs: 33, kernel: [1, 1]),
    Case(
      name: "stride and asymmetric padding", channels: 2, size: [9, 10], outputs: 4,
      kernel: [3, 2], stride: [2, 3], padding: [1, 0, 2, 1]),
    Case(
      name: "dilation", channels: 3, size: [11, 12], outputs: 6, kernel: [3, 3],
      dilation: [2, 3], padding: [2, 3, 2, 3]),
    Case(
      name: "groups", channels: 6, size: [6, 6], outputs: 9, kernel: [3, 3],
      padding: [1, 1, 1, 1], groups: 3),
    Case(
      name: "depthwise with two outputs each", channels: 5, size: [7, 7], outputs: 10,
      kernel: [3, 3], stride: [2, 2], padding: [0, 0, 1, 1], groups: 5),
    Case(
      name: "padding longer than the kernel", channels: 2, size: [4, 4], outputs: 3,
      kernel: [2, 1], stride: [2, 1], padding: [3, 2, 2, 4]),
    Case(
      name: "a kernel as large as the image", channels: 4, size: [5, 6], outputs: 3,
      kernel: [5, 6]),
    Case(
      name: "the last rows unused", channels: 1, size: [8, 8], outputs: 16, kernel: [3, 3],
      stride: [4, 4]),
    Case(
      name: "dilated groups with stride", channels: 32, size: [9, 9], outputs: 32,
      kernel: [3, 3], stride: [2, 2], dilation: [2, 1], padding: [2, 1, 2, 1], groups: 2),
    Case(
      name: "whole blocks of channels", channels: 32, size: [10, 14], outputs: 16,
      kernel: [3, 3], padding: [1, 1, 1, 1]),
    Case(
      name: "whole blocks, odd sizes", channels: 16, size: [9, 7], outputs: 48, kernel: [3, 3],
      padding: [1, 1, 1, 1]),
    Case(
      name: "whole blocks without padding", channels: 16, size: [3, 8], outputs: 16,
      kernel: [3, 3]),
    Case(
      name: "whole blocks, asymmetric padding", channels: 16, size: [6, 11], outputs: 32,
      kernel: [3, 3], padding: [0, 2, 1, 0]),
    Case(
      name: "whole blocks, padding longer than the kernel", channels: 16, size: [1, 5],
      outputs: 16, kernel: [3, 3], padding: [5, 4, 3, 6]),
    Case(
      name: "whole blocks, more tiles than a part has", channels: 16, size: [13, 19], outputs: 16,
      kernel: [3, 3], padding: [1, 1, 1, 1]),
  ]

  @Test(arguments: cases)
  func `a convolution equals its definition`(test: Case) throws {
    var builder = ModelBuilder(input: [test.channels] + test.size)
    let inside = test.channels / test.groups
    let weights = pattern(test.outputs * inside * test.kernel[0] * test.kernel[1], seed: 2)
    let bias = pattern(test.outputs, seed: 3)
    let names = [
      builder.constant([test.outputs, inside] + test.kernel, weights),
      builder.constant([test.outputs], bias),
    ]
    builder.node(
      "Conv", names,
      [
        "strides": .integers(test.stride), "dilations": .integers(test.dilation),
        "pads": .integers(test.padding), "group": .integer(test.groups),
      ])
    builder.node("Flatten")
    let naive = NaiveConvolution(
      channels: test.channels, rows: test.size[0], columns: test.size[1], outputs: test.outputs,
      kernel: (test.kernel[0], test.kernel[1]), stride: (test.stride[0], test.stride[1]),
      dilation: (test.dilation[0], test.dilation[1]), padding: test.padding, groups: test.groups)
    let image = pattern(test.channels * test.size[0] * test.size[1], seed: 4)
    let expected = naive(image, weights: weights, bias: bias)
    #expect(isClose(try bothWays(builder, image), expected))
  }

  @Test(
    arguments: [
      ("Relu", []), ("Clip", [-0.5, 0.25]), ("LeakyRelu", []),
    ] as [(String, [Float])])
  func `an activation follows a convolution of whole blocks of channels`(
    kind: String, bounds: [Float]
  ) throws {
    var builder = ModelBuilder(input: [16, 7, 8])
    let weights = pattern(16 * 16 * 9, seed: 2)
    let padding: [String: ModelBuilder.Attribute] = ["pads": .integers([1, 1, 1, 1])]
    builder.node("Conv", [builder.constant([16, 16, 3, 3], weights)], padding)
    var plain = builder
    plain.node("Flatten")
    builder.node(kind, bounds.map { builder.constant([], [$0]) })
    builder.node("Flatten")
    let image = pattern(16 * 7 * 8, seed: 4)
    let expected = try bothWays(plain, image).map { value in
      switch kind {
      case "Relu": max(value, 0)
      case "Clip": min(max(value, bounds[0]), bounds[1])
      default: value < 0 ? 0.01 * value : value
      }
    }
    #expect(isClose(try bothWays(builder, image), expected))
  }

  /// The outputs of one convolution of 16 channels without padding, with one weight a tap.
  private func outputs(_ image: [Float], size: [Int], taps: [Float], isDiagonal: Bool) throws
    -> [Float]
  {
    var builder = ModelBuilder(input: [16] + size)
    let weights = (0..<16 * 16).flatMap { pair in
      pair / 16 == pair % 16 || !isDiagonal ? taps : [Float](repeating: 0, count: 9)
    }
    builder.node("Conv", [builder.constant([16, 16, 3, 3], weights)])
    builder.node("Relu")
    builder.node("Flatten")
    return try bothWays(builder, image)
  }

  @Test(arguments: [(Float(1e38), Float(1e-3)), (1e-6, 2e38)])
  func `sums near the largest number stay finite where products are`(x: Float, w: Float) throws {
    let found = try outputs(
      [Float](repeating: x, count: 16 * 36), size: [6, 6], taps: [Float](repeating: w, count: 9),
      isDiagonal: false)
    let wanted = 144 * x * w
    #expect(found.allSatisfy { ($0 - wanted).magnitude <= 1e-5 * wanted })
  }

  @Test(arguments: [4, 8])
  func `what no output sees costs none of its digits`(tap: Int) throws {
    var image = [Float](repeating: 0.3, count: 16 * 36)
    for channel in 0..<16 { for column in 0..<6 { image[channel * 36 + column] = 1.234567e6 } }
    let found = try outputs(
      image, size: [6, 6], taps: (0..<9).map { $0 == tap ? 1 : 0 }, isDiagonal: true)
    #expect(found.allSatisfy { ($0 - 0.3).magnitude < 1e-6 })
  }

  @Test func `a layer that two steps share keeps one matrix in either order of channels`() throws {
    var builder = ModelBuilder(input: [16, 6, 6])
    let weights = builder.constant([16, 16, 3, 3], pattern(16 * 16 * 9, seed: 2).map { $0 / 16 })
    let padding: [String: ModelBuilder.Attribute] = ["pads": .integers([1, 1, 1, 1])]
    for _ in 0..<2 { builder.node("Conv", [weights], padding) }
    builder.node("Flatten")
    let image = pattern(16 * 6 * 6, seed: 4)
    let naive = NaiveConvolution(
      channels: 16, rows: 6, columns: 6, outputs: 16, kernel: (3, 3), padding: [1, 1, 1, 1])
    let plain = pattern(16 * 16 * 9, seed: 2).map { $0 / 16 }
    let none = [Float](repeating: 0, count: 16)
    let once = naive(image, weights: plain, bias: none)
    #expect(isClose(try bothWays(builder, image), naive(once, weights: plain, bias: none)))
  }

  @Test func `a convolution of one dimension is one of a single row`() throws {
    var builder = ModelBuilder(input: [3, 12])
    let weights = pattern(4 * 3 * 5)
    builder.node(
      "Conv", [builder.constant([4, 3, 5], weights)],
      ["strides": .integers([2]), "pads": .integers([1, 3])])
    builder.node("Relu")
    builder.node("MaxPool", [], ["kernel_shape": .integers([2]), "strides": .integers([2])])
    builder.node("Flatten")
    let naive = NaiveConvolution(
      channels: 3, rows: 1, columns: 12, outputs: 4, kernel: (1, 5), stride: (1, 2),
      padding: [0, 1, 0, 3])
    let image = pattern(36, seed: 5)
    let convolved = naive(image, weights: weights, bias: [0, 0, 0, 0]).map { max($0, 0) }
    let columns = naive.outputColumns
    let expected = (0..<4).flatMap { channel in
      (0..<columns / 2).map { place in
        max(
          convolved[channel * columns + 2 * place], convolved[channel * columns + 2 * place + 1])
      }
    }
    #expect(isClose(try bothWays(builder, image), expected))
  }

  @Test(arguments: [
    ("SAME_UPPER", [1, 0, 1, 1]), ("SAME_LOWER", [1, 1, 1, 0]), ("VALID", [0, 0, 0, 0]),
  ])
  func `automatic padding is the stated padding`(mode: String, pads: [Int]) throws {
    let weights = pattern(2 * 3 * 2)
    func result(_ attributes: [String: ModelBuilder.Attribute]) throws -> [Float] {
      var builder = ModelBuilder(input: [1, 5, 4])
      builder.node("Conv", [builder.constant([2, 1, 3, 2], weights)], attributes)
      builder.node("Flatten")
      return try bothWays(builder, pattern(20, seed: 6))
    }
    #expect(try result(["auto_pad": .text(mode)]) == result(["pads": .integers(pads)]))
  }

  @Test func `a normalization after a convolution is folded into the layer`() throws {
    var builder = ModelBuilder(input: [2, 3, 3])
    let weights = pattern(3 * 2 * 2 * 2)
    builder.node("Conv", [builder.constant([3, 2, 2, 2], weights)])
    let unfolded = builder
    let (scale, shift): ([Float], [Float]) = ([2, -1, 0.5], [1, 0, -1])
    let (mean, variance): ([Float], [Float]) = ([0.1, 0.2, -0.3], [1, 4, 0.25])
    builder.node(
      "BatchNormalization",
      [scale, shift, mean, variance].map { builder.constant([3], $0) },
      ["epsilon": .number(0)])
    builder.node("Flatten")
    let image = pattern(18, seed: 7)
    var plain = unfolded
    plain.node("Flatten")
    let before = try bothWays(plain, image)
    let expected = before.enumerated().map { index, value in
      let channel = index / 4
      return (value - mean[channel]) / variance[channel].squareRoot() * scale[channel]
        + shift[channel]
    }
    #expect(isClose(try bothWays(builder, image), expected))
    let layer = try #require(try builder.network().matrixLayers.first)
    #expect(isClose(layer.weights[0][0], weights[0] * 2))
    #expect(layer.weights[0][1] == -weights[8] / 2)
    #expect(layer.bias?[1] == 0.1)
  }

  @Test func `a normalization whose convolution has another reader stays digital`() throws {
    var builder = ModelBuilder(input: [1, 2, 2])
    let convolved = builder.node("Conv", [builder.constant([1, 1, 1, 1], [3])])
    let normalized = builder.node(
      "BatchNormalization",
      [[Float(2)], [1], [0], [1]].map { builder.constant([1], $0) }, ["epsilon": .number(0)])
    builder.node("Add", inputs: [convolved, normalized])
    builder.node("Flatten")
    // 3x + (2 · 3x + 1)
    #expect(isClose(try bothWays(builder, [1, -1, 0, 2]), [10, -8, 1, 19]))
    #expect(try builder.network().matrixLayers[0].weights == [[3]])
  }

  @Test func `layers state kind, name, group matrices and positions`() throws {
    var builder = ModelBuilder(input: [4, 3, 3])
    builder.node(
      "Conv", [builder.constant([2, 2, 2, 2], (0..<16).map(Float.init))], ["group": .integer(2)],
      name: "first")
    builder.node("Flatten")
    builder.node("Gemm", [builder.constant([8, 3], pattern(24))], name: "first")
    let layers = try builder.network().matrixLayers
    #expect(layers.map(\.name) == ["first", "first_2"])
    #expect(layers.map(\.kind) == [.convolution, .gemm])
    #expect(layers.map(\.inputs) == [8, 8])
    #expect(layers.map(\.outputs) == [1, 3])
    #expect(layers.map(\.groups) == [2, 1])
    #expect(layers.map(\.positions) == [4, 1])
    #expect(layers[0].weights == [(0..<8).map(Float.init), (8..<16).map(Float.init)])
    #expect(layers[0].bias == nil)
  }
}
