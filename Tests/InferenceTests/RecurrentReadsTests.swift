import ArrayStorage
import Crossbars
import Foundation
import Inference
import Networks
import Records
import SwiftProtobuf
import TestSupport
import Testing

/// Reads of a layer that is asked for one step of a sequence after the other.
struct RecurrentReadsTests {
  /// Five steps of three numbers through an LSTM of four, and five classes.
  private static func model() throws -> Data {
    var generator = SeededGenerator(seed: 3, stream: 9)
    var model = ONNXModelProto()
    model.irVersion = 8
    var version = ONNXOperatorSetIdProto()
    version.version = 13
    model.opsetImport = [version]
    var input = ONNXValueInfoProto()
    input.name = "input"
    input.type.tensorType.elemType = 1
    input.type.tensorType.shape.dim = [0, 5, 3].map { extent in
      var dimension = ONNXTensorShapeProto.Dimension()
      if extent == 0 { dimension.dimParam = "N" } else { dimension.dimValue = Int64(extent) }
      return dimension
    }
    model.graph.input = [input]
    for (name, shape) in [("w", [1, 16, 3]), ("r", [1, 16, 4]), ("d", [4, 5])]
      as [(String, [Int64])]
    {
      var tensor = ONNXTensorProto()
      tensor.name = name
      tensor.dims = shape
      tensor.dataType = 1
      tensor.floatData = (0..<shape.reduce(1, *)).map { _ in Float(generator.normal()) }
      model.graph.initializer.append(tensor)
    }
    var axes = ONNXTensorProto()
    (axes.name, axes.dims, axes.dataType, axes.int64Data) = ("axes", [1], 7, [0])
    model.graph.initializer.append(axes)
    func node(
      _ type: String, _ inputs: [String], _ outputs: [String], _ name: String = "",
      _ integers: [Int64] = [], integer: Int64? = nil
    ) {
      var node = ONNXNodeProto()
      (node.opType, node.name, node.input, node.output) = (type, outputs[0] + "n", inputs, outputs)
      if !name.isEmpty {
        var attribute = ONNXAttributeProto()
        attribute.name = name
        if let integer {
          (attribute.type, attribute.i) = (2, integer)
        } else {
          (attribute.type, attribute.ints) = (7, integers)
        }
        node.attribute = [attribute]
      }
      model.graph.node.append(node)
    }
    node("Transpose", ["input"], ["turned"], "perm", [1, 0, 2])
    node("LSTM", ["turned", "w", "r"], ["all", "last"], "hidden_size", integer: 4)
    node("Squeeze", ["last", "axes"], ["state"])
    node("Gemm", ["state", "d"], ["logits"])
    var output = ONNXValueInfoProto()
    output.name = "logits"
    model.graph.output = [output]
    return try model.serializedBytes()
  }

  @Test func `an image has the same read noise in batches of any size`() throws {
    let network = try Network(Self.model(), source: "recurrent.onnx")
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 5, stream: 2)
    let count = 40
    try NPYFile.writeFloats(
      shape: [count, 5, 3], (0..<count * 15).map { _ in Float(generator.normal()) },
      to: folder.file("x.npy"))
    try SmallNetwork.writeLabels((0..<count).map { $0 % 5 }, to: folder.file("y.npy"))
    func logits(_ limit: Int, threads: Int) throws -> [Float] {
      let images = { (limit: Int?) in
        try LabeledImages(
          DataSet(
            specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)"),
          name: "small", preprocessing: Preprocessing(), limit: limit)
      }
      var technology = LayerProblem.technology()
      technology.variation.readNoise = ReadNoise(.relative(0.1))
      var options = EvaluationOptions(solver: .ideal, technology: technology)
      options.threads = threads
      return try Evaluation(
        network: network, source: EvaluationResult.Source(file: "recurrent.onnx"),
        images: images(limit), sample: images(nil), options: options
      ).run().logits.elements
    }
    // Batches of 32 and 8, and of 32 and 1.
    let all = try logits(count, threads: 1)
    #expect(try logits(33, threads: 2) == Array(all[..<(33 * 5)]))
    #expect(try logits(count, threads: 2) == all)
    #expect(Set(all).count > 150)
  }
}
