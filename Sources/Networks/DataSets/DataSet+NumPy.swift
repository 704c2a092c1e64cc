internal import ArrayStorage
internal import Configuration
internal import Foundation

extension DataSet {
  /// What PyTorch's losses leave out by default, the index of a target that does not count.
  private static let ignoredTarget = -100

  /// Arrays of NumPy: samples of any shape along the first axis, and labels: one for each sample, or
  /// one for each of its positions.
  static func numpy(_ images: URL, labels file: URL) throws -> DataSet {
    let (shape, numbers) = try NPYFile.readNumbers(images)
    guard (2...NetworkLimits.rank).contains(shape.count) else {
      throw InputError(
        source: images.path, location: "shape", found: "\(shape)",
        accepted: "images × channels × rows × columns, images × rows × columns, "
          + "signals × channels × places, samples × features: 2 to \(NetworkLimits.rank) axes")
    }
    var labels = try NPYFile.readIntegers(file)
    guard labels.shape.first == shape[0], labels.shape.count <= NetworkLimits.rank,
      labels.shape.allSatisfy({ $0 > 0 })
    else {
      throw InputError(
        source: file.path, location: "shape", found: "\(labels.shape)",
        accepted: "(\(shape[0])), one label for each image of \(images.path), or (\(shape[0]), "
          + "positions)")
    }
    // One position is a class an image.
    let extents = Array(labels.shape.dropFirst())
    let labelShape = extents.allSatisfy { $0 == 1 } ? [] : extents
    if !labelShape.isEmpty {
      for index in labels.values.indices where labels.values[index] < 0 {
        guard [Self.uncounted, Self.ignoredTarget].contains(labels.values[index]) else {
          throw InputError(
            source: file.path, location: "label \(index)", found: "\(labels.values[index])",
            accepted: "classes from 0, or \(Self.uncounted) and \(Self.ignoredTarget) where none "
              + "counts")
        }
        labels.values[index] = Self.uncounted
      }
      guard labels.values.contains(where: { $0 != Self.uncounted }) else {
        throw InputError(
          source: file.path, found: "no label that counts", accepted: "at least one")
      }
    }
    let values: Values =
      switch numbers {
      case .bytes(let bytes): .bytes(bytes)
      case .floats(let floats): .floats(floats)
      }
    return try DataSet(
      source: images.path, imageShape: Array(shape[1...]), labels: labels.values,
      labelShape: labelShape, values: values, isArray: true)
  }

  /// Texts as numbers of tokens, *texts × (positions + 1)*: at every position the next token is the
  /// label, and the last one is a label alone.
  static func tokens(_ file: URL) throws -> DataSet {
    let (shape, numbers) = try NPYFile.readIntegers(file)
    guard shape.count == 2, shape[0] > 0, shape[1] > 1 else {
      throw InputError(
        source: file.path, location: "shape", found: "\(shape)",
        accepted: "texts × tokens, at least 2 tokens: as many as the network takes, and one more, "
          + "which is a label alone")
    }
    if let index = numbers.firstIndex(where: { !(0...largestToken).contains($0) }) {
      throw InputError(
        source: file.path, location: "text \(index / shape[1]), token \(index % shape[1])",
        found: "\(numbers[index])", accepted: "0 to \(largestToken)")
    }
    let positions = shape[1] - 1
    var inputs: [Float] = []
    var labels: [Int] = []
    inputs.reserveCapacity(shape[0] * positions)
    labels.reserveCapacity(shape[0] * positions)
    for text in 0..<shape[0] {
      let tokens = numbers[text * shape[1]..<(text + 1) * shape[1]]
      inputs += tokens.dropLast().map { Float($0) }
      labels += tokens.dropFirst()
    }
    return try DataSet(
      source: file.path, imageShape: [positions], labels: labels, labelShape: [positions],
      values: .floats(inputs), isArray: true)
  }

  /// The largest whole number below which single precision holds all.
  private static let largestToken = 1 << 24
}
