package import Records

/// The weights of a layer as signed integers and the scales that turn them back.
package struct IntegerWeights: Sendable {
  /// For each group the integers, *inputs × outputs*, row-major.
  package let values: [[Int32]]
  /// For each group the weight that the integer 1 stands for, one for each output; 0 for outputs without
  /// weights, of which nothing that arrays add is left.
  package let scales: [[Float]]
  /// For each group the integer that the offset encoding stores for a weight of zero, *rows of
  /// arrays × outputs*; one row where all rows of arrays have the same.
  package let zeros: [[Int32]]
  /// For each group what is added to both cells of a pair, as far as these have room, *inputs × outputs*; empty for
  /// nothing.
  package private(set) var raises: [[Int32]] = []
  /// The number of outputs of one group.
  package let outputs: Int

  /// Rounds weights to integers: symmetric, the largest magnitude of a scale's weights becomes
  /// 2^(bits−1)−1, unless the mapping's zero point is another than the middle.
  ///
  /// A quantized network's own integers are taken where the bits hold them; −2^(bits−1) becomes its
  /// neighbor. Weights of one bit are their signs, ±1, as ``binary(_:mapping:)`` has them.
  ///
  /// - Parameters:
  ///   - layer: The weights.
  ///   - mapping: The number of bits and which weights share a scale.
  package init(_ layer: LayerMatrix, mapping: Mapping) {
    let largest = Float(mapping.largestInteger)
    guard !mapping.hasBinaryWeights else {
      self = Self.binary(layer, mapping: mapping)
      return
    }
    outputs = layer.outputs
    guard mapping.weights.encoding == .differential || mapping.weights.zero == .middle else {
      let raised = RaisedWeights(layer, mapping: mapping)
      (values, scales, zeros) = (raised.values, raised.scales, raised.zeros)
      return
    }
    zeros = layer.weights.map { _ in
      [Int32](repeating: 1 << Int32(mapping.weights.bits - 1), count: layer.outputs)
    }
    func scale(_ magnitude: Float) -> Float { Self.scale(magnitude / largest) }
    let ofLayer = scale(layer.weights.joined().reduce(0) { max($0, $1.magnitude) })
    let stated = Self.statedScales(layer, mapping: mapping, largest: largest)
    scales = layer.weights.enumerated().map { group, matrix in
      (0..<layer.outputs).map { output in
        if let stated { return stated[group * layer.outputs + output] }
        guard mapping.weights.scale == .column else { return ofLayer }
        return scale(
          stride(from: output, to: matrix.count, by: layer.outputs)
            .reduce(0) { max($0, matrix[$1].magnitude) })
      }
    }
    values = zip(layer.weights, scales).map { matrix, scales in
      matrix.indices.map { place in
        let scale = scales[place % layer.outputs]
        let integer = scale > 0 ? (matrix[place] / scale).rounded(.toNearestOrEven) : 0
        return Int32(min(max(integer, -largest), largest))
      }
    }
    guard mapping.weights.encoding == .differential else { return }
    raises = (layer.raises ?? []).map { $0.map { Int32(($0 * largest).rounded()) } }
  }

  /// Weights as their signs.
  ///
  /// The integer of a weight is 1, or −1 below 0; the scale is the mean magnitude of the weights that share it, which is
  /// the factor with the least squared error (Rastegari and others, XNOR-Net, ECCV 2016, equation 6).
  private static func binary(_ layer: LayerMatrix, mapping: Mapping) -> IntegerWeights {
    func mean(_ weights: some Sequence<Float>) -> Float {
      let (sum, count) = weights.reduce(into: (0.0, 0)) {
        $0.0 += Double($1.magnitude)
        $0.1 += 1
      }
      return Self.scale(Float(sum / Double(max(count, 1))))
    }
    let ofLayer = mean(layer.weights.joined())
    return IntegerWeights(
      values: layer.weights.map { $0.map { $0 < 0 ? -1 : 1 } },
      scales: layer.weights.map { matrix in
        (0..<layer.outputs).map { output in
          guard mapping.weights.scale == .column else { return ofLayer }
          return mean(
            stride(from: output, to: matrix.count, by: layer.outputs).lazy.map { matrix[$0] })
        }
      },
      zeros: layer.weights.map { _ in [Int32](repeating: 1, count: layer.outputs) },
      outputs: layer.outputs)
  }

  /// Other integers with the same scales and zeros.
  ///
  /// - Parameter moves: What is added to each; for each group *inputs × outputs*.
  /// - Returns: The weights.
  func moved(by moves: [[Int32]]) -> IntegerWeights {
    var moved = IntegerWeights(
      values: zip(values, moves).map { zip($0, $1).map { $0 + $1 } }, scales: scales, zeros: zeros,
      outputs: outputs)
    moved.raises = raises
    return moved
  }

  private init(values: [[Int32]], scales: [[Float]], zeros: [[Int32]], outputs: Int) {
    (self.values, self.scales, self.zeros, self.outputs) = (values, scales, zeros, outputs)
  }

  /// The scales that a quantized network states; nil if the bits do not hold its integers, or if its
  /// outputs have several where the mapping has one.
  private static func statedScales(
    _ layer: LayerMatrix, mapping: Mapping, largest: Float
  ) -> [Float]? {
    guard let steps = layer.weightSteps, steps.allSatisfy({ $0.isNormal }),
      mapping.weights.scale == .column || steps.allSatisfy({ $0 == steps[0] })
    else { return nil }
    let isHeld = layer.weights.enumerated().allSatisfy { group, matrix in
      matrix.enumerated().allSatisfy { place, weight in
        let step = steps[group * layer.outputs + place % layer.outputs]
        return (weight / step).rounded().magnitude <= largest + 1
      }
    }
    return isHeld ? steps : nil
  }

  /// A scale that can be divided by, or 0.
  ///
  /// An all-zero set of weights has no scale: with any but 0, what wires and variation leave of its cells
  /// would be an output. Weights of a dead channel may be subnormal. A scale keeps ten bits of its own
  /// there, and what is smaller counts as zero.
  static func scale(_ step: Float) -> Float { step > 0 ? max(step, 0x1p-139) : 0 }

  /// The integer that is stored for a weight of zero.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - rowTile: The row of arrays.
  ///   - output: The output.
  /// - Returns: The raise of the offset encoding.
  package func zero(group: Int, rowTile: Int, output: Int) -> Int32 {
    let rows = zeros[group].count / outputs
    return zeros[group][(rows == 1 ? 0 : rowTile) * outputs + output]
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
  ///   - zero: What the offset encoding adds; nil for 2^(bits−1).
  ///   - raise: What is added to both cells of a pair, as far as the larger one has room.
  /// - Returns: The state, from 0 (off) to 2^sliceBits − 1 (on).
  package func level(
    of weight: Int32, slice: Int, polarity: Polarity, zero: Int32? = nil, raise: Int32 = 0
  ) -> Int {
    let stored: Int32
    let raise = max(0, min(raise, mapping.largestInteger - Int32(weight.magnitude)))
    switch (mapping.weights.encoding, polarity) {
    case (.offset, _): stored = weight + (zero ?? 1 << Int32(mapping.weights.bits - 1))
    case (.differential, .positive): stored = max(weight, 0) + raise
    case (.differential, .negative): stored = max(-weight, 0) + raise
    }
    return Int((stored >> Int32(slice * mapping.sliceBits)) & mask)
  }
}
