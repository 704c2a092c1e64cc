import ArrayStorage
import Configuration
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
import Testing

/// The shapes in which data sets reach networks.
struct ArrangementTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An array of the numbers 0, 1, 2, … with labels of 0.
  private func array(_ shape: [Int]) throws -> DataSet {
    let (x, y) = (folder.file("x.npy"), folder.file("y.npy"))
    try NPYFile.writeFloats(
      shape: shape, (0..<shape.reduce(1, *)).map(Float.init), to: x)
    try NPYFile.writeFloats(shape: [shape[0]], [Float](repeating: 0, count: shape[0]), to: y)
    return try DataSet(specification: "npy:\(x.path),\(y.path)")
  }

  /// One picture of 2 × 3 pixels with the channels 0 … 5, 10 … 15 and 20 … 25, as an IDX file.
  private func picture() throws -> DataSet {
    let pixels: [UInt8] = (0..<6).flatMap { [$0, $0 + 10, $0 + 20] }
    let header: [UInt8] = [0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3]
    try Data(header + pixels).write(to: folder.file("x"))
    try Data([0, 0, 8, 1, 0, 0, 0, 1, 0]).write(to: folder.file("y"))
    return try DataSet(
      specification: "idx:\(folder.file("x").path),\(folder.file("y").path)")
  }

  private func network(_ input: [Int]) throws -> Network {
    var builder = ModelBuilder(input: input)
    builder.node("Flatten")
    return try builder.network()
  }

  private func given(
    _ set: DataSet, to input: [Int], _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> [Float] {
    let network = try network(input)
    let images = try set.arranged(for: network, preprocessing: preprocessing)
      .images(0..<set.count, preprocessing: preprocessing)
    #expect(images.shape == [set.count] + input)
    return try network.forward(images).elements
  }

  @Test(arguments: [[5], [2, 3], [2, 3, 2], [1, 2, 2, 3], [1, 2, 1, 2, 3]])
  func `an array goes as it is to a network with its shape`(shape: [Int]) throws {
    let numbers = (0..<2 * shape.reduce(1, *)).map(Float.init)
    #expect(try given(array([2] + shape), to: shape) == numbers)
    #expect(try given(array([2] + shape), to: [shape.reduce(1, *)]) == numbers)
    #expect(try given(array([2] + shape), to: [1] + shape) == numbers)
    #expect(try given(array([2] + shape), to: shape + [1]) == numbers)
    #expect(try given(array([2, 1] + shape), to: shape) == numbers)
  }

  @Test func `pictures go to a network with the channels last`() throws {
    let first: [Float] = (0..<18).map { Float(10 * ($0 / 6) + $0 % 6) }
    #expect(try given(picture(), to: [3, 2, 3]) == first)
    // Rows, columns, channels.
    var last = ModelBuilder(input: [2, 3, 3])
    last.node("Transpose", [], ["perm": .integers([0, 3, 1, 2])])
    last.node("Flatten")
    let network = try last.network()
    // Three channels of 2 × 3 pixels fit [2, 3, 3] with the channels last alone.
    let set = try picture().arranged(for: network, preprocessing: Preprocessing())
    let images = try set.images(0..<1, preprocessing: Preprocessing(mean: [0, 10, 20]))
    let triples: [Float] = (0..<6).flatMap { [Float($0), Float($0), Float($0)] }
    #expect(images.elements == triples)
    let crop = Preprocessing(crop: 2)
    #expect(
      try given(picture(), to: [2, 2, 3], crop)
        == [0, 10, 20, 1, 11, 21, 3, 13, 23, 4, 14, 24])
  }

  @Test func `arrays with the channels at either end go to a network with them at the other`()
    throws
  {
    let firstToLast = try given(array([1, 2, 3, 4]), to: [3, 4, 2])
    let pairs: [Float] = (0..<12).flatMap { [Float($0), Float($0 + 12)] }
    #expect(firstToLast == pairs)
    let lastToFirst = try given(array([1, 4, 5, 2]), to: [2, 4, 5])
    let planes =
      Array(stride(from: Float(0), to: 40, by: 2)) + Array(stride(from: Float(1), to: 40, by: 2))
    #expect(lastToFirst == planes)
  }

  @Test func `means count features, channels in front, or channels at the end`() throws {
    let features = try given(array([2, 3]), to: [3], Preprocessing(mean: [0, 1, 2]))
    #expect(features == [0, 0, 0, 3, 3, 3])
    let signals = try given(array([1, 2, 3]), to: [2, 3], Preprocessing(mean: [0, 3]))
    #expect(signals == [0, 1, 2, 0, 1, 2])
    let last = try given(array([1, 1, 2, 3]), to: [1, 2, 3], Preprocessing(mean: [0, 1, 2]))
    #expect(last == [0, 0, 0, 3, 3, 3])
    #expect(throws: InputError.self) {
      try given(array([1, 2, 3]), to: [2, 3], Preprocessing(mean: [1, 2, 3, 4]))
    }
    #expect(throws: InputError.self) {
      try given(array([1, 5]), to: [2], Preprocessing(crop: 2))
    }
  }

  @Test func `pixels lie where a network gets them`() throws {
    // The number at channel 1, row 1 and column 2.
    for (set, input) in [
      (try picture(), [3, 2, 3]), (try picture(), [2, 3, 3]), (try picture(), [18]),
      (try array([1, 3, 2, 3]), [3, 2, 3]), (try array([1, 2, 4, 3]), [2, 4, 3]),
      (try array([1, 3, 2, 4]), [2, 4, 3]), (try array([1, 2, 3]), [1, 2, 3]),
    ] {
      let network = try network(input)
      let arranged = try set.arranged(for: network, preprocessing: Preprocessing())
      let grid = try #require(try arranged.pixels(after: Preprocessing()))
      #expect(grid.rows == 2, "\(input)")
      let values = try arranged.images(0..<1, preprocessing: Preprocessing()).elements
      var found: Set<Float> = []
      for channel in 0..<grid.channels {
        for row in 0..<grid.rows {
          for column in 0..<grid.columns {
            found.insert(values[grid.place(channel: channel, row: row, column: column)])
          }
        }
      }
      #expect(found.count == values.count, "\(input)")
      guard set.source.hasSuffix("x") else { continue }
      #expect(values[grid.place(channel: 1, row: 1, column: 2)] == 15, "\(input)")
    }
    let flat = try array([1, 5]).arranged(for: network([5]), preprocessing: Preprocessing())
    #expect(try flat.pixels(after: Preprocessing()) == nil)
  }

  @Test func `every image and every label is in the sum of a set`() throws {
    let sets = [try picture().sha256, try array([2, 3]).sha256, try array([2, 4]).sha256]
    #expect(Set(sets).count == 3)
    #expect(try array([2, 3]).sha256 == sets[1])
    #expect(try array([3, 3]).prefix(2).sha256 == sets[1])
  }

  @Test func `another shape is refused with both`() throws {
    for (shape, input) in [
      ([2, 3], [3, 2]), ([4], [5]), ([2, 3, 4], [2, 4, 3]), ([4], [2, 2]),
    ] {
      let error = #expect(throws: InputError.self) { try given(array([1] + shape), to: input) }
      let message = "\(String(describing: error))"
      #expect(message.contains("\(shape)") && message.contains("\(input)"))
    }
  }

  @Test func `shapes for free extents begin with the stored one`() throws {
    let shapes = try picture().shapes(after: Preprocessing())
    #expect(shapes[0] == [3, 2, 3] && shapes[1] == [2, 3, 3] && shapes.last == [18])
    #expect(try array([1, 5, 4]).shapes(after: Preprocessing(crop: 2)).contains([1, 2, 2]))
  }

  @Test(arguments: ["<i2", "<u4", ">u2", "<f8", "|b1", "|i1", ">f4", "<f2"])
  func `images and labels have any numbers`(type: String) throws {
    let bytes: [String: [UInt8]] = [
      "<i2": [1, 0, 0, 0], "<u4": [1, 0, 0, 0, 0, 0, 0, 0], ">u2": [0, 1, 0, 0],
      "<f8": [0, 0, 0, 0, 0, 0, 0xF0, 0x3F] + [UInt8](repeating: 0, count: 8), "|b1": [1, 0],
      "|i1": [1, 0], ">f4": [0x3F, 0x80, 0, 0, 0, 0, 0, 0], "<f2": [0, 0x3C, 0, 0],
    ]
    for (name, shape) in [("x", "(2, 1)"), ("y", "(2,)")] {
      let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
      let padded = text + String(repeating: " ", count: 117 - text.count) + "\n"
      let data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(padded.utf8)
      try (data + Data(try #require(bytes[type]))).write(to: folder.file(name))
    }
    let set = try DataSet(specification: "npy:\(folder.file("x").path),\(folder.file("y").path)")
    #expect(set.labels == [1, 0])
    #expect(try set.images(0..<2, preprocessing: Preprocessing()).elements == [1, 0])
  }
}
