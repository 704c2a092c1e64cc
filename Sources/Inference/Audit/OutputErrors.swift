internal import LinearAlgebra

/// How far the outputs of a layer on arrays are from exact ones, for whole input vectors.
///
/// A vector keeps the errors of all its outputs together: those of the columns of an array are not
/// independent, and what one input vector does to one column it does to its neighbors. Errors are kept in
/// steps of every output's own scale, so that they can stand for those of other groups.
struct OutputErrors: Sendable {
  /// One input vector of one group.
  struct Vector: Sendable {
    /// The sum of the magnitudes of its inputs.
    let load: Float
    /// The model's outputs, in steps.
    let outputs: [Float]
    /// The exact outputs less the model's, in steps.
    let errors: [Float]
  }

  /// What some images brought to the layer: image by image, group by group of those that are looked at.
  private(set) var images: [[[Vector]]] = []
  /// The model's outputs against exact ones.
  private(set) var outputs = RelativeError()
  /// The groups that are looked at.
  let groups: [Int]
  /// For each group the value of a step of every output.
  let scales: [[Float]]
  /// For each of all groups its place among those that are looked at, whose errors stand for its own.
  let places: [Int]

  /// The most groups of a layer that are looked at.
  ///
  /// Layers of hundreds of groups have as many arrays to solve for one image, and their groups are much
  /// alike.
  private static let mostGroups = 24

  /// Creates the errors of no vector.
  ///
  /// - Parameter layer: The layer.
  init(of layer: CrossbarLayer) {
    let count = layer.prepared.matrix.groups
    let kept = min(count, Self.mostGroups)
    let groups = (0..<kept).map { $0 * count / kept }
    self.groups = groups
    places = (0..<count).map { group in (groups.lastIndex { $0 <= group }) ?? 0 }
    scales = (0..<count).map(layer.factors)
  }

  /// The number of vectors.
  var vectorCount: Int {
    images.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
  }

  /// Whether no output of any vector is off.
  var areNone: Bool {
    images.allSatisfy { $0.allSatisfy { $0.allSatisfy { $0.errors.allSatisfy { $0 == 0 } } } }
  }

  /// Adds what some images bring to the layer.
  ///
  /// - Parameters:
  ///   - reads: For each image the vectors of every group, as the model answered them.
  ///   - exact: For each image and each group that is looked at the exact outputs, vector by vector.
  mutating func add(_ reads: [[[RecordedReads.Vector]]], exact: [[[[Float]]]]) {
    for (image, answers) in zip(reads, exact) {
      images.append(
        zip(groups, answers).map { group, answers in
          let scales = scales[group]
          func steps(_ values: [Float]) -> [Float] {
            zip(values, scales).map { $1 == 0 ? 0 : $0 / $1 }
          }
          return zip(image[group], answers).map { vector, answer in
            Vector(
              load: vector.inputs.reduce(0) { $0 + $1.magnitude },
              outputs: steps(vector.outputs), errors: steps(zip(answer, vector.outputs).map(-)))
          }
        })
      for (group, answers) in zip(groups, answers) {
        for (vector, answer) in zip(image[group], answers) {
          outputs += RelativeError(ofSingles: vector.outputs, against: answer)
        }
      }
    }
  }
}
