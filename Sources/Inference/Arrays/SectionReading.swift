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

extension LayerArrays.Section {
  /// Reads the section and adds what its converters give.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer, *count × width*.
  ///   - count: The number of input vectors.
  ///   - width: The number of rows of the layer.
  ///   - converter: The converter of the currents; nil to add the currents themselves.
  ///   - weight: The factor on what is added.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  ///   - sums: What is added to, *count × padded outputs*.
  /// - Throws: Whatever keeps an array from being read.
  func accumulate(
    _ codes: UnsafePointer<Float>, count: Int, width: Int, converter: Converter?, weight: Float,
    scale: ElectricalScale, reads: ReadNumbers? = nil,
    into sums: UnsafeMutableBufferPointer<Float>
  ) throws {
    let padded = sums.count / count
    if let noise, let reads {
      var currents = try self.currents(
        codes, count: count, width: width, padded: padded, scale: scale)
      noise.add(
        codes, count: count, width: width, rows: rows, reads: reads, scale: scale, to: &currents)
      guard var kernel = converter?.kernel else {
        for place in currents.indices { sums[place] += weight * currents[place] }
        return
      }
      assay_convert(currents.count, currents, &kernel, weight, sums.baseAddress)
      return
    }
    switch body {
    case .product(let matrix):
      if var kernel = converter?.kernel {
        assay_converted_product(
          count, padded, rows.count, codes + rows.lowerBound, width, matrix, &kernel, weight,
          sums.baseAddress)
      } else {
        assay_converted_product(
          count, padded, rows.count, codes + rows.lowerBound, width, matrix, nil, weight,
          sums.baseAddress)
      }
    case .arrays(let readers), .converted(let readers):
      let currents = try steps(readers, codes, count: count, width: width, padded: padded, scale)
      guard var kernel = converter?.kernel else {
        for place in currents.indices { sums[place] += weight * currents[place] }
        return
      }
      assay_convert(currents.count, currents, &kernel, weight, sums.baseAddress)
    }
  }

  /// Reads the section through converters that may differ among its columns, and adds what they stand
  /// for.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer, *count × width*.
  ///   - count: The number of input vectors.
  ///   - width: The number of rows of the layer.
  ///   - converters: The converters with the columns that they read; one alone reads them all.
  ///   - weight: The factor on the currents that codes stand for, in steps.
  ///   - scale: Voltages and currents of codes.
  ///   - reads: Which reads they are; nil for reads without noise.
  ///   - sums: What is added to, *count × padded outputs*.
  /// - Throws: Whatever keeps an array from being read.
  func accumulate(
    _ codes: UnsafePointer<Float>, count: Int, width: Int,
    converters: [(columns: Range<Int>, converter: Converter?)], weight: Float,
    scale: ElectricalScale, reads: ReadNumbers? = nil,
    into sums: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard converters.count > 1, let start = sums.baseAddress else {
      let converter = converters.first?.converter
      return try accumulate(
        codes, count: count, width: width, converter: converter,
        weight: weight * (converter?.step ?? 1), scale: scale, reads: reads, into: sums)
    }
    let padded = sums.count / count
    var currents = [Float](repeating: 0, count: sums.count)
    try currents.withUnsafeMutableBufferPointer {
      try accumulate(
        codes, count: count, width: width, converter: nil, weight: 1, scale: scale, reads: reads,
        into: $0)
    }
    currents.withUnsafeBufferPointer { currents in
      guard let values = currents.baseAddress else { return }
      for (columns, converter) in converters {
        guard let converter else { continue }
        var kernel = converter.kernel
        for vector in 0..<count {
          let place = vector * padded + columns.lowerBound
          assay_convert(
            columns.count, values + place, &kernel, weight * converter.step, start + place)
        }
      }
    }
  }

  /// The mean currents of the section, in steps times codes, *count × padded outputs*.
  private func currents(
    _ codes: UnsafePointer<Float>, count: Int, width: Int, padded: Int, scale: ElectricalScale
  ) throws -> [Float] {
    switch body {
    case .product(let matrix):
      var currents = [Float](repeating: 0, count: count * padded)
      assay_converted_product(
        count, padded, rows.count, codes + rows.lowerBound, width, matrix, nil, 1, &currents)
      return currents
    case .arrays(let readers), .converted(let readers):
      return try steps(readers, codes, count: count, width: width, padded: padded, scale)
    }
  }

  private func steps(
    _ readers: [LayerArrays.Reader], _ codes: UnsafePointer<Float>, count: Int, width: Int,
    padded: Int, _ scale: ElectricalScale
  ) throws -> [Float] {
    // An array without a drive gives no current: only driven vectors are solved.
    let driven = (0..<count).filter { vector in
      rows.contains { codes[vector * width + $0] != 0 }
    }
    var steps = [Float](repeating: 0, count: count * padded)
    guard !driven.isEmpty else { return steps }
    let voltages = Matrix(rows: driven.count, columns: scale.rows) { vector, row in
      row < rows.count
        ? Double(codes[driven[vector] * width + rows.lowerBound + row]) * scale.volts : 0
    }
    for reader in readers {
      var currents = try reader.positive.read(voltages)
      if let negative = reader.negative { currents = currents - (try negative.read(voltages)) }
      for (place, vector) in driven.enumerated() {
        for column in reader.columns {
          steps[vector * padded + column] = Float(
            currents[place, column - reader.columns.lowerBound] / scale.current)
        }
      }
    }
    return steps
  }
}
