package import Records

/// The weights of a layer as signed integers and the scales that turn them back.
package struct IntegerWeights: Sendable {
  /// For each group the integers, *inputs × outputs*, row-major.
  package let values: [[Int32]]
  /// For each group the weight that the integer 1 stands for, one for each output.
  package let scales: [[Float]]
  /// The number of outputs of one group.
  package let outputs: Int

  /// Rounds weights to integers: symmetric, the largest magnitude of a scale's weights becomes
  /// 2^(bits−1)−1.
  ///
  /// - Parameters:
  ///   - layer: The weights.
  ///   - mapping: The number of bits and which weights share a scale.
  package init(_ layer: LayerMatrix, mapping: Mapping) {
    let largest = Float((1 << (mapping.weights.bits - 1)) - 1)
    outputs = layer.outputs
    // An all-zero set of weights has no scale of its own; any positive one will do.
    // Weights of a dead channel may be subnormal. A scale keeps ten bits of its own there, and what
    // is smaller counts as zero.
    func scale(_ magnitude: Float) -> Float {
      magnitude > 0 ? max(magnitude / largest, 0x1p-139) : 1
    }
    let ofLayer = scale(layer.weights.joined().reduce(0) { max($0, $1.magnitude) })
    scales = layer.weights.map { matrix in
      (0..<layer.outputs).map { output in
        guard mapping.weights.scale == .column else { return ofLayer }
        return scale(
          stride(from: output, to: matrix.count, by: layer.outputs)
            .reduce(0) { max($0, matrix[$1].magnitude) })
      }
    }
    values = zip(layer.weights, scales).map { matrix, scales in
      matrix.indices.map { place in
        let integer = (matrix[place] / scales[place % layer.outputs]).rounded(.toNearestOrEven)
        return Int32(min(max(integer, -largest), largest))
      }
    }
  }
}

/// The integers of a layer cut into what single cells hold.
package struct CellSlices: Sendable {
  /// Which of two arrays of a differential pair.
  package enum Polarity: Int, Sendable {
    case positive
    case negative
  }

  private let mapping: Mapping
  private let mask: Int32

  /// Creates the cut of a mapping.
  package init(_ mapping: Mapping) {
    self.mapping = mapping
    mask = (1 << Int32(mapping.sliceBits)) - 1
  }

  /// The arrays that hold a weight: two of a differential pair, or one.
  package var polarities: [Polarity] {
    mapping.weights.encoding == .differential ? [.positive, .negative] : [.positive]
  }

  /// What the integer 1 of a slice is worth.
  ///
  /// - Parameter slice: The slice; 0 holds the least significant bits.
  /// - Returns: A power of two.
  package func worth(ofSlice slice: Int) -> Int { 1 << (slice * mapping.sliceBits) }

  /// The state of the cell that holds a part of a weight.
  ///
  /// - Parameters:
  ///   - weight: The signed integer.
  ///   - slice: The slice; 0 holds the least significant bits.
  ///   - polarity: The array.
  /// - Returns: The state, from 0 (off) to 2^sliceBits − 1 (on).
  package func level(of weight: Int32, slice: Int, polarity: Polarity) -> Int {
    let stored: Int32
    switch (mapping.weights.encoding, polarity) {
    case (.offset, _): stored = weight + (1 << Int32(mapping.weights.bits - 1))
    case (.differential, .positive): stored = max(weight, 0)
    case (.differential, .negative): stored = max(-weight, 0)
    }
    return Int((stored >> Int32(slice * mapping.sliceBits)) & mask)
  }
}
