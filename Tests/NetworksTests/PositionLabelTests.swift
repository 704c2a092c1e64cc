import ArrayStorage
import Configuration
import Foundation
import LinearAlgebra
import NetworkTestSupport
import Networks
import TestSupport
import Testing

/// Labels at every position of a sample, and texts whose labels are their next tokens.
struct PositionLabelTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ shape: [Int], _ values: [Double]) throws -> String {
    let url = folder.file(name)
    try NPYFile.write(shape: shape, values, to: url)
    return url.path
  }

  private func refusal(_ specification: String) -> String {
    let error = #expect(throws: InputError.self) {
      try DataSet(
        specification: specification, task: specification.hasPrefix("npy:") ? .classes : nil)
    }
    return error.map { "\($0)" } ?? ""
  }

  /// A table of 4 tokens × 3 classes, looked up at every position.
  private func network(positions: Int = 2) throws -> Network {
    var builder = ModelBuilder(input: [positions], opset: 17)
    builder.model.graph.input[0].type.tensorType.elemType = 7
    let table = builder.constant([4, 3], (0..<12).map { Float($0) })
    builder.node("Gather", inputs: [table, "input"])
    return try builder.network()
  }

  @Test func `the next token of a text is a position's label`() throws {
    let set = try DataSet(
      specification: "tokens:\(write("t.npy", [3, 3], [3, 1, 2, 0, 0, 1, 2, 1, 0]))")
    #expect(set.count == 3 && set.imageShape == [2] && set.labelShape == [2])
    #expect(Array(set.labels(of: 1..<3)) == [0, 1, 1, 0])
    let arranged = try set.arranged(for: network(), preprocessing: Preprocessing())
    #expect(
      try arranged.images(0..<2, preprocessing: Preprocessing())
        == Tensor(
          shape: [2, 2], elements: [3, 1, 0, 0]))
    let short = try DataSet(specification: "tokens:\(folder.file("t.npy").path)", limit: 1)
    #expect(short.count == 1 && short.labels == [1, 2])
  }

  @Test func `labels at positions may leave some out`() throws {
    let samples = try write("x.npy", [2, 2], [0, 1, 2, 3])
    let set = try DataSet(
      specification: "npy:\(samples),\(write("y.npy", [2, 2], [1, -100, -1, 2]))")
    #expect(set.labels == [1, -1, -1, 2] && set.labelCount == 2)
    #expect(
      refusal("npy:\(samples),\(try write("a.npy", [2, 2], [1, -2, 0, 0]))").contains("label 1"))
    #expect(
      refusal("npy:\(samples),\(try write("b.npy", [2, 2], [-1, -1, -1, -1]))")
        .contains("no label that counts"))
    #expect(
      refusal("npy:\(samples),\(try write("c.npy", [3, 2], [0, 0, 0, 0, 0, 0]))")
        .contains("[3, 2]"))
    // One position is a class a sample, where all count.
    let single = try DataSet(specification: "npy:\(samples),\(write("d.npy", [2, 1], [0, 1]))")
    #expect(single.labelShape.isEmpty)
    #expect(
      refusal("npy:\(samples),\(try write("e.npy", [2, 1], [0, -1]))").contains("label 1"))
  }

  @Test func `texts that are none are refused`() throws {
    #expect(refusal("tokens:\(try write("a.npy", [4], [0, 1, 2, 3]))").contains("texts × tokens"))
    #expect(refusal("tokens:\(try write("b.npy", [4, 1], [0, 1, 2, 3]))").contains("at least 2"))
    #expect(
      refusal("tokens:\(try write("c.npy", [2, 2], [0, 1, -1, 3]))").contains("text 1, token 0"))
    #expect(refusal("tokens:\(try write("d.npy", [1, 2], [0, 20_000_000]))").contains("20000000"))
    #expect(refusal("tokens:\(try write("e.npy", [1, 2], [0, 0.5]))").contains("whole"))
  }

  @Test func `labels and classes of a network have the same positions`() throws {
    func refusal(_ set: DataSet, _ network: Network, _ preprocessing: Preprocessing) -> String {
      let error = #expect(throws: InputError.self) {
        try set.arranged(for: network, preprocessing: preprocessing)
      }
      return error.map { "\($0)" } ?? ""
    }
    let plain = Preprocessing()
    let texts = try DataSet(specification: "tokens:\(write("t.npy", [1, 3], [3, 1, 2]))")
    #expect(try refusal(texts, network(positions: 3), plain).contains("[2]"))
    #expect(try refusal(texts, network(), Preprocessing(scale: 2)).contains("preprocessing"))
    let beyond = try DataSet(specification: "tokens:\(write("u.npy", [1, 3], [3, 1, 3]))")
    let message = try refusal(beyond, network(), plain)
    #expect(message.contains("image 0, position 1") && message.contains("label 3"))
    let samples = try write("x.npy", [1, 2], [0, 1])
    let single = try DataSet(specification: "npy:\(samples),\(write("y.npy", [1], [0]))")
    let counts = try refusal(single, network(), plain)
    #expect(counts.contains("at each of 2 positions") && counts.contains("one class for each"))
  }

  @Test func `probabilities are told from logits`() throws {
    #expect(try !network().givesProbabilities)
    for (kind, wanted) in [("Softmax", true), ("LogSoftmax", false)] {
      var builder = ModelBuilder(input: [3, 4], opset: 17)
      builder.node(kind, [], ["axis": .integer(1)])
      builder.node("Transpose", [], ["perm": .integers([0, 2, 1])])
      #expect(try builder.network().givesProbabilities == wanted)
    }
  }
}
