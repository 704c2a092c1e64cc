internal import LinearAlgebra

/// The measurement of a layer's output errors: every array that takes part in an output is solved exactly.
struct ErrorMeasurement: Sendable {
  /// How many vectors of a group an image brings.
  static let vectorsPerImage = 2
  /// How many images one task computes; an array is factored once for all of them.
  private static let imagesOfTask = 8

  private let layer: CrossbarLayer
  /// The arrays as the nodal solver reads them, with the read noise of the evaluation: what it is drawn with is no
  /// error of a model.
  private let exact: LayerArrays
  private let corrections: [OutputCorrection?]?
  /// The number of reads of single arrays that an image costs at most.
  let readsPerImage: Int

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - arrays: Its arrays as the evaluation reads them.
  ///   - instance: The instance that they are.
  ///   - corrections: For each group what follows its arrays; nil for nothing.
  ///   - threads: How many threads share the work.
  /// - Throws: Whatever keeps an array from being solved.
  init(
    _ layer: CrossbarLayer, arrays: LayerArrays, instance: LayerArrays.Instance,
    corrections: [OutputCorrection?]?, threads: Int
  ) throws {
    self.layer = layer
    self.corrections = corrections
    let prepared = layer.prepared
    exact = try prepared.arrays(
      model: LeanNodalSolver(), instance: prepared.isVaried ? instance : nil, threads: threads
    ).withNoise(of: arrays)
    let looked = Set(OutputErrors(of: layer).groups)
    let parts = prepared.fabrication.places.reduce(0) { sum, place in
      sum + (place.group..<place.group + place.groupCount).count { looked.contains($0) }
    }
    readsPerImage = parts * prepared.inputConverter.streamCount * Self.vectorsPerImage
  }

  /// Measures what some images bring to the layer.
  ///
  /// - Parameters:
  ///   - errors: What is known already, to which the images are added.
  ///   - reads: For each image the layer's vectors, group by group.
  ///   - threads: How many threads share the work.
  /// - Throws: Whatever keeps the solver from reading an array.
  func measure(
    _ errors: inout OutputErrors, _ reads: [[[RecordedReads.Vector]]], threads: Int
  ) throws {
    let groups = errors.groups
    let turns = (reads.count + Self.imagesOfTask - 1) / Self.imagesOfTask
    let parts = try concurrentMap(turns * groups.count, threads: threads) { task in
      let first = task / groups.count * Self.imagesOfTask
      let group = groups[task % groups.count]
      return try answers(
        to: reads[first..<min(first + Self.imagesOfTask, reads.count)].map { $0[group] },
        group: group)
    }
    errors.add(
      reads,
      exact: reads.indices.map { image in
        let turn = image / Self.imagesOfTask * groups.count
        return groups.indices.map { parts[turn + $0][image % Self.imagesOfTask] }
      })
  }

  /// The exact outputs for the vectors of some images, image by image.
  private func answers(
    to images: [[RecordedReads.Vector]], group: Int
  ) throws -> [[[Float]]] {
    let isDrawn = layer.draws(exact, group: group, positions: 1, step: 0) != nil
    let isNoisy = isDrawn || exact.groups[group].contains { $0.noise != nil }
    let vectors = images.flatMap(\.self)
    let outputs = layer.prepared.matrix.outputs
    var found: [Float] = []
    if isNoisy {
      // Every read has the noise, and the draws, that it has in the network.
      for vector in vectors {
        found += try vector.inputs.withUnsafeBufferPointer {
          try layer.product(
            $0, group: group, arrays: exact, first: vector.number, positions: vector.positions)
        }
      }
    } else if !vectors.isEmpty {
      found = try vectors.flatMap(\.inputs).withUnsafeBufferPointer {
        try layer.product($0, group: group, arrays: exact)
      }
    }
    if let correction = corrections?[group] { found = correction.applied(to: found) }
    var place = 0
    return images.map { vectors in
      vectors.map { _ in
        defer { place += outputs }
        return Array(found[place..<place + outputs])
      }
    }
  }
}
