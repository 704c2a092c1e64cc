import ArrayStorage
import Crossbars
import Foundation
import Inference
import Networks
import Records
import SwiftProtobuf
import TestSupport
import Testing

/// A small convolutional network with random weights, and random images for it.
struct SmallNetwork {
  let network: Network
  let folder: TemporaryFolder
  let imageCount: Int

  init(images: Int = 150) throws {
    imageCount = images
    folder = try TemporaryFolder()
    network = try Network(Self.model(), source: "small.onnx")
    var generator = SeededGenerator(seed: 11, stream: 1)
    // An image does not depend on how many follow it.
    let pixels = (0..<images * 36).map { _ in Float(generator.uniform()) }
    try NPYFile.writeFloats(shape: [images, 1, 6, 6], pixels, to: folder.file("x.npy"))
    try Self.writeLabels((0..<images).map { $0 % 7 }, to: folder.file("y.npy"))
  }

  /// The data set as a command names it.
  var specification: String {
    "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)"
  }

  func images(limit: Int? = nil) throws -> LabeledImages {
    try LabeledImages(
      DataSet(specification: specification), name: "small", preprocessing: Preprocessing(),
      limit: limit)
  }

  /// Evaluates the network; the result must read back, which no contradiction passes.
  func evaluate(_ options: EvaluationOptions, limit: Int? = nil) throws -> Evaluation.Outcome {
    let outcome = try Evaluation(
      network: network, source: EvaluationResult.Source(file: "small.onnx"),
      images: images(limit: limit), sample: images(), options: options
    ).run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(try copy.encoded() == outcome.result.encoded())
    return outcome
  }

  private static func model() throws -> Data {
    var generator = SeededGenerator(seed: 11, stream: 2)
    var model = ONNXModelProto()
    model.irVersion = 8
    var version = ONNXOperatorSetIdProto()
    version.version = 13
    model.opsetImport = [version]
    var input = ONNXValueInfoProto()
    input.name = "input"
    input.type.tensorType.elemType = 1
    input.type.tensorType.shape.dim = [0, 1, 6, 6].map { extent in
      var dimension = ONNXTensorShapeProto.Dimension()
      if extent == 0 { dimension.dimParam = "N" } else { dimension.dimValue = Int64(extent) }
      return dimension
    }
    model.graph.input = [input]
    func constant(_ name: String, _ shape: [Int64]) {
      var tensor = ONNXTensorProto()
      tensor.name = name
      tensor.dims = shape
      tensor.dataType = 1
      tensor.floatData = (0..<shape.reduce(1, *)).map { _ in Float(0.5 * generator.normal()) }
      model.graph.initializer.append(tensor)
    }
    func node(_ type: String, _ inputs: [String], _ output: String) {
      var node = ONNXNodeProto()
      node.opType = type
      node.name = output
      node.input = inputs
      node.output = [output]
      model.graph.node.append(node)
    }
    constant("w1", [4, 1, 3, 3])
    constant("w2", [6, 4, 3, 3])
    constant("w3", [24, 7])
    constant("b3", [7])
    node("Conv", ["input", "w1"], "first")
    node("Relu", ["first"], "first relu")
    node("Conv", ["first relu", "w2"], "second")
    node("Relu", ["second"], "second relu")
    node("Flatten", ["second relu"], "flat")
    node("Gemm", ["flat", "w3", "b3"], "third")
    var output = ONNXValueInfoProto()
    output.name = "third"
    model.graph.output = [output]
    return try model.serializedBytes()
  }

  static func writeLabels(_ labels: [Int], to url: URL) throws {
    var header = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(labels.count),), }"
    while (header.utf8.count + 11) % 64 != 0 { header += " " }
    header += "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    data += Data([UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
    data += Data(header.utf8)
    for label in labels {
      withUnsafeBytes(of: Int64(label).littleEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: url)
  }
}
