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
  /// The column of `values` that belongs to every column of the layer's matrix.
  let columnPlaces: [Int]
  /// The column of `values` that is the reference, and the factor of each column on what it stands
  /// for; nil if there is none.
  let reference: (place: Int, factors: [Double])?

  /// The code or the mean that a column gave.
  ///
  /// - Parameters:
  ///   - vector: The vector.
  ///   - column: The column of the layer's matrix.
  /// - Returns: The code, or the mean of a stochastic converter.
  package func value(_ vector: Int, column: Int) -> Double {
    values[places[vector], columnPlaces[column - columns.lowerBound]]
  }

  /// What is subtracted from the value of a column.
  ///
  /// - Parameters:
  ///   - vector: The vector.
  ///   - column: The column of the layer's matrix.
  /// - Returns: The code or the mean that the reference column gave, and the factor on it; nil without
  ///   such a column.
  func subtracted(_ vector: Int, column: Int) -> (value: Double, factor: Double)? {
    reference.map {
      (values[places[vector], $0.place], $0.factors[column - columns.lowerBound])
    }
  }
}

extension LayerArrays.Section {
  /// Reads the section through the converters of the circuit.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  /// - Returns: The outputs of each array; nil if it has no converters, or a current is not finite.
  /// - Throws: Whatever keeps an array from being read.
  func outputs(
    _ codes: RowCodes, scale: ElectricalScale, reads: ReadNumbers? = nil
  ) throws -> [ConvertedOutputs]? {
    guard case .converted(let readers) = body else { return nil }
    let noise = reads.flatMap { reads in
      self.noise?.currents(codes, rows: rows, reads: reads, scale: scale, width: width)
    }
    // Vectors without a drive read alike, whatever offsets make of them: one stands for all.
    var vectors: [Int] = []
    var undriven: Int?
    let places = (0..<codes.count).map { vector in
      let isDriven = codes.drives(rows, vector: vector)
      if !isDriven, let undriven { return undriven }
      if !isDriven { undriven = vectors.count }
      vectors.append(vector)
      return vectors.count - 1
    }
    let voltages = codes.voltages(of: vectors, rows: rows, firstRow: firstRow, scale)
    var found: [ConvertedOutputs] = []
    let outputs = readers.last?.columns.upperBound ?? 0
    var latest: (array: Int, reading: ArrayReading)?
    for (index, reader) in readers.enumerated() {
      let reading: ArrayReading
      if let latest, latest.array == reader.array {
        reading = latest.reading
      } else {
        // All columns of the array that the section has, with what is added to the current of each.
        var sources: [(place: Int, column: Int)] = []
        for (offset, other) in readers[index...].enumerated() where other.array == reader.array {
          sources += zip(other.places, other.columns).map { ($0, $1) }
          if let reference = other.reference {
            sources.append((reference.place, outputs + index + offset))
          }
        }
        let last = sources.map(\.place).max() ?? 0
        var found = try reader.positive.reading(of: voltages, columns: last + 1)
        if let noise {
          // What the amplifier makes of a current is the same whether the current fluctuates or not; the
          // change of its load within the noise is of second order.
          var columns = [Int?](repeating: nil, count: last + 1)
          for source in sources { columns[source.place] = source.column }
          let means = found.currents
          let currents = Matrix(rows: vectors.count, columns: last + 1) { vector, place in
            let added = columns[place].map { Double(noise[vectors[vector] * width + $0]) } ?? 0
            return means[vector, place] + scale.current * added
          }
          found = reader.positive.readout.reading(currents: currents)
        }
        reading = found
        latest = (reader.array, found)
      }
      guard reading.currents.isFinite,
        let values = reading.outputs?.codes ?? reading.outputs?.stochasticMeans
      else { return nil }
      found.append(
        ConvertedOutputs(
          rows: rows, columns: reader.columns, slice: slice, polarity: converter, values: values,
          places: places, columnPlaces: reader.places, reference: reader.reference))
    }
    return found
  }
}
