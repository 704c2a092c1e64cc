internal import Crossbars
internal import LinearAlgebra

/// What the circuit's converters of one array gave for some input vectors.
package struct ConvertedOutputs: Sendable {
  /// The rows of the layer's matrix that the array holds.
  package let rows: Range<Int>
  /// The columns of the layer's matrix that the array holds.
  package let columns: Range<Int>
  /// The slice that the array holds; 0 holds the least significant bits.
  package let slice: Int
  /// The polarity: 0 for arrays that add, 1 for those that subtract.
  package let polarity: Int
  /// The codes or means of these columns for every different vector.
  let values: Matrix
  /// The row of `values` that belongs to every vector.
  let places: [Int]

  /// The code or the mean that a column gave.
  ///
  /// - Parameters:
  ///   - vector: The vector.
  ///   - column: The column of the layer's matrix.
  /// - Returns: The code, or the mean of a stochastic converter.
  package func value(_ vector: Int, column: Int) -> Double {
    values[places[vector], column - columns.lowerBound]
  }
}

extension LayerArrays.Section {
  /// Reads the section through the converters of the circuit.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer, *count × width*.
  ///   - count: The number of input vectors.
  ///   - width: The number of rows of the layer.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  /// - Returns: The outputs of each array; nil if it has no converters, or a current is not finite.
  /// - Throws: Whatever keeps an array from being read.
  func outputs(
    _ codes: UnsafePointer<Float>, count: Int, width: Int, scale: ElectricalScale,
    reads: ReadNumbers? = nil
  ) throws -> [ConvertedOutputs]? {
    guard case .converted(let readers) = body else { return nil }
    var noise: [Float]?
    if let section = self.noise, let reads {
      var currents = [Float](
        repeating: 0, count: count * (section.variances.count / rows.count))
      section.add(
        codes, count: count, width: width, rows: rows, reads: reads, scale: scale, to: &currents)
      noise = currents
    }
    // Vectors without a drive read alike, whatever offsets make of them: one stands for all.
    var vectors: [Int] = []
    var undriven: Int?
    let places = (0..<count).map { vector in
      let isDriven = rows.contains { codes[vector * width + $0] != 0 }
      if !isDriven, let undriven { return undriven }
      if !isDriven { undriven = vectors.count }
      vectors.append(vector)
      return vectors.count - 1
    }
    let voltages = Matrix(rows: vectors.count, columns: scale.rows) { vector, row in
      row < rows.count
        ? Double(codes[vectors[vector] * width + rows.lowerBound + row]) * scale.volts : 0
    }
    var found: [ConvertedOutputs] = []
    for reader in readers {
      var reading = try reader.positive.reading(of: voltages, columns: reader.columns.count)
      if let noise {
        // What the amplifier makes of a current is the same whether the current fluctuates or not; the
        // change of its load within the noise is of second order.
        let padded = noise.count / count
        let currents = Matrix(rows: vectors.count, columns: reader.columns.count) { place, column in
          reading.currents[place, column] + scale.current
            * Double(noise[vectors[place] * padded + reader.columns.lowerBound + column])
        }
        reading = reader.positive.readout.reading(currents: currents)
      }
      guard reading.currents.isFinite,
        let values = reading.outputs?.codes ?? reading.outputs?.stochasticMeans
      else { return nil }
      found.append(
        ConvertedOutputs(
          rows: rows, columns: reader.columns, slice: slice, polarity: converter, values: values,
          places: places))
    }
    return found
  }
}
