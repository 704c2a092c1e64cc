internal import CrossbarModels
internal import Crossbars
package import LinearAlgebra
package import Records

extension PreparedLayer {
  /// The number of voltages that stand for a layer's inputs where it has more codes than a model
  /// should know one by one.
  private static let nodes = 17
  /// The largest number of codes that a model knows one by one.
  private static let mostCodes = 32

  /// How often a row of the layer's arrays has which voltage.
  ///
  /// - Parameter sample: The layer's inputs on sample images.
  /// - Returns: The voltages of all codes, or where these are many some at equal distances.
  package func statistics(on sample: LayerSample) -> InputStatistics {
    let converter = inputConverter
    let volts = scale.volts
    let lowest = converter.isBipolar ? -converter.fullScale : 0
    var counts = [Int](repeating: 0, count: converter.fullScale - lowest + 1)
    for (group, vectors) in sample.vectors.enumerated() {
      let codes = codes(of: vectors[...], group: group)
      for stream in 0..<converter.streamCount {
        for digit in converter.stream(stream, of: codes) { counts[Int(digit) - lowest] += 1 }
      }
    }
    // Rows that an array does not use stay at 0 V, and a layer may have no vectors at all.
    if !counts.contains(where: { $0 > 0 }) { counts = counts.map { _ in 1 } }
    if counts.count <= Self.mostCodes {
      return InputStatistics(
        voltages: counts.indices.map { Double($0 + lowest) * volts },
        probabilities: counts.map(Double.init), isDiscrete: true)
    }
    // An odd number of nodes has one at 0 V, where most inputs are.
    let nodes = Self.nodes
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

extension PreparedLayer {
  /// The most vectors that stand for a layer's traffic.
  private static let mostVectors = 512

  /// What the first array of a layer is read with on sample images.
  ///
  /// - Parameter sample: The layer's inputs on sample images.
  /// - Returns: The row voltages of the array, in volts, *vectors × rows of a tile*: the streams of
  ///   vectors that are spread over the images.
  package func firstTraffic(on sample: LayerSample) -> Matrix {
    let converter = inputConverter
    let volts = scale.volts
    let grid = TileGrid(inputs: matrix.inputs, outputs: matrix.outputs, tile: mapping.tile)
    let used = grid.rowRanges[0]
    let vectors = sample.vectors[0]
    let count = vectors.count / matrix.inputs
    let kept = min(count, max(1, Self.mostVectors / converter.streamCount))
    var load: [[Double]] = []
    for index in 0..<kept {
      let start = index * count / kept * matrix.inputs
      let codes = codes(of: vectors[start..<start + matrix.inputs], group: 0)
      for stream in 0..<converter.streamCount {
        let digits = Array(converter.stream(stream, of: codes))
        load.append(
          (0..<mapping.tile.rows).map {
            $0 < used.count ? Double(digits[used.lowerBound + $0]) * volts : 0
          })
      }
    }
    // A layer may have no vectors at all.
    return load.isEmpty
      ? Matrix(rows: 1, columns: mapping.tile.rows, repeating: technology.read.voltage)
      : Matrix(load)
  }
}
