internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// What turns codes into voltages and currents into steps.
struct ElectricalScale: Sendable {
  /// The voltage of the code 1, in volts.
  let volts: Double
  /// The conductance of one step, in siemens.
  let step: Double
  /// The number of rows of an array.
  let rows: Int

  /// The current that counts as 1, in amperes.
  var current: Double { volts * step }
}

/// Codes of the rows of a layer.
struct RowCodes {
  /// The codes, *count × width*.
  let codes: UnsafePointer<Float>
  /// The number of input vectors.
  let count: Int
  /// The number of rows of the layer.
  let width: Int

  /// The voltages of an array's rows for some vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - rows: The rows of the layer that are driven.
  ///   - firstRow: The row of the array that the first of them is; others stay at 0 V.
  ///   - scale: What codes stand for.
  /// - Returns: *vectors × rows of the array*, in volts.
  func voltages(
    of vectors: [Int], rows: Range<Int>, firstRow: Int, _ scale: ElectricalScale
  ) -> Matrix {
    var voltages = Matrix(rows: vectors.count, columns: scale.rows)
    voltages.elements.withUnsafeMutableBufferPointer { voltages in
      for (place, vector) in vectors.enumerated() {
        let own = codes + vector * width + rows.lowerBound
        let first = place * scale.rows + firstRow
        for row in 0..<rows.count { voltages[first + row] = Double(own[row]) * scale.volts }
      }
    }
    return voltages
  }

  /// Whether a vector drives any of some rows.
  func drives(_ rows: Range<Int>, vector: Int) -> Bool {
    rows.contains { codes[vector * width + $0] != 0 }
  }
}

extension LayerArrays.Section {
  /// Reads the section through ideal converters, and adds what their codes stand for.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - converters: The converters of the columns.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  ///   - sums: What is added to, *count × padded outputs*.
  /// - Throws: Whatever keeps an array from being read.
  func accumulate(
    _ codes: RowCodes, converters: SectionConverters, scale: ElectricalScale,
    reads: ReadNumbers? = nil, into sums: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard !corrections.isEmpty else {
      return try convert(codes, converters: converters, scale: scale, reads: reads, into: sums)
    }
    var found = [Float](repeating: 0, count: codes.count * width)
    try found.withUnsafeMutableBufferPointer {
      try convert(codes, converters: converters, scale: scale, reads: reads, into: $0)
    }
    let padded = sums.count / codes.count
    for vector in 0..<codes.count {
      for (output, correction) in corrections.enumerated() {
        sums[vector * padded + output] +=
          found[vector * width + output]
          - correction.factor * found[vector * width + correction.column]
      }
    }
  }

  /// Reads the section and adds the values of all columns, references included.
  private func convert(
    _ codes: RowCodes, converters: SectionConverters, scale: ElectricalScale,
    reads: ReadNumbers?, into sums: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard case .product(let matrix) = body, noise == nil || reads == nil else {
      let currents =
        try reads.map { try noisyCurrents(codes, scale: scale, reads: $0) }
        ?? steps(codes, scale: scale)
      converters.withKernel {
        assay_convert_columns(codes.count, width, currents, &$0, sums.baseAddress)
      }
      return
    }
    converters.withKernel {
      assay_converted_product(
        codes.count, width, rows.count, codes.codes + rows.lowerBound, codes.width, matrix, &$0,
        sums.baseAddress)
    }
  }

  /// The currents of some reads of the section before their converters.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are.
  /// - Returns: The currents, in steps times codes, *count × width*.
  /// - Throws: Whatever keeps an array from being read.
  func noisyCurrents(
    _ codes: RowCodes, scale: ElectricalScale, reads: ReadNumbers
  ) throws -> [Float] {
    var currents = try steps(codes, scale: scale)
    if let noise {
      let added = noise.currents(codes, rows: rows, reads: reads, scale: scale, width: width)
      for place in currents.indices { currents[place] += added[place] }
    }
    return currents
  }

  /// The currents before the converters, in steps.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - scale: Voltages and currents of codes.
  /// - Returns: *count × width*: outputs, then reference columns, then what pads them.
  /// - Throws: Whatever keeps an array from being read.
  func steps(_ codes: RowCodes, scale: ElectricalScale) throws -> [Float] {
    guard case .product(let matrix) = body else {
      return try exactSteps(codes, scale: scale).elements.map(Float.init)
    }
    var steps = [Float](repeating: 0, count: codes.count * width)
    assay_converted_product(
      codes.count, width, rows.count, codes.codes + rows.lowerBound, codes.width, matrix, nil,
      &steps)
    return steps
  }

  /// The currents before the converters in double precision, in steps.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  /// - Returns: *count × width*.
  /// - Throws: Whatever keeps an array from being read.
  func exactSteps(
    _ codes: RowCodes, scale: ElectricalScale, reads: ReadNumbers? = nil
  ) throws -> Matrix {
    let mean = try meanSteps(codes, scale: scale)
    guard let noise, let reads else { return mean }
    let added = noise.currents(codes, rows: rows, reads: reads, scale: scale, width: width)
    return Matrix(rows: codes.count, columns: width) {
      mean[$0, $1] + Double(added[$0 * width + $1])
    }
  }

  private func meanSteps(_ codes: RowCodes, scale: ElectricalScale) throws -> Matrix {
    switch body {
    case .exact(let matrix):
      return Matrix(rows: codes.count, columns: rows.count) { vector, row in
        Double(codes.codes[vector * codes.width + rows.lowerBound + row])
      } * matrix
    case .product(let matrix):
      return Matrix(rows: codes.count, columns: rows.count) { vector, row in
        Double(codes.codes[vector * codes.width + rows.lowerBound + row])
      } * Matrix(rows: rows.count, columns: width, elements: matrix.map(Double.init))
    case .arrays(let readers), .converted(let readers):
      return try steps(of: readers, codes, scale)
    }
  }

  private func steps(
    of readers: [LayerArrays.Reader], _ codes: RowCodes, _ scale: ElectricalScale
  ) throws -> Matrix {
    var steps = Matrix(rows: codes.count, columns: width, repeating: 0)
    // An array without a drive gives no current: only driven vectors are solved.
    let driven = (0..<codes.count).filter { codes.drives(rows, vector: $0) }
    guard !driven.isEmpty else { return steps }
    let voltages = codes.voltages(of: driven, rows: rows, firstRow: firstRow, scale)
    let outputs = readers.last?.columns.upperBound ?? 0
    var latest: (array: Int, currents: Matrix)?
    for (index, reader) in readers.enumerated() {
      let currents: Matrix
      if let latest, latest.array == reader.array {
        currents = latest.currents
      } else {
        let positive = try reader.positive.read(voltages)
        currents = try reader.negative.map { try positive - $0.read(voltages) } ?? positive
        latest = (reader.array, currents)
      }
      for (found, vector) in driven.enumerated() {
        let own = currents.elements[found * currents.columns..<(found + 1) * currents.columns]
        own.withUnsafeBufferPointer { own in
          steps.elements.withUnsafeMutableBufferPointer { steps in
            let steps = UnsafeMutableBufferPointer(
              rebasing: steps[vector * width..<(vector + 1) * width])
            let reference = reader.reference.map { own[$0.place] / scale.current }
            // The sum of the codes, for what is subtracted digitally.
            let total =
              reader.raises == nil
              ? 0
              : rows.reduce(0.0) { $0 + Double(codes.codes[vector * codes.width + $1]) }
            for (offset, column) in reader.columns.enumerated() {
              var value = own[reader.places[offset]] / scale.current
              if corrections.isEmpty, let reference,
                let factor = reader.reference?.factors[offset]
              {
                value -= factor * reference
              }
              if let raises = reader.raises { value -= raises[offset] * total }
              steps[column] = value
            }
            if !corrections.isEmpty, let reference { steps[outputs + index] = reference }
          }
        }
      }
    }
    return steps
  }
}
