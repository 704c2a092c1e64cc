import ArrayStorage
import Foundation
import Networks
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"), .serialized)
struct ReferenceNetworkTests {
  static let names = [
    "cifar10-resnet20", "cifar10-resnet20-folded", "cifar10-resnet32", "cifar10-resnet32-folded",
    "fashion-mnist-lenet5", "fashion-mnist-mlp", "mnist-lenet5", "mnist-mlp",
    "imagenet-squeezenet1.0", "imagenet-mobilenetv2", "imagenet-efficientnet-lite0",
    "fashion-mnist-vit",
  ]

  private func images(_ name: String, _ count: Int) throws -> Tensor {
    let set = try DataSet(specification: ReferenceData.testSet(of: name), limit: count)
    let network = ReferenceData.network(name)
    let preprocessing = try Preprocessing(
      contentsOf: Preprocessing.defaultFile(for: network))
    try set.check(
      against: Network(contentsOf: network, imageShapes: set.shapes(after: preprocessing)),
      preprocessing: preprocessing)
    return try set.images(0..<set.count, preprocessing: preprocessing)
  }

  // A second evaluator differs from the stored logits by 1.3e-5 at most; 1e-4 is what the data's
  // description asks of a float32 evaluator.
  private let tolerance: Float = 1e-4

  private func worstDifference(_ logits: Tensor, _ name: String) throws -> Float {
    let url = ReferenceData.file("networks/reference-logits/\(name).npy")
    let reference = try NPYFile.readFloats(url)
    #expect(Array(reference.shape.dropFirst()) == Array(logits.shape.dropFirst()))
    // What is no number must not vanish in a maximum.
    return zip(logits.elements, reference.values).reduce(0) { worst, pair in
      let difference = (pair.0 - pair.1).magnitude
      return difference <= worst || worst.isNaN ? worst : difference
    }
  }

  @Test(arguments: names)
  func `digital logits equal the stored ones`(name: String) throws {
    let images = try images(name, 64)
    let network = try Network(
      contentsOf: ReferenceData.network(name), imageShapes: [Array(images.shape.dropFirst())])
    let logits = try network.forward(images)
    let difference = try worstDifference(logits, name)
    #expect(difference < tolerance, "\(name): \(difference)")
  }

  @Test(arguments: [
    ("fashion-mnist-lenet5", 64), ("fashion-mnist-mlp", 64), ("cifar10-resnet20", 6),
    ("fashion-mnist-vit", 3),
  ])
  func `logits by an exact engine equal the stored ones`(name: String, count: Int) throws {
    let network = try Network(contentsOf: ReferenceData.network(name))
    let logits = try network.forward(images(name, count), engine: PlainEngine())
    let difference = try worstDifference(logits, name)
    #expect(difference < tolerance, "\(name): \(difference)")
  }

  @Test(arguments: [
    ("fashion-mnist-lenet5", 9065), ("fashion-mnist-mlp", 8913), ("cifar10-resnet20", 9173),
    ("cifar10-resnet20-folded", 9173),
  ])
  func `the full test set has the known count of right answers`(name: String, right: Int) throws {
    let network = try Network(contentsOf: ReferenceData.network(name))
    let url = ReferenceData.network(name)
    let set = try DataSet(specification: ReferenceData.testSet(of: name))
    let preprocessing = try Preprocessing(contentsOf: Preprocessing.defaultFile(for: url))
    var count = 0
    for start in stride(from: 0, to: set.count, by: 1000) {
      let range = start..<min(start + 1000, set.count)
      let logits = try network.forward(
        set.images(range, preprocessing: preprocessing), threads: 2)
      for image in range {
        let row = logits.elements[
          (image - start) * network.classCount..<(image - start + 1) * network.classCount]
        if row.firstIndex(of: row.max() ?? 0).map({ $0 - row.startIndex }) == set.labels[image] {
          count += 1
        }
      }
    }
    // Ties and last bits may move an image or two.
    #expect((count - right).magnitude <= 2, "\(name): \(count) right, known are \(right)")
  }

  @Test(arguments: ["fashion-mnist-lenet5", "cifar10-resnet20", "fashion-mnist-mlp"])
  func `logits of an image depend on neither batch nor threads`(name: String) throws {
    let network = try Network(contentsOf: ReferenceData.network(name))
    let batch = try images(name, 9)
    let whole = try network.forward(batch)
    #expect(try network.forward(batch, threads: 4) == whole)
    let size = network.inputShape.reduce(1, *)
    for image in [0, 4, 8] {
      let one = Tensor(
        shape: [1] + network.inputShape,
        elements: Array(batch.elements[image * size..<(image + 1) * size]))
      let row = Array(
        whole.elements[image * network.classCount..<(image + 1) * network.classCount])
      #expect(try network.forward(one).elements == row)
    }
  }

  @Test func `an engine's logits of an image do not depend on its batch`() throws {
    let network = try Network(contentsOf: ReferenceData.network("fashion-mnist-lenet5"))
    let batch = try images("fashion-mnist-lenet5", 300)
    // More images than go through the network together.
    let whole = try network.forward(batch, engine: PlainEngine())
    let size = network.inputShape.reduce(1, *)
    for image in [0, 255, 256, 299] {
      let one = Tensor(
        shape: [1] + network.inputShape,
        elements: Array(batch.elements[image * size..<(image + 1) * size]))
      let row = Array(whole.elements[image * 10..<(image + 1) * 10])
      #expect(try network.forward(one, engine: PlainEngine()).elements == row)
    }
  }

  @Test func `a folded normalization leaves the layers as the folded file has them`() throws {
    let plain = try Network(contentsOf: ReferenceData.network("cifar10-resnet20"))
    let folded = try Network(contentsOf: ReferenceData.network("cifar10-resnet20-folded"))
    #expect(plain.matrixLayers.count == 20)
    for (first, second) in zip(plain.matrixLayers, folded.matrixLayers) {
      // Both fold in double precision and round once.
      for (one, two) in zip(first.weights.joined(), second.weights.joined()) {
        #expect((one - two).magnitude <= 1e-6 * max(1, two.magnitude))
      }
    }
  }
}
