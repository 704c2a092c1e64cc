internal import CKernels
internal import Configuration

/// A layer on arrays as it is read: codes into the rows, decoded outputs out of the columns.
package struct CrossbarLayer: Sendable {
  /// The layer as its arrays hold it.
  package let prepared: PreparedLayer
  /// The converters of the columns, *slice × polarity*; nil for no quantization.
  package let outputConverters: [[Converter?]]
  /// The digital factor on each output of each group.
  package let gains: [[Float]]
  /// The instance without variation, with which the converters were calibrated.
  package let nominal: LayerArrays

  init(
    _ prepared: PreparedLayer, outputConverters: [[Converter?]], gains: [[Float]]? = nil,
    nominal: LayerArrays
  ) {
    self.prepared = prepared
    self.outputConverters = outputConverters
    self.gains =
      gains
      ?? [[Float]](
        repeating: [Float](repeating: 1, count: prepared.matrix.outputs),
        count: prepared.matrix.groups)
    self.nominal = nominal
  }

  /// For each slice and kind of converter the limits of its range, in amperes; empty without them.
  package var outputRanges: [[[Double]]] {
    guard prepared.mapping.outputs.bits > 0 else { return [] }
    return outputConverters.map { slice in
      slice.compactMap { $0 }.map { converter in
        [converter.range.lowerBound, converter.range.upperBound].map {
          Double($0) * prepared.scale.current
        }
      }
    }
  }

  /// Multiplies input vectors by the matrix of a group, on arrays.
  ///
  /// - Parameters:
  ///   - inputs: *vectors × inputs*.
  ///   - group: The group.
  ///   - arrays: The instance.
  /// - Returns: *vectors × outputs*, without the bias.
  /// - Throws: Whatever keeps an array from being read.
  package func product(
    _ inputs: UnsafeBufferPointer<Float>, group: Int, arrays: LayerArrays
  ) throws -> [Float] {
    // Blocks of vectors keep codes and sums in the cache from one section to the next.
    let block = 512
    let matrix = prepared.matrix
    let count = inputs.count / matrix.inputs
    let padded = DigitalMatrix.padded(matrix.outputs)
    guard InputConverter.areFinite(inputs) else {
      throw InputError(
        source: "layer \(matrix.name)", found: "an input that is not finite",
        accepted: "a network and images that stay within single precision")
    }
    let step = prepared.inputConverter.converter.step
    let magnification = prepared.inputConverter.magnification
    let factors = zip(prepared.weights.scales[group], gains[group]).map { $0 * step * $1 }
    // Products of two small scales may be subnormal where the outputs are not.
    let isOrdinary = magnification == 1 && factors.allSatisfy(\.isNormal)
    let exactFactors = zip(prepared.weights.scales[group], gains[group]).map {
      Double($0) * Double(step) * Double($1) / Double(magnification)
    }
    return try [Float](unsafeUninitializedCapacity: count * matrix.outputs) {
      outputs, initialized in
      for start in stride(from: 0, to: count, by: block) {
        let vectors = min(block, count - start)
        let codes = prepared.inputConverter.codes(
          of: UnsafeBufferPointer(
            rebasing: inputs[start * matrix.inputs..<(start + vectors) * matrix.inputs]))
        let sums = try integerProduct(codes, vectors: vectors, group: group, arrays: arrays)
        for vector in 0..<vectors {
          for output in 0..<matrix.outputs {
            let sum = sums[vector * padded + output]
            outputs[initialized] =
              isOrdinary ? sum * factors[output] : Float(Double(sum) * exactFactors[output])
            initialized += 1
          }
        }
      }
    }
  }

  /// The product of codes and integer weights as the arrays give it.
  ///
  /// - Parameters:
  ///   - codes: The codes of the rows, *vectors × inputs*.
  ///   - vectors: The number of vectors.
  ///   - group: The group.
  ///   - arrays: The instance.
  /// - Returns: *vectors × padded outputs*.
  /// - Throws: Whatever keeps an array from being read.
  package func integerProduct(
    _ codes: [Float], vectors: Int, group: Int, arrays: LayerArrays
  ) throws -> [Float] {
    let matrix = prepared.matrix
    let padded = DigitalMatrix.padded(matrix.outputs)
    let slices = CellSlices(prepared.mapping)
    var sums = [Float](repeating: 0, count: vectors * padded)
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      let streamWorth = prepared.inputConverter.worth(ofStream: stream)
      for section in arrays.groups[group] {
        let converter = outputConverters[section.slice][section.converter]
        let worth = Float(streamWorth * slices.worth(ofSlice: section.slice))
        try sums.withUnsafeMutableBufferPointer { sums in
          try section.accumulate(
            digits, count: vectors, width: matrix.inputs, converter: converter,
            weight: (section.converter == 0 ? worth : -worth) * (converter?.step ?? 1),
            scale: prepared.scale, into: sums)
        }
      }
    }
    guard prepared.mapping.weights.encoding == .offset else { return sums }
    // The raised weights and the off current add this much for every input code.
    let raised = (0..<prepared.mapping.sliceCount).reduce(
      Double(1 << (prepared.mapping.weights.bits - 1))
    ) {
      $0 + Double(slices.worth(ofSlice: $1)) * prepared.states.offset
    }
    var totals = [Float](repeating: 0, count: vectors)
    assay_row_sums(vectors, matrix.inputs, codes, &totals)
    for vector in 0..<vectors {
      let removed = Float(raised * Double(totals[vector]))
      for output in 0..<padded { sums[vector * padded + output] -= removed }
    }
    return sums
  }
}
