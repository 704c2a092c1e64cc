internal import CrossbarModels
package import Crossbars
internal import LinearAlgebra
package import Records

extension PreparedLayer {
  /// The number of voltages that stand for a layer's inputs where it has more codes than a model
  /// should know one by one.
  private static let nodes = 17
  /// The largest number of codes that a model knows one by one.
  private static let mostCodes = 32

  /// How often a row of the layer's arrays has which voltage.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on sample images.
  /// - Returns: The voltages of all codes, or where these are many some at equal distances.
  /// - Throws: `InputError` if the mapping does not fit.
  package static func statistics(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample
  ) throws -> InputStatistics {
    let converter = try InputConverter(sample.inputs, mapping: mapping, layer: matrix.name)
    let volts = technology.read.voltage / Double(converter.fullScale)
    let lowest = converter.isBipolar ? -converter.fullScale : 0
    var counts = [Int](repeating: 0, count: converter.fullScale - lowest + 1)
    for vectors in sample.vectors {
      let codes = vectors.withUnsafeBufferPointer { converter.codes(of: $0) }
      for stream in 0..<converter.streamCount {
        for digit in converter.stream(stream, of: codes) { counts[Int(digit) - lowest] += 1 }
      }
    }
    // Rows that an array does not use stay at 0 V, and a layer may have no vectors at all.
    if !counts.contains(where: { $0 > 0 }) { counts = counts.map { _ in 1 } }
    if counts.count <= mostCodes {
      return InputStatistics(
        voltages: counts.indices.map { Double($0 + lowest) * volts },
        probabilities: counts.map(Double.init), isDiscrete: true)
    }
    // An odd number of nodes has one at 0 V, where most inputs are.
    var weights = [Double](repeating: 0, count: nodes)
    for (index, count) in counts.enumerated() {
      let place = Double(index * (nodes - 1)) / Double(counts.count - 1)
      let lower = min(Int(place), nodes - 2)
      let part = place - Double(lower)
      weights[lower] += (1 - part) * Double(count)
      weights[lower + 1] += part * Double(count)
    }
    let low = Double(lowest) * volts
    let high = Double(converter.fullScale) * volts
    return InputStatistics(
      voltages: weights.indices.map { index in
        index == nodes - 1
          ? high : low + (high - low) * Double(index) / Double(nodes - 1)
      }, probabilities: weights, isDiscrete: false)
  }
}

extension LayerArrays {
  /// The first array of a layer, without variation.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - weights: Its integers.
  ///   - mapping: How integers become cells.
  ///   - technology: The technology of the arrays.
  /// - Returns: The array.
  package static func firstCrossbar(
    _ layer: LayerMatrix, weights: IntegerWeights, mapping: Mapping, technology: Technology
  ) -> Crossbar {
    let grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: mapping.tile)
    let slices = CellSlices(mapping)
    let polarity = slices.polarities[0]
    return CellStates(technology, sliceBits: mapping.sliceBits).fabricated(
      mapping.tile, rows: grid.rowRanges[0].count, columns: grid.columnRanges[0].count, chance: nil
    ) { row, column in
      slices.level(
        of: weights.values[0][row * layer.outputs + column], slice: 0, polarity: polarity)
    }.crossbar
  }
}
