import Configuration
import Foundation
import Networks
import Testing

/// Files with flipped bits and missing ends are refused or read, but never crash.
struct DamagedFileTests {
  /// A model that uses most operators and has few weights, so that damage hits its structure.
  private func model() throws -> Data {
    var builder = ModelBuilder(input: [2, 6, 6])
    let statistics = (0..<4).map { _ in builder.constant([4], [1, 2, 1, 2]) }
    builder.node(
      "Conv", [builder.constant([4, 1, 3, 3], pattern(36))],
      ["group": .integer(2), "pads": .integers([1, 1, 1, 1]), "strides": .integers([1, 1])])
    builder.node("BatchNormalization", statistics)
    let active = builder.node("LeakyRelu", [], ["alpha": .number(0.1)])
    builder.node(
      "Slice",
      [
        builder.integers([0]), builder.integers([100]), builder.integers([2]),
        builder.integers([2]),
      ])
    builder.node("Pad", [builder.integers([0, 0, 1, 0, 0, 0, 2, 0])])
    builder.node("Concat", [active], ["axis": .integer(1)])
    builder.node("MaxPool", [], ["kernel_shape": .integers([2, 2]), "ceil_mode": .integer(1)])
    builder.node("Transpose", [], ["perm": .integers([0, 3, 1, 2])])
    builder.node("ReduceMean", [], ["axes": .integers([2])])
    builder.node("Reshape", [builder.integers([0, -1])])
    builder.node("Gemm", [builder.constant([25, 3], pattern(75))])
    builder.node("Softmax")
    return try builder.data()
  }

  private func survive(_ data: Data) throws {
    do {
      let network = try Network(data, source: "damaged.onnx")
      let size = network.inputShape.reduce(1, *)
      guard size <= 4096 else { return }
      let batch = Tensor(shape: [1] + network.inputShape, elements: pattern(size))
      _ = try network.forward(batch, engine: PlainEngine())
    } catch is InputError {
      // Refused: what a damaged file deserves.
    }
  }

  @Test func `every truncation is survived`() throws {
    let data = try model()
    #expect(try Network(data, source: "whole.onnx").classCount == 3)
    for length in 0..<data.count { try survive(data.prefix(length)) }
  }

  @Test func `every damaged byte is survived`() throws {
    let data = try model()
    for index in data.indices {
      for mask: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = data
        damaged[index] ^= mask
        try survive(damaged)
      }
    }
  }

  @Test func `random bytes are survived`() throws {
    for seed in 0..<200 {
      let bytes = pattern(64 + seed, seed: seed).map { UInt8(($0 + 1) * 127) }
      try survive(Data(bytes))
    }
  }

  @Test(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `a damaged real network is survived`() throws {
    let data = try Data(contentsOf: ReferenceData.network("fashion-mnist-lenet5"))
    for sample in 0..<150 {
      let place = data.count * sample / 150
      try survive(data.prefix(place))
      var damaged = data
      for offset in [0, 1, 2] where place + offset < data.count {
        damaged[place + offset] = UInt8(truncatingIfNeeded: sample &* 37 &+ 11)
      }
      try survive(damaged)
    }
  }
}
