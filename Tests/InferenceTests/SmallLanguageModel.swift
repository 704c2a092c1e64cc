import ArrayStorage
import Crossbars
import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport
import Testing

/// A network that finds a token at every position of a text, and random texts for it.
struct SmallLanguageModel {
  let network: Network
  let folder: TemporaryFolder
  /// How many tokens there are.
  static let tokens = 7
  /// How many of a text are read.
  static let positions = 5

  init(texts: Int) throws {
    folder = try TemporaryFolder()
    network = try Network(Self.model(), source: "tokens.onnx")
    var generator = SeededGenerator(seed: 12, stream: 1)
    let numbers = (0..<texts * (Self.positions + 1)).map { _ in
      Double(Int(generator.uniform() * Double(Self.tokens)))
    }
    try NPYFile.write(shape: [texts, Self.positions + 1], numbers, to: folder.file("t.npy"))
  }

  /// The data set as a command names it.
  var specification: String { "tokens:\(folder.file("t.npy").path)" }

  /// Evaluates the network; the result must read back, which no contradiction passes.
  func evaluate(
    _ options: EvaluationOptions, specification: String? = nil
  ) throws -> Evaluation.Outcome {
    let texts = try LabeledImages(
      DataSet(specification: specification ?? self.specification), name: "texts",
      preprocessing: Preprocessing())
    return try Evaluation(
      network: network, source: EvaluationResult.Source(file: "tokens.onnx"), images: texts,
      sample: texts, options: options
    ).readBack()
  }

  private static func model() throws -> Data {
    var generator = SeededGenerator(seed: 12, stream: 2)
    var model = ModelBuilder(input: [positions], type: 7, opset: 17)
    let constants = [[tokens, 8], [8, 12], [12, tokens]].map { shape in
      model.constant(
        shape, (0..<shape.reduce(1, *)).map { _ in Float(0.7 * generator.normal()) })
    }
    model.node("Gather", inputs: [constants[0], "input"])
    model.node("MatMul", [constants[1]], name: "first")
    model.node("Relu")
    model.node("MatMul", [constants[2]], name: "second")
    return try model.data()
  }
}
