import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Operators on numbers small enough to compute by hand.
struct OperatorTests {
  @Test func `Gemm scales, transposes and adds`() throws {
    let result = try run([2], [1, 2]) {
      $0.node(
        "Gemm", [$0.constant([3, 2], [1, 2, 3, 4, 5, 6]), $0.constant([1, 3], [10, 20, 30])],
        ["alpha": .number(2), "beta": .number(0.5), "transB": .integer(1)])
    }
    #expect(result == [15, 32, 49])
  }

  @Test func `MatMul acts on the last axis`() throws {
    let result = try run([2, 2], [1, 2, 3, 4]) {
      $0.node("MatMul", [$0.constant([2, 3], [1, 0, 1, 0, 1, 1])])
    }
    #expect(result == [1, 2, 3, 3, 4, 7])
  }

  @Test func `activations have their values`() throws {
    let input: [Float] = [-2, -0.5, 0, 3]
    func apply(
      _ type: String, _ attributes: [String: ModelBuilder.Attribute] = [:], opset: Int64 = 13
    ) throws -> [Float] {
      try run([4], input, opset: opset) { $0.node(type, [], attributes) }
    }
    #expect(try apply("Relu") == [0, 0, 0, 3])
    #expect(isClose(try apply("LeakyRelu", ["alpha": .number(0.25)]), [-0.5, -0.125, 0, 3]))
    #expect(isClose(try apply("Sigmoid"), input.map { 1 / (1 + exp(-$0)) }))
    #expect(isClose(try apply("Tanh"), input.map { tanh($0) }))
    #expect(
      try apply("Clip", ["min": .number(-1), "max": .number(1)], opset: 9) == [-1, -0.5, 0, 1])
    let clipped = try run([4], input) { $0.node("Clip", ["", $0.constant([], [0.5])]) }
    #expect(clipped == [-2, -0.5, 0, 0.5])
  }

  @Test func `an activation is fused without changing a product`() throws {
    let result = try run([2], [1, -1]) {
      $0.node("Gemm", [$0.constant([2, 3], [1, 2, 3, 4, 1, 0])])
      $0.node("Clip", [$0.constant([], [0]), $0.constant([], [2])])
    }
    #expect(result == [0, 1, 2])
  }

  @Test func `arithmetic broadcasts constants and tensors`() throws {
    let image: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    let constants = try run([2, 2, 2], image) {
      $0.node("Mul", [$0.constant([2, 1, 1], [10, 100])])
      $0.node("Sub", [$0.constant([], [1])])
      $0.node("Div", [$0.constant([1, 2], [1, 2])])
    }
    #expect(constants == [9, 9.5, 29, 19.5, 499, 299.5, 699, 399.5])
    let tensors = try run([2, 2, 2], image) { builder in
      let mean = builder.node("GlobalAveragePool")
      builder.node("Sub", inputs: ["input", mean])
      builder.node("Add", ["input"])
    }
    #expect(tensors == [-0.5, 1.5, 3.5, 5.5, 3.5, 5.5, 7.5, 9.5])
  }

  @Test func `softmax is over one axis from opset 13, over the rest before`() throws {
    let numbers: [Float] = [0, 0, 0, log(3)]
    let new = try run([2, 2], numbers) { $0.node("Softmax") }
    #expect(isClose(new, [0.5, 0.5, 0.25, 0.75]))
    let old = try run([2, 2], numbers, opset: 11) { $0.node("Softmax") }
    let sixths: [Float] = [1, 1, 1, 3].map { $0 / 6 }
    #expect(isClose(old, sixths))
    let large = try run([2], [1000, 1000]) { $0.node("Softmax") }
    #expect(large == [0.5, 0.5])
  }

  @Test func `pools round up, dilate, and count padding as stated`() throws {
    let image: [Float] = (1...25).map(Float.init)
    let ceiling = try run([1, 5, 5], image) {
      $0.node(
        "MaxPool", [],
        [
          "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]), "ceil_mode": .integer(1),
        ])
    }
    #expect(ceiling == [7, 9, 10, 17, 19, 20, 22, 24, 25])
    let dilated = try run([1, 5, 5], image) {
      $0.node(
        "MaxPool", [],
        [
          "kernel_shape": .integers([2, 2]), "dilations": .integers([3, 3]),
          "pads": .integers([0, 0, 0, 0]),
        ])
    }
    #expect(dilated == [19, 20, 24, 25])
    let average: [String: ModelBuilder.Attribute] = [
      "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]),
      "pads": .integers([1, 1, 0, 0]),
    ]
    let excluding = try run([1, 3, 3], Array(image[..<9])) { $0.node("AveragePool", [], average) }
    #expect(excluding == [1, 2.5, 5.5, 7])
    let including = try run([1, 3, 3], Array(image[..<9])) {
      $0.node(
        "AveragePool", [], average.merging(["count_include_pad": .integer(1)]) { $1 })
    }
    #expect(including == [0.25, 1.25, 2.75, 7])
    // Three places, kernel 2, stride 2, rounded up: the second window holds one place.
    let partial = try run([1, 3], [1, 2, 9], opset: 19) {
      $0.node(
        "AveragePool", [],
        [
          "kernel_shape": .integers([2]), "strides": .integers([2]), "ceil_mode": .integer(1),
          "count_include_pad": .integer(1),
        ])
    }
    #expect(partial == [1.5, 9])
  }

  @Test func `global pools and means reduce their axes`() throws {
    let image: [Float] = [1, 2, 3, 6, -1, -2, -3, -6]
    #expect(try run([2, 2, 2], image) { $0.node("GlobalMaxPool") } == [6, -1])
    #expect(try run([2, 2, 2], image) { $0.node("GlobalAveragePool") } == [3, -3])
    let rows = try run([2, 2, 2], image) {
      $0.node("ReduceMean", [], ["axes": .integers([1, -2]), "keepdims": .integer(0)])
    }
    #expect(rows == [0, 0])
    let channels = try run([2, 2, 2], image, opset: 18) {
      $0.node("ReduceMean", [$0.integers([1])])
      $0.node("Squeeze", [$0.integers([1])])
    }
    #expect(channels == [0, 0, 0, 0])
    let last = try run([2, 2, 2], image) { $0.node("ReduceMean", [], ["axes": .integers([-1])]) }
    #expect(last == [1.5, 4.5, -1.5, -4.5])
  }

  @Test func `padding adds, mirrors, repeats and removes`() throws {
    let line: [Float] = [1, 2, 3]
    let old = try run([1, 3], line, opset: 9) {
      $0.node("Pad", [], ["pads": .integers([0, 0, 1, 0, 0, 2]), "value": .number(7)])
    }
    #expect(old == [7, 1, 2, 3, 7, 7])
    func new(_ pads: [Int], _ mode: String) throws -> [Float] {
      try run([1, 3], line) { $0.node("Pad", [$0.integers(pads)], ["mode": .text(mode)]) }
    }
    #expect(try new([0, 0, 2, 0, 0, 1], "reflect") == [3, 2, 1, 2, 3, 2])
    #expect(try new([0, 0, 2, 0, 0, 1], "edge") == [1, 1, 1, 2, 3, 3])
    #expect(try new([0, 0, -1, 0, 0, 1], "constant") == [2, 3, 0])
    let axes = try run([1, 3], line, opset: 18) {
      $0.node("Pad", [$0.integers([1, 0]), $0.constant([], [9]), $0.integers([-1])])
    }
    #expect(axes == [9, 1, 2, 3])
  }

  @Test func `slices take starts, ends, axes and steps of either sign`() throws {
    let line: [Float] = (0..<6).map(Float.init)
    func slice(_ lists: [[Int]]) throws -> [Float] {
      try run([1, 6], line) { builder in
        let names = lists.map { builder.integers($0) }
        builder.node("Slice", names)
      }
    }
    #expect(try slice([[1], [Int.max], [2], [2]]) == [1, 3, 5])
    #expect(try slice([[-2], [Int.min], [-1], [-2]]) == [4, 2, 0])
    #expect(try slice([[-100], [-4], [2]]) == [0, 1])
    let old = try run([2, 3], line, opset: 9) {
      $0.node(
        "Slice", [], ["starts": .integers([1]), "ends": .integers([3]), "axes": .integers([2])])
    }
    #expect(old == [1, 2, 4, 5])
  }

  @Test func `layout operators move numbers as stated`() throws {
    let numbers: [Float] = [1, 2, 3, 4, 5, 6]
    #expect(
      try run([2, 3], numbers) { $0.node("Transpose", [], ["perm": .integers([0, 2, 1])]) }
        == [1, 4, 2, 5, 3, 6])
    let reshaped = try run([2, 3], numbers) {
      $0.node("Reshape", [$0.integers([0, -1, 2])])
      $0.node("Unsqueeze", [$0.integers([1])])
      $0.node("Concat", [$0.last], ["axis": .integer(3)])
      $0.node("Identity")
      $0.node("Dropout")
    }
    #expect(reshaped == [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6])
    let gathered = try run([2, 3], numbers) {
      $0.node("Gather", [$0.integers([2, -3])], ["axis": .integer(2)])
    }
    #expect(gathered == [3, 1, 6, 4])
  }

  @Test func `a shape computed in the graph is a constant`() throws {
    let result = try run([2, 3], [1, 2, 3, 4, 5, 6]) { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let zero = builder.integers([0], shape: [])
      let batch = builder.node("Gather", inputs: [shape, zero])
      let listed = builder.node("Unsqueeze", inputs: [batch, builder.integers([0])])
      let wanted = builder.node(
        "Concat", inputs: [listed, builder.integers([-1])], ["axis": .integer(0)])
      builder.node("Reshape", inputs: ["input", wanted])
      builder.node("Gemm", [builder.constant([6, 1], [1, 1, 1, 1, 1, 1])])
    }
    #expect(result == [21])
  }

  @Test func `a normalization that follows no layer is applied digitally`() throws {
    let result = try run([2, 2], [1, 2, 3, 4]) { builder in
      let lists: [[Float]] = [[2, 1], [0, 10], [1, 3], [4, 1]]
      builder.node(
        "BatchNormalization", lists.map { builder.constant([2], $0) }, ["epsilon": .number(0)])
    }
    #expect(result == [0, 1, 10, 11])
  }

  @Test func `raw bytes, doubles and typed numbers read the same`() throws {
    let numbers: [Float] = [0.5, -1.5]
    var raw = ONNXTensorProto()
    raw.name = "raw"
    raw.dims = [2, 1]
    raw.dataType = 1
    raw.rawData = numbers.withUnsafeBytes { Data($0) }
    var double = raw
    double.name = "double"
    double.dataType = 11
    double.rawData = numbers.map(Double.init).withUnsafeBytes { Data($0) }
    var typed = raw
    typed.name = "typed"
    typed.clearRawData()
    typed.floatData = numbers
    for tensor in [raw, double, typed] {
      let result = try run([2], [3, 1]) { builder in
        let matrix = builder.node("Cast", inputs: [builder.add(tensor)], ["to": .integer(1)])
        builder.node("Gemm", inputs: ["input", matrix])
      }
      #expect(result == [0])
    }
  }
}
