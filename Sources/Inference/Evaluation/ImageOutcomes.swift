internal import Configuration
internal import Foundation
internal import Networks

/// What a network made of labeled images: one class for each, or one at every position of each.
struct ImageOutcomes: Sendable {
  /// The label of each position that counts, image after image.
  var labels: [Int] = []
  /// The place of each of them within its image, from 0.
  var places: [Int] = []
  /// The number of positions that count in each image.
  var sizes: [Int] = []
  /// The class with the largest logit; the first of equals.
  var predicted: [Int] = []
  /// Whether the predicted class is the label.
  var isTop1: [Bool] = []
  /// Whether fewer than five logits are larger than the label's, ties taken in the order of classes.
  var isTop5: [Bool] = []
  /// The negative logarithm of the label's probability; empty for networks of a class an image.
  var losses: [Double] = []

  /// Judges logits.
  ///
  /// - Parameters:
  ///   - logits: *images × outputShape*.
  ///   - labels: The class of each image, or of each of its positions; below 0 where none counts.
  ///   - network: The network.
  /// - Throws: `InputError` if a logit is not finite.
  init(_ logits: Tensor, labels: ArraySlice<Int>, network: Network) throws {
    let classes = network.classCount
    let positions = network.positionCount
    let first = labels.startIndex
    sizes = [Int](repeating: 0, count: labels.count / positions)
    for (index, label) in zip(labels.indices, labels) {
      let start = (index - first) * classes
      let row = logits.elements[start..<start + classes]
      guard row.allSatisfy(\.isFinite) else {
        throw Self.refusal(
          of: index / positions, position: index % positions, network: network)
      }
      guard label >= 0 else { continue }
      let wanted = row[start + label]
      var best = start
      var ahead = 0
      for place in row.indices {
        if row[place] > row[best] { best = place }
        if row[place] > wanted || (row[place] == wanted && place < start + label) { ahead += 1 }
      }
      self.labels.append(label)
      places.append(index % positions)
      sizes[(index - first) / positions] += 1
      predicted.append(best - start)
      isTop1.append(best - start == label)
      isTop5.append(ahead < 5)
      guard positions > 1 else { continue }
      losses.append(
        network.givesProbabilities
          ? -log(Double(min(max(wanted, .leastNonzeroMagnitude), 1)))
          : Self.loss(of: wanted, among: row, largest: row[best]))
    }
  }

  /// No outcomes.
  init() {}

  /// The refusal of an output that is not finite.
  static func refusal(of image: Int, position: Int, network: Network) -> InputError {
    let place = network.positionCount > 1 ? ", position \(position)" : ""
    return InputError(
      source: network.source, location: "image \(image)\(place)",
      found: "an output that is not finite",
      accepted: "a network and images that stay within single precision")
  }

  /// The logarithm of the sum of exponentials less the wanted logit; the largest is taken out first, so
  /// that nothing overflows.
  private static func loss(of wanted: Float, among row: ArraySlice<Float>, largest: Float) -> Double
  {
    let top = Double(largest)
    return log(row.reduce(0.0) { $0 + exp(Double($1) - top) }) + top - Double(wanted)
  }

  mutating func append(_ other: ImageOutcomes) {
    labels += other.labels
    places += other.places
    sizes += other.sizes
    predicted += other.predicted
    isTop1 += other.isTop1
    isTop5 += other.isTop5
    losses += other.losses
  }
}
