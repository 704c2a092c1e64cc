/// A batch of vectors that was divided into parts, each with an order of its own.
package struct DividedBatch {
  /// For every vector of the batch its part and its row there.
  package let places: [(part: Int, row: Int)]

  /// Finds the vectors.
  ///
  /// - Parameter samples: For every part the numbers of its vectors in the batch.
  package init(_ samples: [[Int]]) {
    places = samples.enumerated().flatMap { part, samples in
      samples.enumerated().map { (sample: $1, place: (part: part, row: $0)) }
    }.sorted { $0.sample < $1.sample }.map(\.place)
  }
}
