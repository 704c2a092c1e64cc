import ArrayStorage
import Configuration
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
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

  /// A model of functions, reductions, normalizations and computed shapes.
  private func functions() throws -> Data {
    var builder = ModelBuilder(input: [3, 4], opset: 18)
    builder.node("LRN", [], ["size": .integer(3), "alpha": .number(0.5)])
    builder.node("LayerNormalization", [builder.constant([4], pattern(4))], ["axis": .integer(-1)])
    builder.node("Split", [builder.integers([1, 2])], ["axis": .integer(1)], output: "first")
    builder.model.graph.node[2].output.append("second")
    builder.node("Pow", inputs: ["second", builder.integers([2])])
    builder.node("Max", ["first", builder.constant([], [0.5])])
    builder.node("Celu", [], ["alpha": .number(0.5)])
    builder.node("PRelu", [builder.constant([2, 1], [0.1, 0.2])])
    let last = builder.node("ReduceL2", [builder.integers([-1])], ["keepdims": .integer(1)])
    let shape = builder.node("Shape", inputs: ["input"])
    let batch = builder.node(
      "Slice", inputs: [shape, builder.integers([0]), builder.integers([1])])
    let wanted = builder.node(
      "Concat", inputs: [batch, builder.integers([-1])], ["axis": .integer(0)])
    builder.node("Reshape", inputs: [last, wanted])
    builder.node("LogSoftmax")
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
    for (data, classes) in [(try model(), 3), (try functions(), 2)] {
      #expect(try Network(data, source: "whole.onnx").classCount == classes)
      for length in 0..<data.count { try survive(data.prefix(length)) }
    }
  }

  @Test func `every damaged byte is survived`() throws {
    for data in [try model(), try functions()] {
      for index in data.indices {
        for mask: UInt8 in [0x01, 0x80, 0xFF] {
          var damaged = data
          damaged[index] ^= mask
          try survive(damaged)
        }
      }
    }
  }

  @Test func `damaged data sets are survived`() throws {
    let folder = try TemporaryFolder()
    let picture = PNGWriter(
      columns: 3, rows: 2, depth: 8, color: 3, chunks: [("PLTE", [1, 2, 3, 4, 5, 6])]
    ).file(lines: [[0, 1, 0], [1, 0, 1]])
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
    try NPYFile.writeFloats(shape: [2, 3], pattern(6), to: folder.file("x.npy"))
    try NPYFile.writeFloats(shape: [2], [0, 1], to: folder.file("y.npy"))
    let files: [String: Data] = [
      "a.png": picture, "list": Data("a.png 0\r\n".utf8),
      "images": Data(header + [1, 2, 3, 4]), "labels": Data([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]),
      "x.npy": try Data(contentsOf: folder.file("x.npy")),
      "y.npy": try Data(contentsOf: folder.file("y.npy")),
    ]
    for (name, data) in files { try data.write(to: folder.file(name)) }
    func path(_ name: String) -> String { folder.file(name).path }
    let sets = [
      "images:\(folder.url.path),\(path("list"))", "idx:\(path("images")),\(path("labels"))",
      "npy:\(path("x.npy")),\(path("y.npy"))",
    ]
    for set in sets { #expect(try DataSet(specification: set).count > 0) }
    for (name, data) in files.sorted(by: { $0.key < $1.key }) {
      for index in data.indices {
        for mask: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
          var damaged = data
          damaged[index] ^= mask
          try damaged.write(to: folder.file(name))
          for set in sets where set.contains(name) || name == "a.png" && set.hasPrefix("images") {
            do {
              _ = try DataSet(specification: set)
            } catch is InputError {
            } catch is UnavailableError {}
          }
        }
      }
      try data.write(to: folder.file(name))
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
