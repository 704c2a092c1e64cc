internal import Networks
internal import Records

/// What some images became without errors, and with those of every injection.
struct InjectedBatch: Sendable {
  /// The number of images.
  let images: Int
  /// What the images became, first without errors; empty for a regression.
  var outcomes: [ImageOutcomes] = []
  /// The classes that the digital network finds; empty for a regression.
  var digital: [Int] = []
  /// The mean square errors of the samples of a regression, summed, first without errors.
  var squaredErrors: [Double] = []
  /// For every output the sum of its values without errors, and of their squares.
  private var sums: [(Double, Double)]
  /// The number of values of an output.
  private let count: Int
  /// The sum of the squared changes, and the number of changes.
  private var changes: (squares: Double, count: Int) = (0, 0)
  /// Some of the changes.
  private var kept: [Float] = []

  /// Takes the network's outputs without errors.
  ///
  /// - Parameters:
  ///   - outputs: The outputs.
  ///   - images: The number of images.
  ///   - classes: The number of outputs of an image, or of each of its positions.
  init(_ outputs: Tensor, images: Int, classes: Int) {
    self.images = images
    count = outputs.elements.count / classes
    sums = [(Double, Double)](repeating: (0, 0), count: classes)
    for (place, value) in outputs.elements.enumerated() {
      sums[place % classes].0 += Double(value)
      sums[place % classes].1 += Double(value) * Double(value)
    }
  }

  /// Takes outputs with errors.
  ///
  /// - Parameters:
  ///   - after: The outputs.
  ///   - before: Those without errors.
  ///   - most: How many changes are kept.
  mutating func add(_ after: Tensor, before: Tensor, kept most: Int) {
    let step = max(1, after.elements.count / max(most, 1))
    for (place, (after, before)) in zip(after.elements, before.elements).enumerated() {
      let change = after - before
      changes.squares += Double(change) * Double(change)
      if place.isMultiple(of: step) { kept.append(change.magnitude) }
    }
    changes.count += after.elements.count
  }

  /// What errors make of the outputs of all images.
  ///
  /// - Parameter batches: The images; at least one batch.
  /// - Returns: The changes.
  static func outputs(of batches: [InjectedBatch]) -> ModelError.Outputs {
    let squares = batches.reduce(0.0) { $0 + $1.changes.squares }
    let rms = (squares / Double(max(batches.reduce(0) { $0 + $1.changes.count }, 1))).squareRoot()
    let count = Double(batches.reduce(0) { $0 + $1.count })
    let variances = batches[0].sums.indices.map { output in
      let sum = batches.reduce(0.0) { $0 + $1.sums[output].0 }
      return max(
        batches.reduce(0.0) { $0 + $1.sums[output].1 } / count - sum / count * (sum / count), 0)
    }
    let deviation = (variances.reduce(0, +) / Double(variances.count)).squareRoot()
    let kept = batches.flatMap(\.kept).sorted()
    return ModelError.Outputs(
      rms: rms, relative: deviation > 0 ? rms / deviation : 0,
      limit: kept.isEmpty ? 0 : Double(kept[min(kept.count * 95 / 100, kept.count - 1)]))
  }
}
