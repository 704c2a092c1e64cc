import Configuration
import NetworkTestSupport
import Networks
import Testing

/// Gradients of a loss against differences of it.
struct GradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let build: @Sendable () -> ModelBuilder
    var testDescription: String { name }
  }

  private static func weights(_ builder: inout ModelBuilder, _ shape: [Int], _ seed: Int) -> String
  {
    let fan = shape.dropFirst().reduce(1, *)
    return builder.constant(
      shape, pattern(shape.reduce(1, *), seed: seed).map { 2 * $0 / Float(fan).squareRoot() })
  }

  private static let padding: [String: ModelBuilder.Attribute] = ["pads": .integers([1, 1, 1, 1])]

  static let cases = [
    Case(name: "a residual network of whole blocks of channels") {
      var builder = ModelBuilder(input: [3, 8, 8])
      builder.node(
        "Conv", [weights(&builder, [16, 3, 3, 3], 1), weights(&builder, [16], 2)], padding)
      let first = builder.node("Tanh")
      builder.node(
        "Conv", [weights(&builder, [16, 16, 3, 3], 3), weights(&builder, [16], 4)], padding)
      builder.node("Tanh")
      builder.node("Add", [first])
      builder.node(
        "Conv", [weights(&builder, [32, 16, 3, 3], 5)],
        ["pads": .integers([1, 1, 1, 1]), "strides": .integers([2, 2])])
      builder.node("Sigmoid")
      builder.node("GlobalAveragePool")
      builder.node("Flatten")
      builder.node("Gemm", [weights(&builder, [32, 5], 6), weights(&builder, [5], 7)])
      return builder
    },
    Case(name: "pools, groups and odd channels") {
      var builder = ModelBuilder(input: [4, 9, 7])
      builder.node(
        "Conv", [weights(&builder, [6, 2, 3, 3], 1), weights(&builder, [6], 2)],
        ["pads": .integers([1, 0, 1, 1]), "group": .integer(2)])
      builder.node("Tanh")
      builder.node("AveragePool", [], ["kernel_shape": .integers([2, 2])])
      builder.node(
        "Conv", [weights(&builder, [6, 1, 3, 3], 3)],
        ["group": .integer(6), "pads": .integers([1, 1, 1, 1])])
      builder.node(
        "MaxPool", [], ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
      builder.node("Flatten")
      builder.node("Gemm", [weights(&builder, [48, 4], 4), weights(&builder, [4], 5)])
      builder.node("Softmax")
      return builder
    },
    Case(name: "signals") {
      var builder = ModelBuilder(input: [3, 20])
      builder.node(
        "Conv", [weights(&builder, [8, 3, 5], 1), weights(&builder, [8], 2)],
        ["strides": .integers([2]), "pads": .integers([2, 2])])
      builder.node("Softplus")
      builder.node("Conv", [weights(&builder, [4, 8, 3], 3)])
      builder.node("Flatten")
      builder.node("Gemm", [weights(&builder, [32, 3], 4)])
      return builder
    },
    Case(name: "one matrix in two steps") {
      var builder = ModelBuilder(input: [16, 6, 6])
      let names = [weights(&builder, [16, 16, 3, 3], 1), weights(&builder, [16], 2)]
      for _ in 0..<2 {
        builder.node("Conv", names, padding)
        builder.node("Tanh")
      }
      builder.node("Flatten")
      return builder
    },
    Case(name: "a gate, a mean and a concatenation") {
      var builder = ModelBuilder(input: [4, 6, 6])
      builder.node(
        "Conv", [weights(&builder, [5, 4, 3, 3], 1), weights(&builder, [5], 2)], padding)
      let whole = builder.node("Softsign")
      builder.node("ReduceMean", [], ["axes": .integers([2, 3])])
      builder.node("Conv", [weights(&builder, [5, 5, 1, 1], 3)])
      let gate = builder.node("Sigmoid")
      let gated = builder.node("Mul", inputs: [whole, gate])
      builder.node("Concat", inputs: [gated, whole], ["axis": .integer(1)])
      builder.node("Transpose", [], ["perm": .integers([0, 2, 3, 1])])
      builder.node("MatMul", [weights(&builder, [10, 3], 4)])
      builder.node("Elu")
      builder.node("Flatten")
      return builder
    },
    Case(name: "attention between normalized tokens") {
      var builder = ModelBuilder(input: [6, 12], opset: 20)
      builder.node("MatMul", [weights(&builder, [12, 12], 1)])
      let token = builder.node("Add", [weights(&builder, [12], 2)])
      builder.node(
        "LayerNormalization", [builder.constant([12], pattern(12, seed: 3).map { 1 + $0 })],
        ["axis": .integer(-1)])
      let normal = builder.node("MatMul", [weights(&builder, [12, 36], 4)])
      let parts = (0..<3).map { part in
        builder.node(
          "Slice",
          inputs: [normal]
            + [12 * part, 12 * part + 12, 2].map { builder.integers([$0]) })
      }
      let heads = parts.enumerated().map { part, name in
        let shape = builder.integers([0, 6, 2, 6])
        let split = builder.node("Reshape", inputs: [name, shape])
        return builder.node(
          "Transpose", inputs: [split],
          ["perm": .integers(part == 1 ? [0, 2, 3, 1] : [0, 2, 1, 3])])
      }
      let scores = builder.node("MatMul", inputs: [heads[0], heads[1]])
      let scaled = builder.node("Mul", inputs: [scores, builder.constant([1], [0.4])])
      let shares = builder.node("Softmax", inputs: [scaled], ["axis": .integer(-1)])
      let mixed = builder.node("MatMul", inputs: [shares, heads[2]])
      let back = builder.node("Transpose", inputs: [mixed], ["perm": .integers([0, 2, 1, 3])])
      builder.node("Reshape", inputs: [back, builder.integers([0, 6, 12])])
      let own = builder.node("MatMul", [weights(&builder, [12, 12], 5)])
      builder.node("Add", inputs: [token, own])
      builder.node("Gelu")
      builder.node("ReduceMean", [builder.integers([1])], ["keepdims": .integer(0)])
      builder.node("Gemm", [weights(&builder, [12, 5], 6), weights(&builder, [5], 7)])
      return builder
    },
  ]

  /// The logits of some parameters, weighted, and the gradient of that sum.
  private func loss(
    _ session: GradientSession, _ images: [Float], _ parameters: [Float]
  ) throws -> (value: Double, gradient: [Float], logits: [Float]) {
    var (value, found): (Double, [Float]) = (0, [])
    let gradient = try session.gradients(images, parameters: parameters) { logits, gradient in
      found = Array(logits)
      let weights = pattern(logits.count, seed: 9)
      for place in logits.indices {
        value += Double(weights[place]) * Double(logits[place])
        gradient[place] = weights[place]
      }
    }
    return (value, gradient, found)
  }

  @Test(arguments: cases)
  func `gradients are the slopes of a loss`(test: Case) throws {
    let network = try test.build().network()
    let session = try GradientSession(network, images: 3)
    let size = network.inputShape.reduce(1, *)
    let images = pattern(3 * size, seed: 8)
    let parameters = session.layout.numbers(of: network.matrixLayers)
    let (_, gradient, logits) = try loss(session, images, parameters)
    let wanted = try network.forward(
      Tensor(shape: [3] + network.inputShape, elements: images)
    ).elements
    #expect(isClose(logits, wanted))
    #expect(gradient.contains { $0 != 0 })

    // Along a direction of every layer's own, where the loss moves by much more than it is rounded.
    for (index, layer) in session.layout.layers.enumerated() {
      for place in [layer.weights, layer.bias] where !place.isEmpty {
        let direction = pattern(place.count, seed: 20 + index)
        func moved(_ step: Float) throws -> Double {
          var parameters = parameters
          for (offset, number) in zip(place, direction) { parameters[offset] += step * number }
          return try loss(session, images, parameters).value
        }
        let step: Float = 4e-3
        let slope = (try moved(step) - moved(-step)) / (2 * Double(step))
        let found = zip(place, direction).reduce(0.0) { sum, pair in
          sum + Double(gradient[pair.0]) * Double(pair.1)
        }
        let scale = zip(place, direction).reduce(0.0) { sum, pair in
          let product = Double(gradient[pair.0]) * Double(pair.1)
          return sum + product * product
        }.squareRoot()
        #expect(
          (found - slope).magnitude <= 3e-3 * max(scale, 0.02), "layer \(index): \(found), \(slope)"
        )
      }
    }
  }

  @Test func `an image alone and among others has the same gradients`() throws {
    let network = try Self.cases[0].build().network()
    let parameters = ParameterLayout(network.matrixLayers).numbers(of: network.matrixLayers)
    let size = network.inputShape.reduce(1, *)
    let images = pattern(2 * size, seed: 8)
    func gradient(_ session: GradientSession, _ images: [Float]) throws -> [Float] {
      try session.gradients(images, parameters: parameters) { logits, gradient in
        for place in gradient.indices { gradient[place] = logits[place] }
      }
    }
    let one = try GradientSession(network, images: 1)
    let both = try gradient(GradientSession(network, images: 2), images)
    let first = try gradient(one, Array(images.prefix(size)))
    let second = try gradient(one, Array(images.suffix(size)))
    #expect(isClose(both, zip(first, second).map(+)))
    let again = try gradient(one, Array(images.prefix(size)))
    #expect(again == first)
  }

  @Test func `a step whose gradient is not known is refused with its name`() throws {
    var builder = ModelBuilder(input: [4])
    builder.node("Gemm", [Self.weights(&builder, [4, 3], 1)])
    builder.node("Floor", name: "stairs")
    let network = try builder.network()
    let error = #expect(throws: InputError.self) { try GradientSession(network, images: 1) }
    #expect(error?.description.contains("stairs") == true)
  }
}
