internal import Configuration
internal import Networks

/// What a network made of labeled images.
struct ImageOutcomes: Sendable {
  /// The class with the largest logit; the first of equals.
  var predicted: [Int] = []
  /// Whether the predicted class is the label.
  var isTop1: [Bool] = []
  /// Whether fewer than five logits are larger than the label's, ties taken in the order of classes.
  var isTop5: [Bool] = []

  /// Judges logits.
  ///
  /// - Parameters:
  ///   - logits: *images × classes*.
  ///   - labels: The class of each image.
  ///   - source: The network, for messages.
  /// - Throws: `InputError` if a logit is not finite.
  init(_ logits: Tensor, labels: ArraySlice<Int>, source: String) throws {
    let classes = logits.elements.count / max(labels.count, 1)
    for (image, label) in zip(labels.indices, labels) {
      let start = (image - labels.startIndex) * classes
      let row = logits.elements[start..<start + classes]
      guard row.allSatisfy(\.isFinite) else {
        throw InputError(
          source: source, location: "image \(image)", found: "an output that is not finite",
          accepted: "a network and images that stay within single precision")
      }
      let wanted = row[start + label]
      var best = start
      var ahead = 0
      for place in row.indices {
        if row[place] > row[best] { best = place }
        if row[place] > wanted || (row[place] == wanted && place < start + label) { ahead += 1 }
      }
      predicted.append(best - start)
      isTop1.append(best - start == label)
      isTop5.append(ahead < 5)
    }
  }

  mutating func append(_ other: ImageOutcomes) {
    predicted += other.predicted
    isTop1 += other.isTop1
    isTop5 += other.isTop5
  }
}
