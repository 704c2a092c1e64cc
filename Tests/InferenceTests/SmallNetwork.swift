import ArrayStorage
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import NetworkTestSupport
import Networks
import Records
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
  func evaluate(
    _ options: EvaluationOptions, limit: Int? = nil, stages: StageProgress? = nil
  ) throws -> Evaluation.Outcome {
    var evaluation = try Evaluation(
      network: network, source: EvaluationResult.Source(file: "small.onnx"),
      images: images(limit: limit), sample: images(), options: options)
    evaluation.stages = stages
    return try evaluation.readBack()
  }

  private static func model() throws -> Data {
    var generator = SeededGenerator(seed: 11, stream: 2)
    var model = ModelBuilder(input: [1, 6, 6])
    func constant(_ shape: [Int]) -> String {
      model.constant(
        shape, (0..<shape.reduce(1, *)).map { _ in Float(0.5 * generator.normal()) })
    }
    let (w1, w2) = (constant([4, 1, 3, 3]), constant([6, 4, 3, 3]))
    let (w3, b3) = (constant([24, 7]), constant([7]))
    model.node("Conv", [w1], name: "first")
    model.node("Relu")
    model.node("Conv", [w2], name: "second")
    model.node("Relu")
    model.node("Flatten")
    model.node("Gemm", [w3, b3], name: "third")
    return try model.data()
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

extension Evaluation {
  /// Runs; the result must read back, which no contradiction passes.
  func readBack() throws -> Outcome {
    let outcome = try run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(try copy.encoded() == outcome.result.encoded())
    return outcome
  }
}
