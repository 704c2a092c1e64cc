import ArrayStorage
import Crossbars
import Foundation
import Inference
import Networks
import Records
import SwiftProtobuf
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
    let outcome = try Evaluation(
      network: network, source: EvaluationResult.Source(file: "tokens.onnx"), images: texts,
      sample: texts, options: options
    ).run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(try copy.encoded() == outcome.result.encoded())
    return outcome
  }

  private static func model() throws -> Data {
    var generator = SeededGenerator(seed: 12, stream: 2)
    var model = ONNXModelProto()
    model.irVersion = 8
    var version = ONNXOperatorSetIdProto()
    version.version = 17
    model.opsetImport = [version]
    var input = ONNXValueInfoProto()
    input.name = "input"
    input.type.tensorType.elemType = 7
    input.type.tensorType.shape.dim = [0, positions].map { extent in
      var dimension = ONNXTensorShapeProto.Dimension()
      if extent == 0 { dimension.dimParam = "N" } else { dimension.dimValue = Int64(extent) }
      return dimension
    }
    model.graph.input = [input]
    for (name, shape) in [("table", [tokens, 8]), ("w1", [8, 12]), ("w2", [12, tokens])] {
      var tensor = ONNXTensorProto()
      tensor.name = name
      tensor.dims = shape.map(Int64.init)
      tensor.dataType = 1
      tensor.floatData = (0..<shape.reduce(1, *)).map { _ in Float(0.7 * generator.normal()) }
      model.graph.initializer.append(tensor)
    }
    for (type, inputs, output) in [
      ("Gather", ["table", "input"], "rows"), ("MatMul", ["rows", "w1"], "first"),
      ("Relu", ["first"], "relu"), ("MatMul", ["relu", "w2"], "second"),
    ] {
      var node = ONNXNodeProto()
      node.opType = type
      node.name = output
      node.input = inputs
      node.output = [output]
      model.graph.node.append(node)
    }
    var output = ONNXValueInfoProto()
    output.name = "second"
    model.graph.output = [output]
    return try model.serializedBytes()
  }
}
