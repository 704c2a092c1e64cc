internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The factors with which the reference columns of a layer read the weights that they hold.
///
/// A reference column loses in drivers and wires nearly what its neighbors lose, and it is known what it
/// should give: every cell holds the same weight. The converters around it are trimmed until it does, as
/// a chip can do by itself without any image. Cells of raised weights conduct much, so that drivers and
/// lines take a fifth of a signal where they take a tenth of that of a pair.
struct ReferenceTrimming {
  private let prepared: PreparedLayer
  private let arrays: LayerArrays
  private let sample: LayerSample

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - arrays: Its arrays without variation.
  ///   - sample: The layer's inputs on sample images, which say how much the rows are driven.
  init(_ prepared: PreparedLayer, arrays: LayerArrays, sample: LayerSample) {
    self.prepared = prepared
    self.arrays = arrays
    self.sample = sample
  }

  /// The least-squares factor around each reference column.
  ///
  /// - Returns: For each section of each group one for each output and reference column; nothing where
  ///   there are no reference columns.
  /// - Throws: Whatever keeps an array from being read.
  func trims() throws -> [[[Float]]] {
    guard prepared.mapping.gain == .reference, prepared.mapping.hasReferenceColumn else {
      return []
    }
    let outputs = prepared.matrix.outputs
    return try arrays.groups.enumerated().map { group, sections in
      let streams = prepared.digits(of: sample.vectors[group], group: group).enumerated().map {
        (digits: $1, worth: Double(prepared.inputConverter.worth(ofStream: $0)))
      }
      return try sections.map { section in
        var trims = [Float](repeating: 1, count: outputs)
        for (reference, trim) in zip(section.references, try factors(section, streams: streams)) {
          for column in reference.columns { trims[column] = trim }
        }
        for (output, correction) in section.corrections.enumerated()
        where correction.column == trims.count { trims.append(trims[output]) }
        return trims
      }
    }
  }

  /// The factor on each reference column of a section with which it gives what its weight says.
  private func factors(
    _ section: LayerArrays.Section, streams: [(digits: [Float], worth: Double)]
  ) throws -> [Float] {
    let width = prepared.matrix.inputs
    var products = [Double](repeating: 0, count: section.references.count)
    var squares = products
    for (digits, worth) in streams {
      let count = digits.count / width
      let found = try digits.withUnsafeBufferPointer { digits -> [[Double]] in
        guard let base = digits.baseAddress, count > 0 else { return [] }
        return try section.referenceCurrents(
          RowCodes(codes: base, count: count, width: width), scale: prepared.scale)
      }
      let totals = (0..<count).map { vector in
        section.rows.reduce(0.0) { $0 + Double(digits[vector * width + $1]) }
      }
      for (index, found) in found.enumerated() {
        let wanted = section.references[index].wanted
        for (found, total) in zip(found, totals) {
          products[index] += worth * worth * found * total * wanted
          squares[index] += worth * worth * found * found
        }
      }
    }
    return zip(products, squares).map { product, square in
      let trim = Float(product / square)
      return square > 0 && trim > 0 && trim.isFinite ? trim : 1
    }
  }
}

extension LayerArrays.Section {
  /// The currents of the reference columns, in steps.
  ///
  /// - Parameters:
  ///   - codes: The codes of all rows of the layer.
  ///   - scale: Voltages and currents of codes.
  /// - Returns: For each reference column one for each vector.
  /// - Throws: Whatever keeps an array from being read.
  fileprivate func referenceCurrents(_ codes: RowCodes, scale: ElectricalScale) throws -> [[Double]]
  {
    let driven = (0..<codes.count).filter { codes.drives(rows, vector: $0) }
    var latest: (number: Int, currents: Matrix)?
    return try references.map { reference in
      if let elements = reference.elements {
        return (0..<codes.count).map { vector in
          zip(rows, elements).reduce(0) {
            $0 + Double(codes.codes[vector * codes.width + $1.0]) * $1.1
          }
        }
      }
      var found = [Double](repeating: 0, count: codes.count)
      guard !driven.isEmpty else { return found }
      let currents: Matrix
      if let latest, latest.number == reference.number {
        currents = latest.currents
      } else {
        currents = try reference.array.read(
          codes.voltages(of: driven, rows: rows, firstRow: firstRow, scale))
        latest = (reference.number, currents)
      }
      for (index, vector) in driven.enumerated() {
        found[vector] = currents[index, reference.place] / scale.current
      }
      return found
    }
  }
}
