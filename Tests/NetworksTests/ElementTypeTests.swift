import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Constants of a type that the operator's definition does not allow.
struct ElementTypeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let found: String
    let build: @Sendable (inout ModelBuilder) -> Void
    var testDescription: String { name }
  }

  // Inputs are N × 2 × 4.
  static let cases: [Case] = [
    Case(name: "a bias of int32", found: "int32") {
      $0.node(
        "Conv",
        [$0.constant([3, 2, 1], pattern(6)), $0.constant([3], type: 6, raw: [Int32](1...3))])
    },
    Case(name: "a kernel of int64", found: "int64") {
      $0.node("Conv", [$0.integers([Int](1...6), shape: [3, 2, 1])])
    },
    Case(name: "a kernel of double", found: "double") {
      $0.node("Conv", [$0.constant([3, 2, 1], type: 11, raw: [Double](repeating: 1, count: 6))])
    },
    Case(name: "a matrix of int64", found: "int64") {
      $0.node("MatMul", [$0.integers([Int](1...4), shape: [4, 1])])
    },
    Case(name: "a Gemm of int32", found: "int32") {
      $0.node("Flatten")
      $0.node("Gemm", [$0.constant([8, 1], type: 6, raw: [Int32](1...8))])
    },
    Case(name: "a bias of Gemm of int64", found: "int64") {
      $0.node("Flatten")
      $0.node("Gemm", [$0.constant([8, 1], pattern(8)), $0.integers([1])])
    },
    Case(name: "a scale of a normalization of int64", found: "int64") {
      let ones = $0.constant([2], [1, 1])
      $0.node("BatchNormalization", [$0.integers([1, 1]), ones, ones, ones])
    },
    Case(name: "a scale of a layer normalization of int64", found: "int64") {
      $0.node("LayerNormalization", [$0.integers([1, 1, 1, 1])])
    },
    Case(name: "a sum with int64", found: "int64") { $0.node("Add", [$0.integers([1])]) },
    Case(name: "a maximum with int64", found: "int64") { $0.node("Max", [$0.integers([1])]) },
    Case(name: "slopes of int64", found: "int64") { $0.node("PRelu", [$0.integers([1])]) },
    Case(name: "a bound of int64", found: "int64") {
      $0.node("Clip", [$0.integers([1], shape: [])])
    },
    Case(name: "a padding value of int64", found: "int64") {
      $0.node("Pad", [$0.integers([0, 0, 0, 0, 0, 1]), $0.integers([1], shape: [])])
    },
    Case(name: "a concatenation with int64", found: "int64") {
      $0.node("Concat", [$0.integers([Int](1...4), shape: [1, 1, 4])], ["axis": .integer(1)])
    },
    Case(name: "a shape of float", found: "float") {
      $0.node("Reshape", [$0.constant([2], [0, -1])])
    },
    Case(name: "a shape of int32", found: "int32") {
      $0.node("Reshape", [$0.constant([2], type: 6, raw: [Int32](arrayLiteral: 0, -1))])
    },
    Case(name: "indices of float", found: "float") {
      $0.node("Gather", [$0.constant([1], [1])], ["axis": .integer(1)])
    },
    Case(name: "starts of float", found: "float") {
      $0.node("Slice", [$0.constant([1], [0]), $0.integers([1]), $0.integers([1])])
    },
    Case(name: "axes of truth values", found: "bool") {
      $0.node("ReduceSum", [$0.constant([1], type: 9, raw: [UInt8](arrayLiteral: 1))])
    },
    Case(name: "lengths of float", found: "float") {
      $0.node("Split", [$0.constant([1], [2])], ["axis": .integer(1)])
    },
    Case(name: "a root of integers", found: "int64") { builder in
      let root = builder.node("Sqrt", inputs: [builder.integers([4])])
      builder.node("Add", inputs: ["input", root])
    },
    Case(name: "constants of two types", found: "int64") { builder in
      let sum = builder.node("Add", inputs: [builder.integers([4]), builder.constant([1], [4])])
      builder.node("Add", inputs: ["input", sum])
    },
  ]

  @Test(arguments: cases)
  func `a constant of another type is refused`(test: Case) throws {
    var builder = ModelBuilder(input: [2, 4], opset: 17)
    test.build(&builder)
    builder.node("Flatten")
    let message = try refusal(builder)
    #expect(message.contains(test.found), "\(message)")
  }

  @Test func `stored mean and variance may be doubles from opset 14 on`() throws {
    func build(_ opset: Int64) -> ModelBuilder {
      var builder = ModelBuilder(input: [2], opset: opset)
      let (one, mean) = (builder.constant([2], [1, 1]), builder.constant([2], [0, 0]))
      let double = builder.constant([2], type: 11, raw: [1.0, 4.0])
      builder.node("BatchNormalization", [one, mean, mean, double], ["epsilon": .number(0)])
      return builder
    }
    #expect(try bothWays(build(14), [3, 4]) == [3, 2])
    #expect(try refusal(build(13)).contains("double"))
  }

  @Test func `integers overflow their own type`() throws {
    var builder = ModelBuilder(input: [1])
    let largest = builder.constant([1], type: 6, raw: [Int32.max])
    let one = builder.constant([1], type: 6, raw: [Int32(1)])
    let sum = builder.node("Add", inputs: [largest, one])
    let number = builder.node("Cast", inputs: [sum], ["to": .integer(1)])
    builder.node("Add", inputs: ["input", number])
    #expect(try refusal(builder).contains("overflow"))
    var cast = ModelBuilder(input: [1])
    let small = cast.node("Cast", inputs: [cast.constant([1], [3e9])], ["to": .integer(6)])
    cast.node("Add", inputs: ["input", cast.node("Cast", inputs: [small], ["to": .integer(1)])])
    #expect(try refusal(cast).contains("int32"))
  }
}
