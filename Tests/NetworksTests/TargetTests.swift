import ArrayStorage
import Configuration
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
import Testing

/// Whether the numbers of a data set are classes or targets, and which of them fit a network.
struct TargetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Three samples of four numbers, and what is known of them.
  private func set(
    _ shape: [Int], _ values: [Double], integers: Bool = false, task: NetworkTask? = nil
  ) throws -> DataSet {
    let (x, y) = (folder.file("x.npy"), folder.file("y.npy"))
    try NPYFile.write(shape: [3, 4], [Double](repeating: 1, count: 12), to: x)
    if integers {
      let text =
        "{'descr': '<i8', 'fortran_order': False, 'shape': (\(shape.map { "\($0)," }.joined())), }"
      let padded = text + String(repeating: " ", count: 117 - text.count) + "\n"
      var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(padded.utf8)
      for value in values { data += withUnsafeBytes(of: Int64(value)) { Data($0) } }
      try data.write(to: y)
    } else {
      try NPYFile.write(shape: shape, values, to: y)
    }
    return try DataSet(specification: "npy:\(x.path),\(y.path)", task: task)
  }

  /// A network of four inputs with some shape of outputs.
  private func network(_ outputs: [Int]) throws -> Network {
    var model = ModelBuilder(input: [4])
    let count = outputs.reduce(1, *)
    model.node("Gemm", [model.constant([4, count], [Float](repeating: 1, count: 4 * count))])
    if outputs != [count] { model.node("Reshape", [model.integers([0] + outputs)]) }
    return try model.network()
  }

  private func arranged(_ set: DataSet, _ outputs: [Int]) throws -> DataSet {
    try set.arranged(for: network(outputs), preprocessing: Preprocessing())
  }

  /// Numbers beside a network.
  struct Known: Sendable, CustomTestStringConvertible {
    var shape: [Int]
    var values: [Double]
    var integers = false
    var outputs: [Int]

    var testDescription: String { "\(values) of \(shape) for \(outputs)" }
  }

  private static let classes = [
    // One number a sample, and classes to choose from, as long as the numbers are whole.
    Known(shape: [3], values: [0, 1, 2], outputs: [5]),
    Known(shape: [3, 1], values: [0, 1, 2], outputs: [5]),
    Known(shape: [3], values: [0, 1, 2], integers: true, outputs: [5]),
    // A class at each of two positions.
    Known(shape: [3, 2], values: [0, 1, 2, 0, 1, 2], outputs: [2, 3]),
  ]

  private static let targets = [
    // A single output can be no class.
    Known(shape: [3], values: [0, 1, 2], outputs: [1]),
    Known(shape: [3, 1], values: [0.5, 1, 2], outputs: [1]),
    Known(shape: [3], values: [-4, 1, 2], outputs: [1]),
    // As many numbers as outputs.
    Known(shape: [3, 2], values: [0, 1, 2, 3, 4, 5], outputs: [2]),
    Known(shape: [3, 2], values: [0.5, 1, 2, 3, 4, 5], outputs: [2, 1]),
    Known(shape: [3, 2, 3], values: (0..<18).map(Double.init), outputs: [2, 3]),
    Known(shape: [3, 6], values: (0..<18).map(Double.init), outputs: [2, 3]),
  ]

  @Test(arguments: classes) func `numbers without an axis for classes are classes`(
    known: Known
  ) throws {
    let found = try arranged(
      set(known.shape, known.values, integers: known.integers), known.outputs)
    #expect(found.task == .classes && found.count == 3)
    #expect(found.labels == known.values.map { Int($0) } && found.targets.isEmpty)
  }

  @Test(arguments: targets) func `numbers in the shape of outputs are targets`(
    known: Known
  ) throws {
    let found = try arranged(set(known.shape, known.values), known.outputs)
    #expect(found.task == .regression && found.count == 3)
    #expect(found.targets == known.values && found.labels.isEmpty)
  }

  @Test func `a task that is asked for is the task`() throws {
    let years = try arranged(set([3], [20, 40, 61], integers: true, task: .regression), [1])
    #expect(years.task == .regression && years.targets == [20, 40, 61])
    let marked = [1, 0, 0, 1, 1, 0].map(Double.init)
    #expect(try arranged(set([3, 2], marked, task: .regression), [2]).targets == marked)
    #expect(try set([3], [0, 1, 2], task: .classes).task == .classes)
    let short = try DataSet(
      specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)", limit: 2)
    #expect(short.count == 2 && short.targets == [0, 1] && short.labels == [0, 1])
    #expect(throws: InputError.self) { try set([3], [0, 1.5, 2], task: .classes) }
    #expect(throws: UsageError.self) {
      try DataSet(specification: "idx:a,b", task: .regression)
    }
  }

  private static let refused: [(Known, [String])] = [
    // What fits neither way tells both shapes; labels are told by their place.
    (Known(shape: [3], values: [0.5, 1, 2], outputs: [5]), ["(0,)", "whole numbers", "[5]"]),
    (Known(shape: [3], values: [0, 1, -2], outputs: [5]), ["label 2", "-2", "[5]"]),
    (
      Known(shape: [3, 2], values: [0, 1, 2, 3, 4, 5], outputs: [3]),
      ["one class for each sample", "[3]"]
    ),
    (Known(shape: [3, 2], values: [0.5, 1, 2, 3, 4, 5], outputs: [3]), ["[2]", "[3]"]),
    (
      Known(shape: [3], values: [0, 7, 2], integers: true, outputs: [5]),
      ["image 1", "label 7", "--task regression"]
    ),
    (
      Known(shape: [3], values: [0, 7, 2], integers: true, outputs: [1]),
      ["image 1", "label 7", "--task regression"]
    ),
    // Marked classes look like targets.
    (
      Known(shape: [3, 2], values: [1, 0, 0, 1, 1, 0], outputs: [2]),
      ["mark classes", "--task regression"]
    ),
  ]

  @Test(arguments: refused) func `numbers that fit no task are refused`(
    known: Known, words: [String]
  ) throws {
    let error = #expect(throws: InputError.self) {
      try arranged(set(known.shape, known.values, integers: known.integers), known.outputs)
    }
    let message = "\(String(describing: error))"
    for word in words { #expect(message.contains(word), "\(message)") }
  }

  @Test func `numbers that no network gives are refused by place`() throws {
    for (values, word) in [
      ([1, .nan, 2.0], "(1,)"), ([1, 2, .infinity], "(2,)"), ([1, -1e39, 2.5], "sample 1"),
    ] {
      let error = #expect(throws: InputError.self) { try set([3], values) }
      #expect("\(String(describing: error))".contains(word))
    }
    for shape in [[2], [3, 0], [1, 3]] {
      let count = shape.reduce(1, *)
      let error = #expect(throws: InputError.self) {
        try set(shape, (0..<count).map { Double($0) + 0.5 })
      }
      #expect("\(String(describing: error))".contains("for a regression (3)"))
    }
  }

  @Test func `a batch alone is one output`() throws {
    var model = ModelBuilder(input: [4])
    model.node("Gemm", [model.constant([4, 1], [1, 1, 1, 1])])
    model.node("Squeeze", [model.integers([1])])
    let network = try model.network()
    #expect(network.outputShape == [1])
    let found = try set([3], [0.5, 1, 2]).arranged(
      for: network, preprocessing: Preprocessing())
    #expect(found.task == .regression)
    let outputs = try network.forward(found.images(0..<3, preprocessing: Preprocessing()))
    #expect(outputs.shape == [3, 1] && outputs.elements == [4, 4, 4])
  }
}
