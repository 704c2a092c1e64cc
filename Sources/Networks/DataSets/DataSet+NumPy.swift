internal import ArrayStorage
internal import Configuration
internal import Foundation

extension DataSet {
  /// What PyTorch's losses leave out by default, the index of a target that does not count.
  private static let ignoredTarget = -100

  /// Arrays of NumPy: samples of any shape along the first axis, and what is known of them: a label or
  /// numbers for each, or labels or numbers for each of its positions.
  static func numpy(_ images: URL, labels file: URL, task: NetworkTask?) throws -> DataSet {
    let (shape, numbers) = try NPYFile.readNumbers(images)
    guard (2...NetworkLimits.rank).contains(shape.count) else {
      throw InputError(
        source: images.path, location: "shape", found: "\(shape)",
        accepted: "images × channels × rows × columns, images × rows × columns, "
          + "signals × channels × places, samples × features: 2 to \(NetworkLimits.rank) axes")
    }
    let known = try NPYNumbers(contentsOf: file)
    guard known.shape.first == shape[0], known.shape.count <= NetworkLimits.rank,
      known.shape.allSatisfy({ $0 > 0 })
    else {
      throw InputError(
        source: file.path, location: "shape", found: "\(known.shape)",
        accepted: "(\(shape[0])), one label for each image of \(images.path), or (\(shape[0]), "
          + "positions); for a regression (\(shape[0])), (\(shape[0]), outputs), or the shape of the "
          + "network's outputs")
    }
    let values: Values =
      switch numbers {
      case .bytes(let bytes): .bytes(bytes)
      case .floats(let floats): .floats(floats)
      }
    let imageShape = Array(shape[1...])
    guard task == .regression || task == nil && known.isFloatingPoint else {
      let labels = try classes(known, file: file)
      return try DataSet(
        source: images.path, knownSource: file.path, imageShape: imageShape, labels: labels.values,
        labelShape: labels.shape, values: values, isArray: true)
    }
    let targets = try known.doubles()
    let targetShape = Array(known.shape.dropFirst())
    if let index = targets.firstIndex(where: {
      $0.magnitude > Double(Float.greatestFiniteMagnitude)
    }) {
      let size = targetShape.reduce(1, *)
      throw InputError(
        source: file.path,
        location: "sample \(index / size)" + (size > 1 ? ", number \(index % size)" : ""),
        found: "the target \(targets[index])",
        accepted: "what a network in single precision can give, at most "
          + "\(Float.greatestFiniteMagnitude) in magnitude")
    }
    return try DataSet(
      source: images.path, knownSource: file.path, imageShape: imageShape, targets: targets,
      targetShape: targetShape,
      labels: task == .regression ? nil : try possibleClasses(known, file: file), values: values)
  }

  /// Labels of classes, or why there are none.
  private static func possibleClasses(
    _ known: NPYNumbers, file: URL
  ) throws -> Result<(values: [Int], shape: [Int]), InputError> {
    do {
      return .success(try classes(known, file: file))
    } catch let refusal as InputError {
      return .failure(refusal)
    }
  }

  /// Labels of classes: one for each sample, or one for each of its positions.
  private static func classes(
    _ known: NPYNumbers, file: URL
  ) throws -> (values: [Int], shape: [Int]) {
    var labels = try known.integers()
    // One position is a class an image.
    let extents = Array(known.shape.dropFirst())
    let isSingle = extents.allSatisfy { $0 == 1 }
    for index in labels.indices where labels[index] < 0 {
      guard !isSingle, [Self.uncounted, Self.ignoredTarget].contains(labels[index]) else {
        throw InputError(
          source: file.path, location: "label \(index)", found: "\(labels[index])",
          accepted: isSingle
            ? "classes from 0"
            : "classes from 0, or \(Self.uncounted) and \(Self.ignoredTarget) where none counts")
      }
      labels[index] = Self.uncounted
    }
    guard isSingle || labels.contains(where: { $0 != Self.uncounted }) else {
      throw InputError(source: file.path, found: "no label that counts", accepted: "at least one")
    }
    return (labels, isSingle ? [] : extents)
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
