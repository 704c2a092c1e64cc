internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// Which reads a number of input vectors are, so that each has noise of its own.
package struct ReadNumbers: Sendable {
  /// The number of the first vector's read among all of the layer and group, from 0; those of the others
  /// follow.
  let first: UInt64
  /// The number of the stream: every stream is a read.
  let stream: UInt32

  /// The reads of vectors that begin somewhere.
  ///
  /// - Parameters:
  ///   - first: The number of the first vector.
  ///   - stream: The number of the stream.
  package init(first: UInt64, stream: Int = 0) {
    self.first = first
    self.stream = UInt32(stream)
  }
}

/// The noise of the columns of one section, new for every read.
///
/// The cells' noise is normal and independent, and so is the sum of a column: one draw a column and read
/// has the distribution of a draw for every cell.
struct SectionNoise: Sendable {
  /// Where the noise of a layer's instance comes from.
  struct Source {
    private let instance: LayerArrays.Instance
    private let layer: Int

    init(_ instance: LayerArrays.Instance, layer: Int) {
      self.instance = instance
      self.layer = layer
    }

    /// What tells these streams from others of the same numbers: the letters "readnois".
    private static let tag: UInt64 = 0x7265_6164_6e6f_6973

    /// The noise of a section.
    ///
    /// - Parameters:
    ///   - section: The number of the section in its group.
    ///   - group: The number of the group.
    ///   - rows: The number of rows of the section.
    ///   - padded: The number of columns after padding.
    ///   - arrays: The arrays whose currents add up, each with its columns; two of a pair have the same.
    /// - Returns: The noise; nil if no array has any.
    func noise(
      ofSection section: Int, group: Int, rows: Int, padded: Int,
      _ arrays: [(columns: Range<Int>, noise: ArrayNoise?)]
    ) -> SectionNoise? {
      guard arrays.contains(where: { $0.noise != nil }) else { return nil }
      var variances = [Float](repeating: 0, count: rows * padded)
      for (columns, noise) in arrays {
        guard let noise else { continue }
        for row in 0..<rows {
          for column in columns {
            variances[row * padded + column] += Float(
              noise.variances[row, column - columns.lowerBound])
          }
        }
      }
      var generator = SeededGenerator(
        seed: instance.seed,
        parts: [UInt64(instance.trial), UInt64(layer), UInt64(group), UInt64(section), Self.tag])
      return SectionNoise(
        variances: variances, slope: arrays.lazy.compactMap(\.noise).first?.slope,
        key: generator.next())
    }
  }

  /// (σ f)² of every cell, in steps squared, *rows × padded outputs*.
  let variances: [Float]
  /// The slope of a cell's current over its conductance; nil for the voltage itself.
  let slope: ConductanceSlope?
  /// What tells the section from others.
  let key: UInt64

  /// Adds noise to currents.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer, *count × width*.
  ///   - count: The number of vectors.
  ///   - width: The number of rows of the layer.
  ///   - rows: The rows of the section.
  ///   - reads: Which reads they are.
  ///   - scale: Voltages and currents of codes.
  ///   - currents: What is added to, in steps times codes, *count × padded outputs*.
  func add(
    _ codes: UnsafePointer<Float>, count: Int, width: Int, rows: Range<Int>, reads: ReadNumbers,
    scale: ElectricalScale, to currents: inout [Float]
  ) {
    let padded = variances.count / rows.count
    let squares = squares(codes, count: count, width: width, rows: rows, volts: scale.volts)
    var sums = [Float](repeating: 0, count: count * padded)
    assay_converted_product(
      count, padded, rows.count, squares, rows.count, variances, nil, 1, &sums)
    assay_add_read_noise(count, padded, sums, key, reads.first, reads.stream, &currents)
  }

  /// The squares of h(v), in codes squared, *count × rows of the section*.
  private func squares(
    _ codes: UnsafePointer<Float>, count: Int, width: Int, rows: Range<Int>, volts: Double
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * rows.count) { squares, initialized in
      initialized = count * rows.count
      for vector in 0..<count {
        for place in 0..<rows.count {
          let code = codes[vector * width + rows.lowerBound + place]
          squares[vector * rows.count + place] = code * code
        }
      }
      guard let slope else { return }
      var known: [Float: Float] = [:]
      for place in squares.indices where squares[place] != 0 {
        let code = codes[place / rows.count * width + rows.lowerBound + place % rows.count]
        if let square = known[code] {
          squares[place] = square
        } else {
          let drive = Float(slope.value(at: Double(code) * volts) / volts)
          known[code] = drive * drive
          squares[place] = drive * drive
        }
      }
    }
  }
}
