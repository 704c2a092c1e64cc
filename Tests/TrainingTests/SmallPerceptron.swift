import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport
import Training

/// A network with a hidden layer for images of three patterns, to be trained on arrays.
struct SmallPerceptron {
  let folder: TemporaryFolder
  let network: Network
  let dataSet: DataSet

  /// Makes a network and its images.
  ///
  /// - Parameter hidden: The outputs of the hidden layer.
  /// - Throws: What keeps files from being written.
  init(hidden: Int) throws {
    folder = try TemporaryFolder()
    var builder = ModelBuilder(input: [1, 6, 6])
    builder.node("Flatten")
    builder.node(
      "Gemm",
      [
        builder.scattered([36, hidden], seed: 1, scale: 0.4),
        builder.scattered([hidden], seed: 2, scale: 0.1),
      ])
    builder.node("Relu")
    builder.node(
      "Gemm",
      [
        builder.scattered([hidden, 3], seed: 3, scale: 0.3),
        builder.scattered([3], seed: 4, scale: 0.1),
      ])
    network = try builder.network()
    dataSet = try patterns(count: 240, channels: 1, seed: 5, in: folder)
      .arranged(for: network, preprocessing: Preprocessing())
  }

  /// A training on arrays, or digitally without options.
  func trainer(_ recipe: Recipe, _ options: EvaluationOptions?, threads: Int = 1) throws -> Trainer
  {
    try Trainer(
      network, dataSet: dataSet, preprocessing: Preprocessing(), recipe: recipe, threads: threads,
      circuit: options.map {
        TrainingCircuit(
          sample: try LabeledImages(
            dataSet, name: "small", preprocessing: Preprocessing(), limit: 40),
          options: $0, source: EvaluationResult.Source(file: "small.onnx"))
      })
  }
}

extension ModelBuilder {
  /// A constant of numbers without a pattern.
  mutating func scattered(_ shape: [Int], seed: UInt64, scale: Float) -> String {
    constant(
      shape,
      TrainingTests.scattered(shape.reduce(1, *), seed: seed).map { scale * $0 })
  }
}
