import Configuration
import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Models that must be refused with a message that names what is wrong.
struct RefusalTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let fragments: [String]
    let build: @Sendable (inout ModelBuilder) -> Void
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "an unknown operator",
      fragments: ["node \"odd\"", "Det", "[1, 4]", "not supported", "Conv"]
    ) { $0.node("Det", name: "odd") },
    Case(name: "an operator of another domain", fragments: ["Relu", "com.example"]) {
      $0.node("Relu")
      $0.model.graph.node[0].domain = "com.example"
    },
    Case(name: "a comparison of two types", fragments: ["equal0", "int64"]) {
      $0.node("Equal", [$0.integers([1])])
    },
    Case(name: "a condition of numbers", fragments: ["where0", "bool"]) {
      $0.node("Where", ["input", "input"])
    },
    Case(name: "an expansion that does not fit", fragments: ["expand0", "[3]"]) {
      $0.node("Expand", [$0.integers([3])])
    },
    Case(name: "numbers that look up and are not whole", fragments: ["gather0", "float"]) {
      $0.node("Gather", ["input"])
    },
    Case(name: "repeated images", fragments: ["tile0", "images would be mixed"]) {
      $0.node("Tile", [$0.integers([2, 1])])
    },
    Case(name: "a running sum over images", fragments: ["cumsum0", "images would be mixed"]) {
      $0.node("CumSum", [$0.integers([0], shape: [])])
    },
    Case(name: "a largest image", fragments: ["argmax0", "images would be mixed"]) {
      $0.node("ArgMax", [], ["axis": .integer(0)])
    },
    Case(name: "more numbers than there are", fragments: ["topk0", "K is 9"]) {
      $0.node("TopK", [$0.integers([9])])
    },
    Case(name: "an equation without a result", fragments: ["einsum0", "\"ij\""]) {
      $0.node("Einsum", [], ["equation": .text("ij")])
    },
    Case(name: "an equation of more axes", fragments: ["einsum0", "ijk->ik"]) {
      $0.node("Einsum", [], ["equation": .text("ijk->ik")])
    },
    Case(name: "a scale of zero", fragments: ["quantizelinear0", "scale of 0"]) {
      $0.node("QuantizeLinear", [$0.constant([], [0])])
    },
    Case(name: "a recurrent layer without steps", fragments: ["lstm0", "2 axes"]) {
      let weights = $0.constant([1, 4, 4], pattern(16))
      $0.node("LSTM", [weights, weights])
    },
    Case(name: "an unknown way to resize", fragments: ["resize0", "mode is area"]) {
      $0.node("Resize", ["", $0.constant([2], [1, 2])], ["mode": .text("area")])
    },
    Case(name: "a cast to half precision", fragments: ["cast0", "type 10"]) {
      $0.node("Cast", [], ["to": .integer(10)])
    },
    Case(name: "a rest of floating point", fragments: ["mod0", "fmod"]) {
      $0.node("Mod", [$0.constant([], [2])])
    },
    Case(name: "logits that are integers", fragments: ["output", "int64"]) {
      $0.node("Cast", [], ["to": .integer(7)])
    },
    Case(name: "an unknown attribute", fragments: ["node \"relu0\"", "speed"]) {
      $0.node("Relu", [], ["speed": .integer(1)])
    },
    Case(name: "an attribute of another type", fragments: ["alpha", "a number"]) {
      $0.node("LeakyRelu", [], ["alpha": .integer(1)])
    },
    Case(name: "an input that nobody produces", fragments: ["nothing produces", "ghost"]) {
      $0.node("Add", ["ghost"])
    },
    Case(name: "a cycle", fragments: ["cycle", "loop"]) {
      $0.node("Add", ["loop"])
      $0.node("Relu", output: "loop")
    },
    Case(name: "an empty graph", fragments: ["no graph with nodes"]) { _ in },
    Case(name: "a name given twice", fragments: ["used twice", "same"]) {
      $0.node("Relu", output: "same")
      $0.node("Relu", output: "same")
    },
    Case(name: "weights that are NaN", fragments: ["initializer \"constant0\"", "NaN"]) {
      $0.node("Gemm", [$0.constant([4, 1], [1, .nan, 1, 1])])
    },
    Case(name: "weights that are infinite", fragments: ["infinite", "gemm0"]) {
      $0.node("Gemm", [$0.constant([4, 1], [1, .infinity, 1, 1])])
    },
    Case(name: "too few weights", fragments: ["3 numbers", "[4, 1]"]) {
      $0.node("Gemm", [$0.constant([4, 1], [1, 2, 3])])
    },
    Case(name: "negative extents", fragments: ["[-4, -1]", "non-negative"]) {
      $0.node("Gemm", [$0.constant([-4, -1], [1, 2, 3, 4])])
    },
    Case(name: "absurd extents", fragments: ["initializer", "2^28"]) {
      $0.node("Gemm", [$0.constant([1 << 62, 1 << 62], [])])
    },
    Case(name: "absurd extents beside a zero", fragments: ["initializer"]) {
      $0.node("Gemm", [$0.constant([0, 1 << 40, 1 << 40], [])])
    },
    Case(name: "data in another file", fragments: ["another file", "location"]) {
      var tensor = ONNXTensorProto()
      tensor.name = "outside"
      tensor.dims = [4, 1]
      tensor.dataType = 1
      tensor.dataLocation = 1
      $0.node("Gemm", [$0.add(tensor)])
    },
    Case(name: "half precision", fragments: ["element type 10", "float (1)"]) {
      var tensor = ONNXTensorProto()
      tensor.name = "half"
      tensor.dims = [4, 1]
      tensor.dataType = 10
      tensor.rawData = Data(count: 8)
      $0.node("Gemm", [$0.add(tensor)])
    },
    Case(name: "a matrix of another width", fragments: ["gemm0", "[3, 2]", "4 inputs"]) {
      $0.node("Gemm", [$0.constant([3, 2], pattern(6))])
    },
    Case(name: "a bias of another length", fragments: ["bias", "[3]"]) {
      $0.node("Gemm", [$0.constant([4, 2], pattern(8)), $0.constant([3], [1, 2, 3])])
    },
    Case(
      name: "a product of tensors that do not fit",
      fragments: ["matmul0", "[1, 4]", "as many rows"]
    ) {
      $0.node("MatMul", ["input"])
    },
    Case(name: "extents that do not broadcast", fragments: ["add0", "[1, 4]", "[3]"]) {
      $0.node("Add", [$0.constant([3], [1, 2, 3])])
    },
    Case(name: "a constant that makes a batch", fragments: ["images would be mixed"]) {
      $0.node("Add", [$0.constant([2, 4], pattern(8))])
    },
    Case(name: "a reshape that mixes images", fragments: ["images would be mixed"]) {
      $0.node("Reshape", [$0.integers([2, -1])])
    },
    Case(name: "a reshape that does not fit", fragments: ["reshape0", "[1, 3]"]) {
      $0.node("Reshape", [$0.integers([1, 3])])
    },
    Case(name: "a transposed batch", fragments: ["output", "images lie along the axis 1"]) {
      $0.node("Transpose")
    },
    Case(name: "a softmax over the batch", fragments: ["batch"]) {
      $0.node("Softmax", [], ["axis": .integer(0)])
    },
    Case(name: "padding without end", fragments: ["pad0", "pads"]) {
      $0.node("Pad", [$0.integers([0, 0, 0, Int.max])])
    },
    Case(name: "padding that leaves nothing", fragments: ["pad0"]) {
      $0.node("Pad", [$0.integers([0, -3, 0, -3])])
    },
    Case(name: "a slice that leaves nothing", fragments: ["slice0"]) {
      $0.node("Slice", [$0.integers([3]), $0.integers([1]), $0.integers([1])])
    },
    Case(name: "a slice of step 0", fragments: ["slice0", "step"]) {
      let lists = [[0], [4], [1], [0]].map { [$0] }
      var names: [String] = []
      for list in lists { names.append($0.integers(list[0])) }
      $0.node("Slice", names)
    },
    Case(name: "an axis out of range", fragments: ["axis is 5"]) {
      $0.node("Concat", ["input"], ["axis": .integer(5)])
    },
    Case(name: "a division by zero", fragments: ["division by zero"]) {
      $0.node("Div", [$0.constant([], [0])])
    },
    Case(name: "bounds out of order", fragments: ["min ≤ max"]) {
      $0.node("Clip", [$0.constant([], [1]), $0.constant([], [0])])
    },
    Case(name: "a mask of dropout that is read", fragments: ["nothing produces", "mask"]) {
      $0.node("Dropout")
      $0.model.graph.node[0].output.append("mask")
      $0.node("Add", ["mask"])
    },
    Case(name: "an opset of the future", fragments: ["opset 29", "7 to 28"]) {
      $0.node("Relu")
      $0.model.opsetImport[0].version = 29
    },
    Case(name: "two inputs", fragments: ["2 inputs"]) {
      $0.node("Relu")
      $0.model.graph.input.append($0.model.graph.input[0])
      $0.model.graph.input[1].name = "second"
    },
    Case(name: "a free extent beside the batch", fragments: ["axis 1", "no fixed extent"]) {
      $0.node("Relu")
      $0.model.graph.input[0].type.tensorType.shape.dim[1].dimParam = "width"
    },
    Case(name: "an input too large", fragments: ["input", "2^26"]) {
      $0.node("Relu")
      $0.model.graph.input[0].type.tensorType.shape.dim[1].dimValue = 1 << 40
    },
    Case(name: "an output that nobody produces", fragments: ["output \"ghost\""]) {
      $0.node("Relu")
      var output = ONNXValueInfoProto()
      output.name = "ghost"
      $0.model.graph.output = [output]
    },
    Case(name: "an output that is no list of logits", fragments: ["batch × classes"]) {
      $0.node("Reshape", [$0.integers([-1])])
    },
    Case(name: "a variance below zero", fragments: ["variance"]) { builder in
      let lists = [pattern(4), pattern(4), pattern(4), [1, 1, -2, 1]]
      builder.node("BatchNormalization", lists.map { builder.constant([4], $0) })
    },
  ]

  @Test(arguments: cases)
  func `a model is refused with its place`(test: Case) throws {
    var builder = ModelBuilder(input: [4])
    test.build(&builder)
    let data = try builder.data()
    let error = #expect(throws: InputError.self) { try Network(data, source: "test.onnx") }
    let message = error.map { "\($0)" } ?? ""
    for fragment in ["test.onnx"] + test.fragments {
      #expect(message.contains(fragment), "\(message)")
    }
  }

  @Test(arguments: [
    ("strides", [0, 1]), ("dilations", [1, -1]), ("pads", [0, 0, -1, 0]), ("pads", [1]),
    ("kernel_shape", [2, 3]), ("strides", [Int.max, 1]),
  ])
  func `a window that makes no sense is refused`(attribute: String, values: [Int]) throws {
    var builder = ModelBuilder(input: [1, 4, 4])
    builder.node(
      "Conv", [builder.constant([1, 1, 2, 2], [1, 2, 3, 4])], [attribute: .integers(values)],
      name: "here")
    builder.node("Flatten")
    let data = try builder.data()
    let error = #expect(throws: InputError.self) { try Network(data, source: "test.onnx") }
    #expect("\(String(describing: error))".contains(attribute))
  }

  @Test func `a kernel larger than the image is refused`() throws {
    var builder = ModelBuilder(input: [1, 4, 4])
    builder.node("Conv", [builder.constant([1, 1, 5, 5], pattern(25))])
    builder.node("Flatten")
    let data = try builder.data()
    #expect(throws: InputError.self) { try Network(data, source: "test.onnx") }
  }

  @Test func `a file that is not there is unavailable`() {
    #expect(throws: UnavailableError.self) {
      try Network(contentsOf: URL(fileURLWithPath: "/nowhere/network.onnx"))
    }
  }

  @Test func `a batch of another shape is refused with both shapes`() throws {
    var builder = ModelBuilder(input: [4])
    builder.node("Relu")
    let network = try builder.network()
    let error = #expect(throws: InputError.self) {
      try network.forward(Tensor(zeros: [2, 3]))
    }
    #expect("\(String(describing: error))".contains("[2, 3]"))
    #expect(try network.forward(Tensor(zeros: [0, 4])).shape == [0, 4])
  }
}
