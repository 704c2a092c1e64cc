/// What sample images bring to a layer.
package struct LayerSample: Sendable {
  /// The extent of all inputs, and the counts of the sampled ones.
  package private(set) var inputs = ValueHistogram()
  /// The extent of the inputs of each group.
  package private(set) var extents: [ValueHistogram]
  /// For each group some of its input vectors, *vectors × inputs*.
  package private(set) var vectors: [[Float]]
  private let rows: Int

  /// Creates an empty sample for a number of groups of so many inputs.
  package init(groups: Int, inputs: Int) {
    vectors = [[Float]](repeating: [], count: groups)
    extents = [ValueHistogram](repeating: ValueHistogram(), count: groups)
    rows = inputs
  }

  /// Adds the input vectors of some images to a group.
  ///
  /// - Parameters:
  ///   - values: *images · positions × inputs*.
  ///   - group: The group.
  ///   - images: The number of images.
  ///   - kept: How many vectors of each image are kept.
  package mutating func add(
    _ values: UnsafeBufferPointer<Float>, group: Int, images: Int, kept: Int
  ) {
    extents[group].extend(over: values)
    inputs.extend(by: extents[group])
    let positions = values.count / rows / max(images, 1)
    guard positions > kept else {
      vectors[group].append(contentsOf: values)
      return
    }
    for image in 0..<images {
      for index in 0..<kept {
        // Every image has others: what happens at the border alone would else be missed in all of them.
        let position = EvenSpread.place(image * kept + index, of: positions)
        let start = (image * positions + position) * rows
        vectors[group].append(contentsOf: values[start..<start + rows])
      }
    }
  }

  /// The samples of all layers, put together from those of some images after others.
  ///
  /// - Parameter parts: For each part the samples of all layers; at least one. They are emptied layer by layer, so that
  ///   nothing lies in memory twice.
  /// - Returns: The samples of all layers.
  static func joined(_ parts: inout [[LayerSample]]) -> [LayerSample] {
    parts[0].indices.map { layer in
      var own = parts.indices.map { part in
        let sample = parts[part][layer]
        parts[part][layer] = LayerSample(groups: 0, inputs: sample.rows)
        return sample
      }
      var joined = LayerSample(groups: own[0].vectors.count, inputs: own[0].rows)
      for sample in own { joined.inputs.extend(by: sample.inputs) }
      for group in joined.vectors.indices {
        for sample in own { joined.extents[group].extend(by: sample.extents[group]) }
        joined.vectors[group].reserveCapacity(own.reduce(0) { $0 + $1.vectors[group].count })
        for part in own.indices {
          joined.vectors[group] += own[part].vectors[group]
          own[part].vectors[group] = []
        }
      }
      return joined
    }
  }

  /// The same inputs with fewer vectors, spread evenly, for what takes long to read them.
  ///
  /// - Parameter count: About how many of all groups together; each that has one keeps one.
  /// - Returns: The sample; the extent and the counts of its inputs stay.
  package func thinned(to count: Int) -> LayerSample {
    var other = self
    let ofGroup = max(1, count / max(vectors.count, 1))
    for group in vectors.indices {
      let all = vectors[group].count / rows
      guard all > ofGroup else { continue }
      other.vectors[group] = (0..<ofGroup).flatMap { index in
        let start = index * all / ofGroup * rows
        return vectors[group][start..<start + rows]
      }
    }
    return other
  }

  /// The mean magnitude of the kept inputs; 0 without any.
  var meanMagnitude: Double {
    let count = vectors.reduce(0) { $0 + $1.count }
    let sum = vectors.reduce(0.0) { $0 + $1.reduce(0.0) { $0 + Double($1.magnitude) } }
    return count == 0 ? 0 : sum / Double(count)
  }

  /// Whether all inputs that decide a range are numbers.
  package var isFinite: Bool {
    inputs.isFinite && vectors.allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  /// A sample with fewer vectors.
  ///
  /// - Parameter most: The most vectors of a group.
  /// - Returns: Vectors at even distances, and the extents and counts of all.
  func thinned(toPerGroup most: Int) -> LayerSample {
    var thinned = self
    for group in vectors.indices {
      let count = vectors[group].count / rows
      guard count > most else { continue }
      thinned.vectors[group] = (0..<most).flatMap { index in
        let start = index * count / most * rows
        return vectors[group][start..<start + rows]
      }
    }
    return thinned
  }

  /// Counts the kept vectors; call it once, after everything was added.
  package mutating func finish() {
    for group in vectors.indices {
      vectors[group].withUnsafeBufferPointer { inputs.count($0) }
    }
  }
}
