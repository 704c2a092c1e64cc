import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Operators of several operands and along axes, on numbers small enough to compute by hand.
struct CombinationTests {
  @Test func `sums, means and extremes take any number of operands and broadcast`() throws {
    let image: [Float] = [1, -2, 3, -4]
    func apply(_ type: String) throws -> [Float] {
      try run([2, 2], image) {
        $0.node(type, [$0.constant([2, 1], [0, 10]), $0.constant([], [1])])
      }
    }
    #expect(try apply("Sum") == [2, -1, 14, 7])
    #expect(try apply("Max") == [1, 1, 10, 10])
    #expect(try apply("Min") == [0, -2, 1, -4])
    let thirds: [Float] = [2, -1, 14, 7].map { $0 / 3 }
    #expect(isClose(try apply("Mean"), thirds))
    #expect(
      try run([2], [5, 6]) {
        $0.node("Sum", inputs: ["input"]); $0.node("Relu")
      } == [5, 6])
    // Operands did not broadcast before opset 8.
    var old = ModelBuilder(input: [2, 2], opset: 7)
    old.node("Max", [old.constant([], [1])])
    #expect(try refusal(old).contains("equal shapes"))
  }

  @Test(arguments: [[], [4], [3, 1], [3, 4], [2, 1, 1], [2, 3, 4], [2, 1, 4]])
  func `two tensors meet place by place, whichever is spread`(shape: [Int]) throws {
    let image = (0..<24).map { Float($0) - 7.5 }
    let count = shape.reduce(1, *)
    let other = (0..<count).map { Float($0 % 5) + 0.5 }
    /// Where a place of the image is in the other tensor.
    func place(_ place: Int) -> Int {
      var (rest, stride, found) = (place, 1, 0)
      for (extent, full) in zip(([1, 1, 1] + shape).suffix(3), [2, 3, 4]).reversed() {
        if extent > 1 { found += rest % full * stride }
        (rest, stride) = (rest / full, stride * extent)
      }
      return found
    }
    let operations: [(String, (Float, Float) -> Float)] = [
      ("Add", { $0 + $1 }), ("Sub", { $0 - $1 }), ("Mul", { $0 * $1 }), ("Div", { $0 / $1 }),
    ]
    for (name, operation) in operations {
      let found = try run([2, 3, 4], image) { $0.node(name, [$0.constant(shape, other)]) }
      #expect(found == image.indices.map { operation(image[$0], other[place($0)]) }, "\(name)")
      let turned = try run([2, 3, 4], image) {
        $0.node(name, inputs: [$0.constant(shape, other), "input"])
      }
      #expect(turned == image.indices.map { operation(other[place($0)], image[$0]) }, "\(name)")
    }
  }

  @Test func `powers take exponents of any type, also of integers`() throws {
    #expect(
      try run([3], [-2, 3, 0.5]) { $0.node("Pow", [$0.integers([3, 2, -1])]) } == [-8, 9, 2])
    #expect(try run([2], [4, 9]) { $0.node("Pow", [$0.constant([], [0.5])]) } == [2, 3])
    let reversed = try run([2], [3, -1]) {
      $0.node("Pow", inputs: [$0.constant([1, 2], [2, 4]), "input"])
    }
    #expect(reversed == [8, 0.25])
    // Base and exponent had one type before opset 12.
    var old = ModelBuilder(input: [3], opset: 11)
    old.node("Pow", [old.integers([2])])
    #expect(try refusal(old).contains("int64"))
  }

  @Test func `slopes of a parametric ReLU spread over the input alone`() throws {
    let slopes = try run([2, 2], [-1, 2, -3, -4]) {
      $0.node("PRelu", [$0.constant([2, 1], [0.5, 0.25])])
    }
    #expect(slopes == [-0.5, 2, -0.75, -1])
    var wide = ModelBuilder(input: [2])
    wide.node("PRelu", [wide.constant([3, 1, 2], pattern(6))])
    #expect(try refusal(wide).contains("slopes"))
  }

  @Test func `the logarithm of softmax has the axes of softmax`() throws {
    let numbers: [Float] = [0, 0, 0, log(3)]
    let new = try run([2, 2], numbers) { $0.node("LogSoftmax") }
    let quarters: [Float] = [0.5, 0.5, 0.25, 0.75].map { log($0) }
    #expect(isClose(new, quarters))
    let old = try run([2, 2], numbers, opset: 11) { $0.node("LogSoftmax") }
    let sixths: [Float] = [1, 1, 1, 3].map { log($0 / 6) }
    #expect(isClose(old, sixths))
    let large = try run([2], [1000, 0]) { $0.node("LogSoftmax") }
    #expect(large == [0, -1000])
  }

  @Test func `a layer is normalized over its last axes`() throws {
    // Mean 2 and variance 1 in the first row; mean 5, variance 4 in the second.
    let numbers: [Float] = [1, 3, 3, 7]
    let last = try run([2, 2], numbers, opset: 17) {
      $0.node(
        "LayerNormalization", [$0.constant([2], [10, 20]), $0.constant([2], [1, 2])],
        ["epsilon": .number(0)])
    }
    #expect(last == [-9, 22, -9, 22])
    // Mean 3.5, variance 4.75 over both axes; the scale spreads over the rows.
    let both = try run([2, 2], numbers, opset: 17) {
      $0.node("LayerNormalization", [$0.constant([2], [1, 2])], ["axis": .integer(-2)])
    }
    let deviation = sqrt(Float(4.75 + 1e-5))
    let expected: [Float] = [-2.5, -1, -0.5, 7].map { $0 / deviation }
    #expect(isClose(both, expected))
    let roots = try run([2, 2], [3, 4, 6, 8], opset: 23) {
      $0.node("RMSNormalization", [$0.constant([2], [1, 2])], ["epsilon": .number(0)])
    }
    // Root mean squares √12.5 and √50.
    let first: [Float] = [3, 8].map { $0 / sqrt(12.5) }
    let second: [Float] = [6, 16].map { $0 / sqrt(50) }
    #expect(isClose(roots, first + second))
  }

  @Test func `an instance is normalized over the places of a channel`() throws {
    let values = try run([2, 2], [1, 3, 3, 7]) {
      $0.node(
        "InstanceNormalization", [$0.constant([2], [10, 100]), $0.constant([2], [0, 1])],
        ["epsilon": .number(0)])
    }
    #expect(values == [-10, 10, -99, 101])
  }

  @Test func `a local response is divided by its neighbors' squares`() throws {
    let numbers: [Float] = [1, 2, 3, 4]
    func apply(_ attributes: [String: ModelBuilder.Attribute]) throws -> [Float] {
      try run([4, 1], numbers) { $0.node("LRN", [], attributes) }
    }
    let odd = try apply([
      "size": .integer(3), "alpha": .number(3), "beta": .number(1), "bias": .number(2),
    ])
    // 2 + Σ of the own square and those of the neighbors.
    let three: [Float] = [7, 16, 31, 27]
    #expect(isClose(odd, zip(numbers, three).map { $0 / $1 }))
    // An even size has its second neighbor behind: 1 + (x² + y²)/2.
    let even = try apply(["size": .integer(2), "alpha": .number(1), "beta": .number(1)])
    let two: [Float] = [3.5, 7.5, 13.5, 9]
    #expect(isClose(even, zip(numbers, two).map { $0 / $1 }))
    let plain = try apply(["size": .integer(1)])
    #expect(isClose(plain, numbers.map { $0 / pow(1 + 1e-4 * $0 * $0, 0.75) }))
  }

  private static let exponentials: [Float] = {
    let first: [Float] = [1, 2, 3].map { exp($0) }
    let second: [Float] = [-4, -1, 2].map { exp($0) }
    return [first, second].map { log($0.reduce(0, +)) }
  }()

  @Test(
    arguments: [
      ("ReduceSum", [6, -3]), ("ReduceMean", [2, -1]), ("ReduceMax", [3, 2]),
      ("ReduceMin", [1, -4]), ("ReduceProd", [6, 8]), ("ReduceL1", [6, 7]),
      ("ReduceL2", [14, 21].map { sqrt($0) }), ("ReduceSumSquare", [14, 21]),
      ("ReduceLogSumExp", exponentials),
    ] as [(String, [Float])])
  func `a reduction makes one number of several`(type: String, expected: [Float]) throws {
    let numbers: [Float] = [1, 2, 3, -4, -1, 2]
    let old = try run([2, 3], numbers, opset: 11) {
      $0.node(type, [], ["axes": .integers([-1]), "keepdims": .integer(0)])
    }
    #expect(isClose(old, expected), "\(old)")
    let new = try run([2, 3], numbers, opset: 20) {
      $0.node(type, [$0.integers([2])])
      $0.node("Squeeze", [$0.integers([-1])])
    }
    #expect(isClose(new, expected), "\(new)")
  }

  @Test func `the logarithm of a sum is taken of the sum`() throws {
    let value = try run([2, 2], [1, 3, 0.5, 0.5], opset: 18) {
      $0.node("ReduceLogSum", [$0.integers([2])])
    }
    #expect(isClose(value, [log(4), 0]))
  }

  @Test func `a split has the lengths that it states`() throws {
    let line: [Float] = [1, 2, 3, 4, 5]
    func parts(
      opset: Int64, _ lengths: [Int]?, _ attributes: [String: ModelBuilder.Attribute] = [:],
      count: Int = 2
    ) throws -> [Float] {
      try run([5], line, opset: opset) { builder in
        var attributes = attributes.merging(["axis": .integer(1)]) { $1 }
        var inputs = ["input"]
        if let lengths {
          if opset < 13 {
            attributes["split"] = .integers(lengths)
          } else {
            inputs.append(builder.integers(lengths))
          }
        }
        builder.node("Split", inputs: inputs, attributes, output: "part0")
        let names = (0..<count).map { "part\($0)" }
        builder.model.graph.node[0].output = names
        builder.node("Concat", inputs: names.reversed(), ["axis": .integer(1)])
      }
    }
    #expect(try parts(opset: 7, [2, 3]) == [3, 4, 5, 1, 2])
    #expect(try parts(opset: 13, [4, 1]) == [5, 1, 2, 3, 4])
    #expect(try parts(opset: 18, [1, 4]) == [2, 3, 4, 5, 1])
    #expect(try parts(opset: 13, nil, count: 5) == [5, 4, 3, 2, 1])
    // From opset 18 on the last part may be shorter.
    #expect(try parts(opset: 18, nil, ["num_outputs": .integer(3)], count: 3) == [5, 3, 4, 1, 2])
    #expect(throws: (any Error).self) { try parts(opset: 13, nil) }
    #expect(throws: (any Error).self) { try parts(opset: 18, nil) }
    #expect(throws: (any Error).self) { try parts(opset: 13, [2, 2]) }
    #expect(throws: (any Error).self) { try parts(opset: 13, [6, -1]) }
    #expect(throws: (any Error).self) {
      try parts(opset: 18, [2, 3], ["num_outputs": .integer(2)])
    }
  }

  @Test func `padding can wrap around`() throws {
    let wrapped = try run([1, 3], [1, 2, 3], opset: 19) {
      $0.node("Pad", [$0.integers([0, 0, 4, 0, 0, 1])], ["mode": .text("wrap")])
    }
    #expect(wrapped == [3, 1, 2, 3, 1, 2, 3, 1])
  }
}
