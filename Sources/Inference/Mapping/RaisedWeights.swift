internal import Records

/// Weights as integers of the offset encoding whose zero lies where the weights need it.
///
/// The stored integers are 0 to Q = 2^bits − 1, and z stands for a weight of zero. The zero of a set of
/// weights from m ≤ 0 to M ≥ 0 is Q · m / (m − M), rounded: the smallest and the largest use all
/// integers. Where the columns of an array share a zero and have scales of their own, the mean of these
/// fractions takes its place. A scale is the smallest with which none of its weights is clipped.
struct RaisedWeights {
  let values: [[Int32]]
  let scales: [[Float]]
  let zeros: [[Int32]]

  /// Rounds weights to integers.
  ///
  /// - Parameters:
  ///   - layer: The weights.
  ///   - mapping: The number of bits, and which weights share a scale and a zero.
  init(_ layer: LayerMatrix, mapping: Mapping) {
    let largest = Float((1 << mapping.weights.bits) - 1)
    let grid = TileGrid(
      inputs: layer.inputs, outputs: layer.outputs, tile: mapping.usableTile, split: mapping.split)
    let isTiled = mapping.weights.zero == .tile
    let rowRanges = isTiled ? grid.rowRanges : [0..<layer.inputs]
    let columnRanges =
      switch mapping.weights.zero {
      case .middle, .layer: [0..<layer.outputs]
      case .tile: grid.columnRanges
      case .column: (0..<layer.outputs).map { $0..<$0 + 1 }
      }
    let perArray =
      isTiled
      ? mapping.groupsPerArray(
        inputs: layer.inputs, outputs: layer.outputs, groups: layer.groups) : 1
    let isShared = mapping.weights.scale == .layer

    /// The smallest and the largest weight of a column, zero included.
    func extent(_ group: Int, _ rows: Range<Int>, _ column: Int) -> (low: Float, high: Float) {
      rows.reduce((0, 0)) {
        let weight = layer.weights[group][$1 * layer.outputs + column]
        return (min($0.0, weight), max($0.1, weight))
      }
    }
    /// The zero of the columns of some groups.
    func zero(_ groups: Range<Int>, _ rows: Range<Int>, _ columns: Range<Int>) -> Int32 {
      let extents = groups.flatMap { group in columns.map { extent(group, rows, $0) } }
      var fraction = Float(0.5)
      if isShared {
        let low = extents.map(\.low).min() ?? 0
        let high = extents.map(\.high).max() ?? 0
        if high > low { fraction = low / (low - high) }
      } else {
        let fractions = extents.filter { $0.high > $0.low }.map { $0.low / ($0.low - $0.high) }
        if !fractions.isEmpty { fraction = fractions.reduce(0, +) / Float(fractions.count) }
      }
      // One integer on either side, so that every scale is finite.
      return Int32(min(max((largest * fraction).rounded(.toNearestOrEven), 1), largest - 1))
    }

    var zeros = [[Int32]](
      repeating: [Int32](repeating: 0, count: rowRanges.count * layer.outputs),
      count: layer.groups)
    let wholeLayer = 0..<layer.groups
    let ofLayer =
      mapping.weights.zero == .layer ? zero(wholeLayer, 0..<layer.inputs, columnRanges[0]) : nil
    for first in stride(from: 0, to: layer.groups, by: perArray) {
      let groups = first..<min(first + perArray, layer.groups)
      for (rowTile, rows) in rowRanges.enumerated() {
        for columns in columnRanges {
          let found = ofLayer ?? zero(groups, rows, columns)
          for group in groups {
            for column in columns { zeros[group][rowTile * layer.outputs + column] = found }
          }
        }
      }
    }

    var steps = [[Float]](
      repeating: [Float](repeating: 0, count: layer.outputs), count: layer.groups)
    for group in wholeLayer {
      for (rowTile, rows) in rowRanges.enumerated() {
        for column in 0..<layer.outputs {
          let (low, high) = extent(group, rows, column)
          let zero = Float(zeros[group][rowTile * layer.outputs + column])
          steps[group][column] = max(
            steps[group][column], -low / zero, high / (largest - zero))
        }
      }
    }
    let widest = steps.joined().max() ?? 0
    let scales = steps.map { $0.map { IntegerWeights.scale(isShared ? widest : $0) } }

    values = layer.weights.indices.map { group in
      var values = [Int32](repeating: 0, count: layer.inputs * layer.outputs)
      for (rowTile, rows) in rowRanges.enumerated() {
        for row in rows {
          for column in 0..<layer.outputs {
            let place = row * layer.outputs + column
            let zero = Float(zeros[group][rowTile * layer.outputs + column])
            let scale = scales[group][column]
            let integer =
              scale > 0 ? (layer.weights[group][place] / scale).rounded(.toNearestOrEven) : 0
            values[place] = Int32(min(max(integer, -zero), largest - zero))
          }
        }
      }
      return values
    }
    self.scales = scales
    self.zeros = zeros
  }
}
