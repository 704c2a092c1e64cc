import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Attention as PyTorch writes it, with the batch in front and with the batch behind the tokens.
struct AttentionTests {
  private static let (tokens, width, heads) = (5, 6, 2)

  /// Softmax(QKᵀ/√d)·V for each head by its definition; the matrix makes Q, K and V.
  private func attention(_ input: [Float], _ matrix: [Float], isCausal: Bool) -> [Float] {
    let (tokens, width, depth) = (Self.tokens, Self.width, Self.width / Self.heads)
    func projected(_ token: Int, _ column: Int) -> Double {
      (0..<width).reduce(0.0) { sum, place in
        sum + Double(input[token * width + place])
          * Double(matrix[place * 3 * width + column])
      }
    }
    var result = [Float](repeating: 0, count: tokens * width)
    for head in 0..<Self.heads {
      for query in 0..<tokens {
        let scores = (0..<tokens).map { key -> Double in
          if isCausal, key > query { return -.infinity }
          return (0..<depth).reduce(0.0) { sum, place in
            sum + projected(query, head * depth + place)
              * projected(key, width + head * depth + place)
          } / Double(depth).squareRoot()
        }
        let powers = scores.map(exp)
        let total = powers.reduce(0, +)
        for place in 0..<depth {
          let value = (0..<tokens).reduce(0.0) { sum, key in
            sum + powers[key] * projected(key, 2 * width + head * depth + place)
          }
          result[query * width + head * depth + place] = Float(value / total)
        }
      }
    }
    return result
  }

  private func check(_ builder: ModelBuilder, _ matrix: [Float], isCausal: Bool = false) throws {
    let network = try builder.network()
    let size = Self.tokens * Self.width
    let images = pattern(3 * size, seed: 9)
    let batch = Tensor(shape: [3, Self.tokens, Self.width], elements: images)
    let expected = (0..<3).flatMap { image in
      attention(Array(images[image * size..<(image + 1) * size]), matrix, isCausal: isCausal)
    }
    let digital = try network.forward(batch)
    let engine = try network.forward(batch, engine: PlainEngine())
    #expect(isClose(digital.elements, expected), "\(digital.elements.prefix(3)), \(expected[..<3])")
    #expect(isClose(engine.elements, expected))
    #expect(network.matrixLayers.map(\.positions) == [Self.tokens])
    #expect(network.outputShape == [Self.tokens, Self.width])
  }

  @Test func `heads split behind the batch are attended to`() throws {
    let (tokens, width, heads) = (Self.tokens, Self.width, Self.heads)
    let matrix = pattern(width * 3 * width, seed: 4)
    var builder = ModelBuilder(input: [tokens, width], opset: 18)
    builder.node("MatMul", [builder.constant([width, 3 * width], matrix)])
    builder.node("Reshape", [builder.integers([0, tokens, 3, heads, width / heads])])
    let all = builder.node("Transpose", [], ["perm": .integers([2, 0, 3, 1, 4])])
    let parts = (0..<3).map { part in
      let place = builder.integers([part], shape: [])
      return builder.node("Gather", inputs: [all, place], ["axis": .integer(0)])
    }
    let keys = builder.node(
      "Transpose", inputs: [parts[1]], ["perm": .integers([0, 1, 3, 2])])
    builder.node("MatMul", inputs: [parts[0], keys])
    builder.node("Div", [builder.constant([], [Float(width / heads).squareRoot()])])
    // A mask of the future, computed in the file.
    let ones = builder.node(
      "ConstantOfShape", inputs: [builder.integers([tokens, tokens])])
    let scores = builder.model.graph.node[builder.model.graph.node.count - 2].output[0]
    let zero = builder.node("Add", inputs: [ones, builder.constant([], [1])])
    let lower = builder.node("Trilu", inputs: [zero], ["upper": .integer(0)])
    let allowed = builder.node("Greater", inputs: [lower, builder.constant([], [0.5])])
    let mask = builder.node(
      "Where", inputs: [allowed, builder.constant([], [0]), builder.constant([], [-.infinity])])
    builder.node("Add", inputs: [scores, mask])
    builder.node("Softmax", [], ["axis": .integer(-1)])
    builder.node("MatMul", [parts[2]])
    builder.node("Transpose", [], ["perm": .integers([0, 2, 1, 3])])
    builder.node("Reshape", [builder.integers([-1, tokens, width])])
    try check(builder, matrix, isCausal: true)
  }

  @Test func `heads joined with the images behind the tokens are attended to`() throws {
    let (tokens, width, heads) = (Self.tokens, Self.width, Self.heads)
    let depth = width / heads
    let matrix = pattern(width * 3 * width, seed: 5)
    var builder = ModelBuilder(input: [tokens, width], opset: 18)
    let shape = builder.node("Shape", inputs: ["input"])
    let batch = builder.node("Gather", inputs: [shape, builder.integers([0])])
    let joined = builder.node("Mul", inputs: [batch, builder.integers([heads])])
    let target = builder.node(
      "Concat", inputs: [builder.integers([tokens]), joined, builder.integers([depth])],
      ["axis": .integer(0)])
    let turned = builder.node("Transpose", inputs: ["input"], ["perm": .integers([1, 0, 2])])
    let product = builder.node(
      "MatMul", inputs: [turned, builder.constant([width, 3 * width], matrix)])
    let parts = (0..<3).map { part in
      let slice = builder.node(
        "Slice",
        inputs: [
          product, builder.integers([part * width]), builder.integers([(part + 1) * width]),
          builder.integers([2]),
        ])
      let blocks = builder.node("Reshape", inputs: [slice, target])
      return builder.node("Transpose", inputs: [blocks], ["perm": .integers([1, 0, 2])])
    }
    let keys = builder.node("Transpose", inputs: [parts[1]], ["perm": .integers([0, 2, 1])])
    builder.node("MatMul", inputs: [parts[0], keys])
    builder.node("Mul", [builder.constant([], [1 / Float(depth).squareRoot()])])
    builder.node("Softmax", [], ["axis": .integer(-1)])
    builder.node("MatMul", [parts[2]])
    builder.node("Transpose", [], ["perm": .integers([1, 0, 2])])
    builder.node("Reshape", [builder.integers([tokens, -1, width])])
    builder.node("Transpose", [], ["perm": .integers([1, 0, 2])])
    try check(builder, matrix)
  }
}
