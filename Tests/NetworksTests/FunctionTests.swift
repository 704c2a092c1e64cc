import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Functions of one number, against values of their definitions.
struct FunctionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let type: String
    let opset: Int64
    var attributes: [String: ModelBuilder.Attribute] = [:]
    var inputs: [Float] = [-3, -1.25, -0.5, 0, 0.5, 1.25, 3]
    let value: @Sendable (Double) -> Double
    var testDescription: String { "\(type) \(attributes.keys.sorted())" }
  }

  // The formulas are those of the ONNX operator pages, without the rearrangements that the code
  // makes to keep digits.
  static let cases: [Case] = [
    Case(type: "Abs", opset: 13) { abs($0) },
    Case(type: "Neg", opset: 13) { -$0 },
    Case(type: "Sign", opset: 9) { $0 == 0 ? 0 : $0 / abs($0) },
    Case(type: "Ceil", opset: 7) { ceil($0) },
    Case(type: "Floor", opset: 7) { floor($0) },
    Case(type: "Round", opset: 11, inputs: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.6]) { rint($0) },
    Case(type: "Exp", opset: 13) { exp($0) },
    Case(type: "Log", opset: 13, inputs: [0.25, 1, 7]) { log($0) },
    Case(type: "Sqrt", opset: 13, inputs: [0, 0.25, 7]) { pow($0, 0.5) },
    Case(type: "Reciprocal", opset: 13, inputs: [-4, 0.25, 7]) { 1 / $0 },
    Case(type: "Erf", opset: 9) { erf($0) },
    Case(type: "Sin", opset: 7) { sin($0) },
    Case(type: "Cos", opset: 7) { cos($0) },
    Case(type: "Tan", opset: 7) { sin($0) / cos($0) },
    Case(type: "Asin", opset: 7, inputs: [-1, 0.3, 1]) { asin($0) },
    Case(type: "Acos", opset: 7, inputs: [-1, 0.3, 1]) { Double.pi / 2 - asin($0) },
    Case(type: "Atan", opset: 7) { atan2($0, 1) },
    Case(type: "Sinh", opset: 9) { (exp($0) - exp(-$0)) / 2 },
    Case(type: "Cosh", opset: 9) { (exp($0) + exp(-$0)) / 2 },
    Case(type: "Asinh", opset: 9) { log($0 + sqrt($0 * $0 + 1)) },
    Case(type: "Acosh", opset: 9, inputs: [1, 1.5, 9]) { log($0 + sqrt($0 * $0 - 1)) },
    Case(type: "Atanh", opset: 9, inputs: [-0.9, 0, 0.5]) { log((1 + $0) / (1 - $0)) / 2 },
    Case(type: "Elu", opset: 13) { $0 < 0 ? exp($0) - 1 : $0 },
    Case(type: "Elu", opset: 22, attributes: ["alpha": .number(0.5)]) {
      $0 < 0 ? 0.5 * (exp($0) - 1) : $0
    },
    Case(type: "Celu", opset: 12, attributes: ["alpha": .number(2)]) {
      max(0, $0) + min(0, 2 * (exp($0 / 2) - 1))
    },
    Case(type: "Selu", opset: 13) {
      1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * (exp($0) - 1))
    },
    Case(
      type: "Selu", opset: 13, attributes: ["alpha": .number(2), "gamma": .number(3)]
    ) { 3 * ($0 > 0 ? $0 : 2 * (exp($0) - 1)) },
    Case(type: "HardSigmoid", opset: 13) { max(0, min(1, 0.2 * $0 + 0.5)) },
    Case(
      type: "HardSigmoid", opset: 13, attributes: ["alpha": .number(0.5), "beta": .number(0.25)]
    ) { max(0, min(1, 0.5 * $0 + 0.25)) },
    Case(type: "HardSwish", opset: 14, inputs: [-4, -3, -1, 0, 1, 3, 4]) {
      $0 * max(0, min(1, $0 / 6 + 0.5))
    },
    Case(type: "Softplus", opset: 13, inputs: [-90, -1, 0, 1, 90]) {
      $0 > 50 ? $0 : log(exp($0) + 1)
    },
    Case(type: "Softsign", opset: 13) { $0 / (1 + abs($0)) },
    Case(type: "Mish", opset: 18) { $0 * tanh(log(1 + exp($0))) },
    Case(type: "Gelu", opset: 20) { 0.5 * $0 * (1 + erf($0 / sqrt(2))) },
    Case(type: "Gelu", opset: 20, attributes: ["approximate": .text("tanh")]) {
      0.5 * $0 * (1 + tanh(sqrt(2 / Double.pi) * ($0 + 0.044715 * pow($0, 3))))
    },
    Case(type: "Swish", opset: 24, attributes: ["alpha": .number(2)]) { $0 / (1 + exp(-2 * $0)) },
    Case(type: "ThresholdedRelu", opset: 10, inputs: [-2, 0.5, 1, 1.5]) { $0 > 1 ? $0 : 0 },
    Case(
      type: "ThresholdedRelu", opset: 22, attributes: ["alpha": .number(-1)],
      inputs: [-2, -0.5, 1]
    ) { $0 > -1 ? $0 : 0 },
    Case(type: "Shrink", opset: 9) { $0 < -0.5 ? $0 : $0 > 0.5 ? $0 : 0 },
    Case(
      type: "Shrink", opset: 9, attributes: ["lambd": .number(1), "bias": .number(0.25)]
    ) { $0 < -1 ? $0 + 0.25 : $0 > 1 ? $0 - 0.25 : 0 },
  ]

  @Test(arguments: cases)
  func `a function has its values`(test: Case) throws {
    var builder = ModelBuilder(input: [test.inputs.count], opset: test.opset)
    builder.node(test.type, [], test.attributes)
    let values = try bothWays(builder, test.inputs)
    let expected = test.inputs.map { Float(test.value(Double($0))) }
    // Both round one result of double precision to single precision.
    for (value, wanted) in zip(values, expected) {
      #expect(
        (value - wanted).magnitude <= 2e-7 * max(1, wanted.magnitude), "\(value), not \(wanted)")
    }
  }

  @Test(arguments: cases)
  func `a function of a constant is the same constant`(test: Case) throws {
    var builder = ModelBuilder(input: [test.inputs.count], opset: test.opset)
    let folded = builder.node(
      test.type, inputs: [builder.constant([test.inputs.count], test.inputs)], test.attributes)
    builder.node("Add", inputs: ["input", folded])
    let zeros = [Float](repeating: 0, count: test.inputs.count)
    #expect(
      isClose(
        try bothWays(builder, zeros), test.inputs.map { Float(test.value(Double($0))) }))
  }

  @Test(
    arguments: [
      ("Celu", 11), ("Erf", 8), ("Gelu", 19), ("HardSwish", 13), ("LayerNormalization", 16),
      ("Mish", 17), ("Round", 10), ("Sign", 8), ("Swish", 23), ("ThresholdedRelu", 9),
    ] as [(String, Int64)])
  func `an operator older than its first opset is refused`(type: String, opset: Int64) throws {
    var builder = ModelBuilder(input: [4], opset: opset)
    builder.node(type)
    let message = try refusal(builder)
    #expect(message.contains(type) && message.contains("opset \(opset + 1)"), "\(message)")
  }
}
