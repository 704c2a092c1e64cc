package import LinearAlgebra
internal import Records

/// What one array of a layer is read with while an image passes through its network.
package struct ArrayReads: Sendable {
  /// One read.
  package struct Read: Sendable, Equatable {
    /// The group of the layer that is read, of those that share the array.
    package let group: Int
    /// The number of the input vector among those that the image brings to the group.
    package let vector: Int
    /// The stream; 0 carries the least significant bits.
    package let stream: Int
    /// The rows of the layer that are driven together.
    package let rows: Range<Int>
  }

  /// The reads, in the order of groups, vectors, streams and rows; reads that drive no row are none.
  package let reads: [Read]
  /// The row voltages, in volts; *reads × rows of the array*.
  package let voltages: Matrix
  /// How many reads the image brings; more than there are ``reads`` where some were left out.
  package let total: Int
  /// The feedback resistance that was chosen for the layer's amplifiers, in ohms; nil where its
  /// converters are ideal.
  package let feedbackResistance: Double?

  /// Lists what an array is read with.
  ///
  /// - Parameters:
  ///   - array: The place of the array among those of the layer.
  ///   - layer: The layer.
  ///   - vectors: The input vectors of every group, *vectors × inputs*.
  ///   - most: The most reads that are kept, at even distances; nil for all.
  package init(ofArray array: Int, _ layer: CrossbarLayer, vectors: [[Float]], most: Int?) {
    let prepared = layer.prepared
    let matrix = prepared.matrix
    let place = prepared.fabrication.places[array]
    let layout = ArrayLayout(matrix, mapping: prepared.mapping)
    var found: [(read: Read, digits: [Float])] = []
    for group in place.group..<place.group + place.groupCount {
      let converter = prepared.inputConverter(ofGroup: group)
      let codes = prepared.codes(of: vectors[group][...], group: group)
      for vector in 0..<codes.count / matrix.inputs {
        let own = Array(codes[vector * matrix.inputs..<(vector + 1) * matrix.inputs])
        for stream in 0..<converter.streamCount {
          let digits = converter.stream(stream, of: own)
          for rows in layout.reads(place.rowTile) where rows.contains(where: { digits[$0] != 0 }) {
            found.append(
              (
                Read(group: group, vector: vector, stream: stream, rows: rows),
                Array(digits[rows])
              ))
          }
        }
      }
    }
    total = found.count
    if let most, most < found.count {
      found = (0..<most).map { found[$0 * found.count / most] }
    }
    let first = layout.grid.rowRanges[place.rowTile].lowerBound
    var voltages = Matrix(rows: found.count, columns: prepared.mapping.tile.rows)
    for (index, (read, digits)) in found.enumerated() {
      let start = layout.firstRow(ofGroup: read.group) + read.rows.lowerBound - first
      for (row, digit) in digits.enumerated() {
        voltages[index, start + row] = Double(digit) * prepared.scale.volts
      }
    }
    reads = found.map(\.read)
    self.voltages = voltages
    feedbackResistance = layer.conversion.feedbackResistance
  }
}
