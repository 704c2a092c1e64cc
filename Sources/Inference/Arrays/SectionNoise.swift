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
    ///   - outputs: The number of outputs.
    ///   - parts: What each array, or the two of a pair, brings.
    /// - Returns: The noise; nil if no array has any.
    func noise(
      ofSection section: Int, group: Int, rows: Int, outputs: Int, _ parts: [Part]
    ) -> SectionNoise? {
      guard parts.contains(where: { $0.variances != nil }) else { return nil }
      let references = parts.contains { $0.reference != nil } ? parts.count : 0
      let width = DigitalMatrix.padded(outputs + references)
      var variances = [Float](repeating: 0, count: rows * width)
      var shared: [(column: Int, factor: Float)] = []
      for (index, part) in parts.enumerated() {
        for (column, values) in zip(part.columns, part.variances ?? []) {
          for row in 0..<rows { variances[row * width + column] += Float(values[row]) }
        }
        guard let reference = part.reference else { continue }
        for row in 0..<rows {
          variances[row * width + outputs + index] += Float(reference.variances[row])
        }
        shared += reference.factors.map { (outputs + index, Float($0)) }
      }
      var generator = SeededGenerator(
        seed: instance.seed,
        parts: [UInt64(instance.trial), UInt64(layer), UInt64(group), UInt64(section), Self.tag])
      return SectionNoise(
        variances: variances, shared: shared, slope: parts.lazy.compactMap(\.slope).first,
        key: generator.next())
    }
  }

  /// What one array, or the two of a pair, brings to the noise of a section.
  struct Part {
    /// The columns of the matrix.
    let columns: Range<Int>
    /// The slope of a cell's current over its conductance; nil for the voltage itself.
    let slope: ConductanceSlope?
    /// (σ f)² of the cells of each column, in steps squared; nil if the array has no noise.
    let variances: [[Double]]?
    /// The same of the reference column, and the factor with which each column has it where it is
    /// subtracted before the converters; nil without a reference column.
    let reference: (variances: [Double], factors: [Double])?
  }

  /// (σ f)² of every cell, in steps squared, *rows × padded columns*: outputs, then reference columns.
  let variances: [Float]
  /// For each output the reference column whose current is subtracted from its own, with a factor;
  /// empty where none is.
  let shared: [(column: Int, factor: Float)]
  /// The slope of a cell's current over its conductance; nil for the voltage itself.
  let slope: ConductanceSlope?
  /// What tells the section from others.
  let key: UInt64

  /// The noise of the currents of some reads.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - rows: The rows of the section.
  ///   - reads: Which reads they are.
  ///   - scale: Voltages and currents of codes.
  ///   - width: The number of values that are wanted of a read.
  /// - Returns: In steps times codes, *count × width*: outputs, then reference columns.
  func currents(
    _ codes: RowCodes, rows: Range<Int>, reads: ReadNumbers, scale: ElectricalScale, width: Int
  ) -> [Float] {
    let padded = variances.count / rows.count
    let squares = squares(codes, rows: rows, volts: scale.volts)
    var sums = [Float](repeating: 0, count: codes.count * padded)
    assay_converted_product(
      codes.count, padded, rows.count, squares, rows.count, variances, nil, &sums)
    var noise = [Float](repeating: 0, count: codes.count * padded)
    assay_add_read_noise(codes.count, padded, sums, key, reads.first, reads.stream, &noise)
    guard !shared.isEmpty || width != padded else { return noise }
    // What the reference column of an array fluctuates by, all its outputs do.
    for vector in 0..<codes.count {
      for (output, reference) in shared.enumerated() {
        noise[vector * padded + output] -=
          reference.factor * noise[vector * padded + reference.column]
      }
    }
    guard width != padded else { return noise }
    return (0..<codes.count * width).map { place in
      let column = place % width
      return column < padded ? noise[place / width * padded + column] : 0
    }
  }

  /// The squares of h(v), in codes squared, *count × rows of the section*.
  private func squares(_ codes: RowCodes, rows: Range<Int>, volts: Double) -> [Float] {
    [Float](unsafeUninitializedCapacity: codes.count * rows.count) { squares, initialized in
      initialized = codes.count * rows.count
      for vector in 0..<codes.count {
        for place in 0..<rows.count {
          let code = codes.codes[vector * codes.width + rows.lowerBound + place]
          squares[vector * rows.count + place] = code * code
        }
      }
      guard let slope else { return }
      var known: [Float: Float] = [:]
      for place in squares.indices where squares[place] != 0 {
        let code =
          codes.codes[
            place / rows.count * codes.width + rows.lowerBound + place % rows.count]
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
