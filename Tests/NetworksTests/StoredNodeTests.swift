import Foundation
import Networks
import SwiftProtobuf
import Testing

/// Node tests of the package onnx with the outputs of ONNX Runtime, as `scripts/evidence/onnx nodes
/// --store` wrote them: one case of each operator whose numbers follow from the input, and one whose
/// numbers are constant.
struct StoredNodeTests {
  private static let files: [URL] = {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("NodeTests")
    let files = folder.flatMap {
      try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }
    return (files ?? []).sorted { $0.path < $1.path }
  }()

  private func numbers(_ name: String, in model: ONNXModelProto) throws -> [Float] {
    let tensor = try #require(model.graph.initializer.first { $0.name == name })
    return tensor.rawData.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  @Test func `every operator is there with a case`() {
    #expect(Self.files.count > 100, "\(Self.files.count) files")
  }

  @Test func `a node gives what ONNX Runtime gives`() throws {
    for file in Self.files {
      let data = try Data(contentsOf: file)
      let model = try ONNXModelProto(serializedBytes: data)
      let expected = try numbers("stored_outputs", in: model)
      let network = try Network(data, source: file.lastPathComponent)
      let samples = try numbers("stored_samples", in: model)
      let batch = Tensor(
        shape: [samples.count / network.inputShape.reduce(1, *)] + network.inputShape,
        elements: samples)
      for found in [
        try network.forward(batch), try network.forward(batch, engine: PlainEngine()),
      ] {
        let isEqual =
          found.elements.count == expected.count
          && zip(found.elements, expected).allSatisfy { one, two in
            // The tolerance of scripts/evidence/onnx.
            one == two || one.isNaN && two.isNaN
              || (one - two).magnitude <= 1e-5 * max(1, two.magnitude)
          }
        #expect(isEqual, "\(file.lastPathComponent): \(found.elements), \(expected)")
      }
    }
  }
}
