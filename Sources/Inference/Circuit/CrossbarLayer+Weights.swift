internal import Crossbars
internal import LinearAlgebra
internal import Records

extension CrossbarLayer {
  /// What the arrays of an instance multiply inputs by, converters aside.
  ///
  /// Where columns are products these are their elements, with wires, drivers and the instance's variation in them.
  /// Of cells that bend it is what a row adds to the columns while all rows are driven by a quarter of their range, over
  /// its own voltage.
  ///
  /// - Parameter arrays: The instance.
  /// - Returns: For each group *inputs × outputs*, in the unit of the layer's weights.
  /// - Throws: Whatever keeps an array from being read.
  package func weights(of arrays: LayerArrays) throws -> [[Float]] {
    let matrix = prepared.matrix
    let slices = CellSlices(prepared.mapping)
    return try arrays.groups.enumerated().map { group, sections in
      var sums = [Double](repeating: 0, count: matrix.inputs * matrix.outputs)
      for (index, section) in sections.enumerated() {
        let slopes = try section.slopes(prepared: prepared, group: group)
        let worth = Double(slices.worth(ofSlice: section.slice))
        let signed = section.converter == 0 ? worth : -worth
        let trim = trims.isEmpty ? nil : trims[group][index]
        for (row, place) in section.rows.enumerated() {
          for output in 0..<matrix.outputs {
            var slope = slopes[row, output] * Double(trim?[output] ?? 1)
            if !section.corrections.isEmpty {
              let correction = section.corrections[output]
              slope -=
                Double(correction.factor) * slopes[row, correction.column]
                * Double(trim?[correction.column] ?? 1)
            }
            sums[place * matrix.outputs + output] += signed * slope
          }
        }
      }
      let raises = (0..<matrix.outputs).map {
        prepared.mapping.reference == .digital && !prepared.mapping.hasNoConverters
          ? digitalRaise(ofGroup: group, output: $0) : 0
      }
      return sums.enumerated().map { place, sum in
        let output = place % matrix.outputs
        return Float(
          (sum - raises[output]) * Double(prepared.weights.scales[group][output])
            * Double(gains[group][output]))
      }
    }
  }
}

extension CrossbarLayer {
  /// By how much what arrays multiply by changes with each weight, while wires leave the same part of every cell.
  ///
  /// - Parameter model: How the arrays are read; ``nominal`` has the parts that wires leave.
  /// - Returns: For each group *inputs × outputs*; 0 for outputs without weights.
  /// - Throws: Whatever keeps an array from being programmed or read.
  func slopes(model: any CrossbarModel) throws -> [[Float]] {
    let largest = prepared.mapping.largestInteger
    let step = max(1, largest / 8)
    // Away from zero, so that the cells move that hold the weight; what no cell could hold moves back.
    let weights = prepared.weights
    let moves = weights.values.enumerated().map { group, values in
      values.enumerated().map { place, value in
        // A sign has no neighbor but the other sign.
        if prepared.mapping.hasBinaryWeights { return -2 * value }
        let (row, output) = place.quotientAndRemainder(dividingBy: weights.outputs)
        let away = value < 0 ? -step : step
        let stored: ClosedRange<Int32>
        if prepared.mapping.weights.encoding == .offset {
          let zero = weights.zero(
            group: group, rowTile: prepared.grid.rowTile(of: row), output: output)
          stored = -zero...(1 << Int32(prepared.mapping.weights.bits)) - 1 - zero
        } else {
          stored = -largest...largest
        }
        return stored.contains(value + away) ? away : -away
      }
    }
    let moved = PreparedLayer(prepared, weights: weights.moved(by: moves))
    func multiplied(_ prepared: PreparedLayer) throws -> [[Float]] {
      try self.weights(
        of: prepared.arrays(model: model, wires: .alike(nominal), threads: 1))
    }
    let (before, after) = (try multiplied(prepared), try multiplied(moved))
    let scales = prepared.weights.scales
    return before.indices.map { group in
      before[group].indices.map { place in
        let change = Float(moves[group][place]) * scales[group][place % prepared.matrix.outputs]
        return change == 0 ? 0 : (after[group][place] - before[group][place]) / change
      }
    }
  }
}

extension LayerArrays.Section {
  /// What a row adds to the columns for every code, in steps; *rows × width*.
  fileprivate func slopes(prepared: PreparedLayer, group: Int) throws -> Matrix {
    switch body {
    case .product(let values):
      return Matrix(rows: rows.count, columns: width, elements: values.map(Double.init))
    case .exact(let matrix): return matrix
    case .arrays, .converted:
      let width = prepared.matrix.inputs
      let level = Float(max(1, prepared.inputConverter(ofGroup: group).fullScale / 4))
      // All rows, and all but one.
      var codes = [Float](repeating: 0, count: (rows.count + 1) * width)
      for vector in 0...rows.count {
        for row in rows { codes[vector * width + row] = level }
        if vector < rows.count { codes[vector * width + rows.lowerBound + vector] = 0 }
      }
      let found = try codes.withUnsafeBufferPointer { codes in
        guard let start = codes.baseAddress else { return Matrix(rows: 0, columns: 0) }
        return try exactSteps(
          RowCodes(codes: start, count: rows.count + 1, width: width), scale: prepared.scale)
      }
      return Matrix(rows: rows.count, columns: found.columns) {
        (found[rows.count, $1] - found[$0, $1]) / Double(level)
      }
    }
  }
}
