import NetworkTestSupport
import Networks
import Testing

/// The first axis of the input counts images: nothing may mix, drop or reorder them.
struct BatchAxisTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var opset: Int64 = 18
    /// Whether the images only move here, so that they are missed at the output.
    var movesImages = false
    let build: @Sendable (inout ModelBuilder) -> Void
    var testDescription: String { name }
  }

  // Inputs are N × 1 × 4.
  static let cases: [Case] = [
    Case(name: "a slice of the first image") {
      $0.node("Slice", [$0.integers([0]), $0.integers([1]), $0.integers([0])])
    },
    Case(name: "a slice in reverse") {
      $0.node(
        "Slice", [$0.integers([-1]), $0.integers([Int.min]), $0.integers([0]), $0.integers([-1])])
    },
    Case(name: "a slice by attributes", opset: 9) {
      $0.node("Slice", [], ["starts": .integers([0]), "ends": .integers([1])])
    },
    Case(name: "a slice from the second image") {
      $0.node("Slice", [$0.integers([1]), $0.integers([Int.max]), $0.integers([0])])
    },
    Case(name: "a transposition", movesImages: true) {
      $0.node("Transpose", [], ["perm": .integers([1, 0, 2])])
    },
    Case(name: "a reshape to one list", movesImages: true) {
      $0.node("Reshape", [$0.integers([1, -1])])
    },
    Case(name: "a reshape with the batch elsewhere") { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let batch = builder.node("Gather", inputs: [shape, builder.integers([0])])
      let wanted = builder.node(
        "Concat", inputs: [builder.integers([-1]), batch], ["axis": .integer(0)])
      builder.node("Reshape", inputs: ["input", wanted])
    },
    Case(name: "a concatenation") { $0.node("Concat", ["input"], ["axis": .integer(0)]) },
    Case(name: "a gathering") { $0.node("Gather", [$0.integers([0])], ["axis": .integer(0)]) },
    Case(name: "a mean") { $0.node("ReduceMean", [$0.integers([0])]) },
    Case(name: "a maximum over all axes") { $0.node("ReduceMax") },
    Case(name: "a sum by a negative axis") { $0.node("ReduceSum", [$0.integers([-3])]) },
    Case(name: "a softmax") { $0.node("Softmax", [], ["axis": .integer(0)]) },
    Case(name: "an old softmax over all", opset: 11) {
      $0.node("LogSoftmax", [], ["axis": .integer(0)])
    },
    Case(name: "a flattening of all", movesImages: true) {
      $0.node("Flatten", [], ["axis": .integer(0)])
    },
    Case(name: "a squeeze") { $0.node("Squeeze", [$0.integers([0])]) },
    Case(name: "an axis in front", movesImages: true) { $0.node("Unsqueeze", [$0.integers([0])]) },
    Case(name: "a split") {
      $0.node("Split", [], ["axis": .integer(0), "num_outputs": .integer(1)])
    },
    Case(name: "padding") { $0.node("Pad", [$0.integers([0, 0, 0, 1, 0, 0])]) },
    Case(name: "a normalization of everything") {
      $0.node("LayerNormalization", [$0.constant([4], pattern(4))], ["axis": .integer(0)])
    },
    Case(name: "operands of different ranks") { builder in
      let list = builder.node("Squeeze", inputs: ["input", builder.integers([1])])
      builder.node("Add", inputs: ["input", list])
    },
    Case(name: "a constant of more axes", movesImages: true) {
      $0.node("Mul", [$0.constant([1, 1, 1, 4], pattern(4))])
    },
    Case(name: "a number of images as a number") { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let count = builder.node("Gather", inputs: [shape, builder.integers([0])])
      let number = builder.node("Cast", inputs: [count], ["to": .integer(1)])
      builder.node("Mul", inputs: ["input", number])
    },
    Case(name: "a slice of another axis to the number of images") { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let batch = builder.node("Gather", inputs: [shape, builder.integers([0])])
      builder.node(
        "Slice", inputs: ["input", builder.integers([0]), batch, builder.integers([2])])
    },
    Case(name: "the number of images, squared") { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let batch = builder.node("Gather", inputs: [shape, builder.integers([0])])
      let squared = builder.node("Mul", inputs: [batch, batch])
      builder.node("Reshape", inputs: ["input", squared])
    },
    Case(name: "the number of images as a place") { builder in
      let shape = builder.node("Shape", inputs: ["input"])
      let batch = builder.node("Gather", inputs: [shape, builder.integers([0])])
      builder.node("Gather", inputs: ["input", batch], ["axis": .integer(2)])
    },
  ]

  @Test(arguments: cases)
  func `what mixes images is refused with its node`(test: Case) throws {
    var builder = ModelBuilder(input: [1, 4], opset: test.opset)
    test.build(&builder)
    let type = try #require(builder.model.graph.node.last?.opType)
    builder.node("Flatten")
    let message = try refusal(builder)
    let place = test.movesImages ? "output" : "(\(type)"
    #expect(message.contains(place) && message.contains("images"), "\(message)")
  }

  @Test func `a slice of all images of any batch is none`() throws {
    for end in [Int(Int32.max), Int.max] {
      var builder = ModelBuilder(input: [4])
      builder.node(
        "Slice", [builder.integers([0]), builder.integers([end]), builder.integers([0])])
      #expect(try bothWays(builder, [1, 2, 3, 4]) == [1, 2, 3, 4])
    }
    var computed = ModelBuilder(input: [4])
    let shape = computed.node("Shape", inputs: ["input"])
    let batch = computed.node("Gather", inputs: [shape, computed.integers([0])])
    computed.node(
      "Slice", inputs: ["input", computed.integers([0]), batch, computed.integers([0])])
    #expect(try bothWays(computed, [1, 2, 3, 4]) == [1, 2, 3, 4])
  }

  @Test func `a file for a fixed batch may state it`() throws {
    var builder = ModelBuilder(input: [2, 2])
    builder.fixBatch(8)
    builder.node("Slice", [builder.integers([0]), builder.integers([8]), builder.integers([0])])
    builder.node("Reshape", [builder.integers([8, -1])])
    builder.node("Relu")
    let network = try builder.network()
    let batch = Tensor(shape: [3, 2, 2], elements: (0..<12).map(Float.init))
    #expect(try network.forward(batch) == Tensor(shape: [3, 4], elements: batch.elements))
    var other = ModelBuilder(input: [2, 2])
    other.fixBatch(8)
    other.node("Reshape", [other.integers([1, -1])])
    #expect(try refusal(other).contains("images would be mixed"))
    // Eight images give the shape 8, whatever the batch that is read here.
    var shape = ModelBuilder(input: [4])
    shape.fixBatch(8)
    let extents = shape.node("Shape", inputs: ["input"])
    let first = shape.node("Gather", inputs: [extents, shape.integers([0])])
    let number = shape.node("Cast", inputs: [first], ["to": .integer(1)])
    shape.node("Mul", inputs: ["input", number])
    #expect(try bothWays(shape, [1, 2, 3, 4]) == [8, 16, 24, 32])
  }

  @Test func `a file for one image may add tensors of different ranks`() throws {
    var builder = ModelBuilder(input: [2, 1, 1])
    builder.fixBatch(1)
    builder.node("ReduceMax", [], ["axes": .integers([1]), "keepdims": .integer(0)])
    builder.node("Add", [builder.constant([1, 1, 1, 1], [0.5])])
    builder.node("Relu")
    builder.node("Flatten")
    #expect(try bothWays(builder, [-3, 2]) == [2.5])
  }

  @Test(arguments: [0, -1] as [Int64])
  func `a batch of 0 or -1 is free`(batch: Int64) throws {
    var builder = ModelBuilder(input: [2])
    builder.fixBatch(batch)
    builder.node("Relu")
    let network = try builder.network()
    #expect(
      try network.forward(Tensor(shape: [3, 2], elements: [1, -1, 2, -2, 3, 0])).elements
        == [1, 0, 2, 0, 3, 0])
  }

  @Test func `a batch below -1 is refused`() throws {
    var builder = ModelBuilder(input: [2])
    builder.fixBatch(-2)
    builder.node("Relu")
    #expect(try refusal(builder).contains("-2"))
  }

  @Test func `free extents are those of the first shape that fits`() throws {
    var builder = ModelBuilder(input: [1, 1, 3])
    builder.model.graph.input[0].type.tensorType.shape.dim[1].dimParam = "rows"
    builder.model.graph.input[0].type.tensorType.shape.dim[2].dimValue = -1
    builder.node("Flatten")
    let data = try builder.data()
    let network = try Network(data, source: "test.onnx", imageShapes: [[3, 5, 4], [5, 4, 3]])
    #expect(network.inputShape == [5, 4, 3])
    let error = #expect(throws: (any Error).self) {
      try Network(data, source: "test.onnx", imageShapes: [[3, 5, 4]])
    }
    #expect("\(String(describing: error))".contains("[3, 5, 4]"))
  }
}
