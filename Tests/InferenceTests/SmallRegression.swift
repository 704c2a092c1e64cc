import ArrayStorage
import Crossbars
import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport

/// A linear network y = W x whose weights and inputs are whole numbers that 8 bits hold, and targets for it.
///
/// Its integers are those of arrays, so that exact arrays give its outputs to the bit.
struct SmallRegression {
  static let inputs = 16

  let network: Network
  let folder: TemporaryFolder
  let outputs: Int
  let samples: Int
  /// *Inputs × outputs*.
  let weights: [Double]
  /// *Samples × inputs*.
  let vectors: [Double]
  /// *Samples × outputs*: what the network gives exactly.
  let exact: [Double]

  /// Creates a network and samples.
  ///
  /// - Parameters:
  ///   - samples: The number of samples.
  ///   - outputs: The number of outputs.
  /// - Throws: What writing files and reading the network throw.
  init(samples: Int = 200, outputs: Int = 1) throws {
    var generator = SeededGenerator(seed: 21, stream: UInt64(outputs))
    let rows = Self.inputs
    var weights = (0..<rows * outputs).map { _ in Double(Int(200 * generator.uniform()) - 100) }
    // The largest weight and the largest input are those that the integers can have.
    for output in 0..<outputs { weights[output] = 127 }
    var vectors = (0..<samples * rows).map { _ in Double(Int(256 * generator.uniform())) }
    vectors[0] = 255
    exact = (0..<samples * outputs).map { place in
      (0..<rows).reduce(0) {
        $0 + vectors[place / outputs * rows + $1] * weights[$1 * outputs + place % outputs]
      }
    }
    (self.samples, self.outputs, self.weights, self.vectors) = (samples, outputs, weights, vectors)
    folder = try TemporaryFolder()
    var model = ModelBuilder(input: [rows])
    model.node("Gemm", [model.constant([rows, outputs], weights.map(Float.init))], name: "linear")
    network = try Network(model.data(), source: "linear.onnx")
    try NPYFile.write(shape: [samples, rows], vectors, to: folder.file("x.npy"))
  }

  /// The samples with targets.
  func images(_ targets: [Double]) throws -> LabeledImages {
    try NPYFile.write(shape: [samples, outputs], targets, to: folder.file("y.npy"))
    return try LabeledImages(
      DataSet(
        specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)",
        task: .regression), name: "linear", preprocessing: Preprocessing())
  }

  /// Evaluates the network; the result must read back, which no contradiction passes.
  func evaluate(_ options: EvaluationOptions, targets: [Double]) throws -> Evaluation.Outcome {
    let images = try images(targets)
    return try Evaluation(
      network: network, source: EvaluationResult.Source(file: "linear.onnx"), images: images,
      sample: images, options: options
    ).readBack()
  }

  /// Arrays that add integers exactly, but for what a technology varies.
  static func options(_ technology: Technology = LayerProblem.technology()) -> EvaluationOptions {
    var options = EvaluationOptions(solver: .ideal, technology: technology)
    options.mapping = .exact()
    options.mapping.weights.scale = .layer
    options.mapping.inputs.range = .inputs
    return options
  }
}
