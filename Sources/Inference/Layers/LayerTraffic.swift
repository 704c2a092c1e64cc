internal import CrossbarModels
package import Crossbars
package import LinearAlgebra
package import Records

/// What the arrays of a layer are read with: its input vectors as the codes that drive its rows.
package struct LayerTraffic: Sendable {
  /// One read of an array: a stream of the codes of one input vector.
  package struct Read: Sendable, Hashable {
    /// The number of the input vector in its group.
    package let vector: Int
    /// The stream; 0 carries the least significant bits.
    package let stream: Int
  }

  /// The converters of the rows of the first group; those of others differ in their range alone.
  package let converter: InputConverter
  /// The voltage of the code 1, in volts.
  package let volts: Double
  /// The length of an input vector.
  private let inputs: Int
  /// The codes of every group, *vectors × inputs*.
  private let codes: [[Float]]

  /// Converts input vectors.
  ///
  /// - Parameters:
  ///   - sample: The layer's input vectors.
  ///   - inputs: The length of one.
  ///   - converters: The converters of the rows: one for all groups, or one for each, with the same
  ///     bits, sign and streams.
  ///   - technology: The technology of the arrays.
  package init(
    _ sample: LayerSample, inputs: Int, converters: [InputConverter], technology: Technology
  ) {
    converter = converters[0]
    self.inputs = inputs
    volts = technology.read.voltage / Double(converter.fullScale)
    codes = sample.vectors.enumerated().map { group, vectors in
      vectors.withUnsafeBufferPointer {
        converters[converters.count == 1 ? 0 : group].vectorCodes(of: $0, width: inputs).codes
      }
    }
  }

  /// The number of reads that the vectors of a group bring to each of its arrays.
  ///
  /// - Parameter group: The group.
  /// - Returns: Vectors times streams.
  package func readCount(ofGroup group: Int) -> Int {
    codes[group].count / inputs * converter.streamCount
  }

  /// One of the reads of a group; the streams of a vector follow each other.
  ///
  /// - Parameter index: Its number, below ``readCount(ofGroup:)``.
  /// - Returns: The read.
  package func read(_ index: Int) -> Read {
    Read(vector: index / converter.streamCount, stream: index % converter.streamCount)
  }

  /// The digits that a read puts on some rows.
  ///
  /// - Parameters:
  ///   - read: The read.
  ///   - group: The group of the vector.
  ///   - rows: Rows of the layer.
  /// - Returns: A digit for each row, with its sign.
  package func digits(_ read: Read, group: Int, rows: Range<Int>) -> [Float] {
    let start = read.vector * inputs
    return converter.stream(
      read.stream, of: Array(codes[group][start + rows.lowerBound..<start + rows.upperBound]))
  }

  /// The row voltages of some reads of an array.
  ///
  /// - Parameters:
  ///   - reads: The reads.
  ///   - group: The group that the array holds.
  ///   - rows: The rows of the layer that it holds.
  ///   - firstRow: The row of the array that the first of these is.
  ///   - extent: The number of its rows; those of other groups and those beyond the layer's are at 0 V.
  /// - Returns: The voltages, in volts; *reads × extent*.
  package func voltages(
    _ reads: [Read], group: Int, rows: Range<Int>, firstRow: Int = 0, extent: Int
  ) -> Matrix {
    var voltages = Matrix(rows: reads.count, columns: extent)
    for (index, read) in reads.enumerated() {
      for (row, digit) in digits(read, group: group, rows: rows).enumerated() {
        voltages[index, firstRow + row] = Double(digit) * volts
      }
    }
    return voltages
  }
}

extension LayerTraffic {
  /// The number of voltages that stand for a layer's inputs where it has more codes than a model
  /// should know one by one.
  private static let nodes = 17
  /// The largest number of codes that a model knows one by one.
  private static let mostCodes = 32

  /// How often a row of the layer's arrays has which voltage: the voltages of all codes, or where
  /// these are many some at equal distances.
  package var statistics: InputStatistics {
    let lowest = converter.isBipolar ? -converter.fullScale : 0
    var counts = [Int](repeating: 0, count: converter.fullScale - lowest + 1)
    for codes in codes {
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
    let last = Self.nodes - 1
    var weights = [Double](repeating: 0, count: Self.nodes)
    for (index, count) in counts.enumerated() {
      let place = Double(index * last) / Double(counts.count - 1)
      let lower = min(Int(place), last - 1)
      let part = place - Double(lower)
      weights[lower] += (1 - part) * Double(count)
      weights[lower + 1] += part * Double(count)
    }
    let low = Double(lowest) * volts
    let high = Double(converter.fullScale) * volts
    return InputStatistics(
      voltages: weights.indices.map { index in
        index == last ? high : low + (high - low) * Double(index) / Double(last)
      }, probabilities: weights, isDiscrete: false)
  }
}
