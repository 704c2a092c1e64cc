public import Records

/// The classes of the images, or of their positions, as they are labeled and as the network finds them.
public struct ImagePredictions: Sendable, Equatable {
  /// The label of each image, or of each of its positions, image after image.
  public let labels: [Int]
  /// The class that the digital network gives each image.
  public let digital: [Int]
  /// For each instance the class that it gives each image; empty for the digital solver.
  public let instances: [[Int]]

  /// How many positions of each image have a label; nil where each image has one.
  package let sizes: [Int]?
  /// The place of each label within its image, from 0; nil where each image has one.
  package let places: [Int]?

  /// Creates predictions from their parts.
  ///
  /// - Parameters:
  ///   - labels: The label of each image, or of each of its positions.
  ///   - digital: The class that the digital network gives each of them.
  ///   - instances: For each instance the class that it gives each of them.
  ///   - sizes: How many positions of each image have a label; nil where each image has one.
  ///   - places: The place of each label within its image; nil where each image has one.
  package init(
    labels: [Int], digital: [Int], instances: [[Int]], sizes: [Int]? = nil, places: [Int]? = nil
  ) {
    precondition(
      digital.count == labels.count && instances.allSatisfy { $0.count == labels.count }
        && (sizes?.reduce(0, +) ?? labels.count) == labels.count
        && (places?.count ?? labels.count) == labels.count,
      "\(digital.count) predictions of \(labels.count) images")
    self.labels = labels
    self.digital = digital
    self.instances = instances
    self.sizes = sizes
    self.places = places
  }

  /// One line an image: its number from 0, its label, the digital network's class, and the class of every
  /// instance; comma-separated values under a line of names.
  ///
  /// Where images have labels at positions, each of them has a line, with its place behind the image's
  /// number.
  public var table: String {
    let names =
      (places == nil ? ["image"] : ["image", "position"]) + ["label", "digital"]
      + instances.indices.map { "instance_\($0)" }
    let images = sizes?.enumerated().flatMap { [Int](repeating: $0, count: $1) }
    let lines = labels.indices.map { index in
      ([images?[index] ?? index] + (places.map { [$0[index]] } ?? [])
        + [labels[index], digital[index]] + instances.map { $0[index] })
        .map(String.init).joined(separator: ",")
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  /// The mean change of the share of right classes against another network on the same images.
  ///
  /// Every image is compared with itself, so that what is hard for both cancels; of networks on arrays, instances with
  /// each other.
  ///
  /// - Parameter other: The predictions of the other network, with the same labels; as many instances, or one for all.
  /// - Returns: The change and its 95 % interval, as shares.
  public func change(from other: ImagePredictions) -> TrialMean {
    precondition(labels == other.labels, "predictions of other images")
    return TrialMean(changeOf: right, against: other.right, sizes: sizes)
  }

  /// For each instance, or for the digital network alone, which classes are right.
  private var right: [[Bool]] {
    (instances.isEmpty ? [digital] : instances).map { zip($0, labels).map(==) }
  }

  /// One line a pair of label and class that occurs: how many images the digital network gives that class,
  /// and how many each instance does; comma-separated values under a line of names.
  public var confusion: String {
    var counts: [Pair: [Int]] = [:]
    for (way, classes) in ([digital] + instances).enumerated() {
      for (label, found) in zip(labels, classes) {
        counts[
          Pair(label: label, found: found),
          default: [Int](repeating: 0, count: instances.count + 1)][way] += 1
      }
    }
    let names = ["label", "class", "digital"] + instances.indices.map { "instance_\($0)" }
    let lines = counts.sorted { $0.key < $1.key }.map { pair, counts in
      ([pair.label, pair.found] + counts).map(String.init).joined(separator: ",")
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private struct Pair: Hashable, Comparable {
    var label: Int
    var found: Int

    static func < (first: Pair, second: Pair) -> Bool {
      (first.label, first.found) < (second.label, second.found)
    }
  }
}
