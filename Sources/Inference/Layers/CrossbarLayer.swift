internal import CKernels
package import Crossbars

/// A layer prepared for arrays: its integers and its converters, the same for every instance.
package struct CrossbarLayer: Sendable {
  /// The layer.
  package let matrix: LayerMatrix
  /// Its weights as integers.
  package let weights: IntegerWeights
  /// The converters of the rows.
  package let inputConverter: InputConverter
  /// The converters of the columns, *slice × polarity*; nil for no quantization.
  package private(set) var outputConverters: [[Converter?]]
  /// The digital factor on each output of each group.
  package private(set) var gains: [[Float]]
  /// The instance without variation, with which the converters were calibrated.
  package let nominal: LayerArrays
  private let mapping: Mapping
  private let scale: ElectricalScale
  private let states: CellStates

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on calibration images.
  ///   - model: How the arrays are read during calibration.
  ///   - threads: How many threads share the work.
  /// - Throws: `InputError` if the mapping does not fit; whatever keeps the model from programming
  ///   or reading.
  package init(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample,
    model: any CrossbarModel, threads: Int
  ) throws {
    try mapping.check(against: technology)
    self.matrix = matrix
    self.mapping = mapping
    weights = IntegerWeights(matrix, mapping: mapping)
    inputConverter = try InputConverter(sample.inputs, mapping: mapping, layer: matrix.name)
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    scale = ElectricalScale(
      volts: technology.read.voltage / Double(inputConverter.fullScale), step: states.step,
      rows: mapping.tile.rows)
    nominal = try LayerArrays(
      matrix, weights: weights, mapping: mapping, technology: technology, model: model,
      instance: nil, threads: threads)
    let converters =
      mapping.weights.encoding == .differential
        && mapping.outputs.reads == .column ? 2 : 1
    outputConverters = [[Converter?]](
      repeating: [Converter?](repeating: nil, count: converters), count: mapping.sliceCount)
    gains = [[Float]](
      repeating: [Float](repeating: 1, count: matrix.outputs), count: matrix.groups)
    if mapping.outputs.bits > 0 { try calibrateConverters(sample, threads: threads) }
    if mapping.gain != .none { try calibrateGains(sample) }
  }

  /// For each slice and kind of converter the limits of its range, in amperes; empty without them.
  package var outputRanges: [[[Double]]] {
    guard mapping.outputs.bits > 0 else { return [] }
    return outputConverters.map { slice in
      slice.compactMap { $0 }.map { converter in
        [converter.range.lowerBound, converter.range.upperBound].map { Double($0) * scale.current }
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
    let count = inputs.count / matrix.inputs
    let padded = DigitalMatrix.padded(matrix.outputs)
    let factors = weights.scales[group].indices.map {
      weights.scales[group][$0] * inputConverter.converter.step * gains[group][$0]
    }
    return try [Float](unsafeUninitializedCapacity: count * matrix.outputs) {
      outputs, initialized in
      for start in stride(from: 0, to: count, by: block) {
        let vectors = min(block, count - start)
        let codes = inputConverter.codes(
          of: UnsafeBufferPointer(
            rebasing: inputs[start * matrix.inputs..<(start + vectors) * matrix.inputs]))
        let sums = try integerProduct(codes, vectors: vectors, group: group, arrays: arrays)
        for vector in 0..<vectors {
          for output in 0..<matrix.outputs {
            outputs[initialized] = sums[vector * padded + output] * factors[output]
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
    let padded = DigitalMatrix.padded(matrix.outputs)
    let slices = CellSlices(mapping)
    var sums = [Float](repeating: 0, count: vectors * padded)
    for stream in 0..<inputConverter.streamCount {
      let digits = inputConverter.stream(stream, of: codes)
      let streamWorth = inputConverter.worth(ofStream: stream)
      for section in arrays.groups[group] {
        let converter = outputConverters[section.slice][section.converter]
        let worth = Float(streamWorth * slices.worth(ofSlice: section.slice))
        try sums.withUnsafeMutableBufferPointer { sums in
          try section.accumulate(
            digits, count: vectors, width: matrix.inputs, converter: converter,
            weight: (section.converter == 0 ? worth : -worth) * (converter?.step ?? 1),
            scale: scale, into: sums)
        }
      }
    }
    guard mapping.weights.encoding == .offset else { return sums }
    // The raised weights and the off current add this much for every input code.
    let raised = (0..<mapping.sliceCount).reduce(Double(1 << (mapping.weights.bits - 1))) {
      $0 + Double(slices.worth(ofSlice: $1)) * states.offset
    }
    var totals = [Float](repeating: 0, count: vectors)
    assay_row_sums(vectors, matrix.inputs, codes, &totals)
    for vector in 0..<vectors {
      let removed = Float(raised * Double(totals[vector]))
      for output in 0..<padded { sums[vector * padded + output] -= removed }
    }
    return sums
  }

  // MARK: - Calibration

  private mutating func calibrateConverters(_ sample: LayerSample, threads: Int) throws {
    let isPair = mapping.weights.encoding == .differential && mapping.outputs.reads == .difference
    let isSigned = isPair || inputConverter.isBipolar
    let fixed: Double
    switch mapping.outputs.range {
    case .amperes(let current): fixed = current / scale.current
    case .maximum:
      let conductance = isPair ? states.full - states.offset : states.full
      fixed = Double(mapping.tile.rows * inputConverter.fullScale) * conductance
    case .calibrated:
      for slice in outputConverters.indices {
        for index in outputConverters[slice].indices {
          // Upper slices are mostly off cells: only if both sides of a pair round their current
          // alike does it cancel, and the slice's worth multiplies what is left of it.
          let isShared = mapping.sliceCount > 1
          let histogram = try currents(
            sample, slice: slice, converter: isShared ? nil : index, threads: threads)
          outputConverters[slice][index] = Converter(
            covering: mapping.weights.encoding == .offset
              ? Self.withMargin(histogram)
              : histogram.bestRange(bits: mapping.outputs.bits, shape: .free),
            bits: mapping.outputs.bits)
        }
      }
      return
    }
    let range = isSigned ? -Float(fixed)...Float(fixed) : 0...Float(fixed)
    let converter = Converter(covering: range, bits: mapping.outputs.bits)
    outputConverters = outputConverters.map { $0.map { _ in converter } }
  }

  /// The range of an offset column: all that was seen, and a quarter of it on either side.
  ///
  /// Every column carries the sum of the inputs times the middle conductance, which changes from
  /// image to image for all columns together. An image whose sum was not seen would clip them all,
  /// and what the clipping takes away is not shared by the sum that is removed afterwards.
  private static func withMargin(_ histogram: ValueHistogram) -> ClosedRange<Float> {
    guard histogram.lowest < histogram.highest else {
      return min(histogram.lowest, 0)...max(histogram.highest, 0)
    }
    let margin = (histogram.highest - histogram.lowest) / 4
    let low = histogram.lowest - margin
    // Currents that never were negative need no negative codes.
    return (histogram.lowest >= 0 ? max(low, 0) : low)...histogram.highest + margin
  }

  /// The currents that one kind of converter reads on the sample, or all kinds, in steps.
  private func currents(
    _ sample: LayerSample, slice: Int, converter: Int?, threads: Int
  ) throws -> ValueHistogram {
    let padded = DigitalMatrix.padded(matrix.outputs)
    let codes = sample.vectors.map { vectors in
      vectors.withUnsafeBufferPointer { inputConverter.codes(of: $0) }
    }
    let digits = (0..<inputConverter.streamCount).map { stream in
      codes.map { inputConverter.stream(stream, of: $0) }
    }
    func visit(_ body: (UnsafeBufferPointer<Float>) -> Void) throws {
      for stream in digits.indices {
        for group in nominal.groups.indices {
          let count = digits[stream][group].count / matrix.inputs
          guard count > 0 else { continue }
          for section in nominal.groups[group]
          where section.slice == slice && (converter ?? section.converter) == section.converter {
            var sums = [Float](repeating: 0, count: count * padded)
            try sums.withUnsafeMutableBufferPointer { sums in
              try section.accumulate(
                digits[stream][group], count: count, width: matrix.inputs, converter: nil,
                weight: 1, scale: scale, into: sums)
              for vector in 0..<count {
                body(
                  UnsafeBufferPointer(
                    rebasing: sums[vector * padded..<vector * padded + matrix.outputs]))
              }
            }
          }
        }
      }
    }
    var histogram = ValueHistogram()
    try visit { histogram.extend(over: $0) }
    try visit { histogram.count($0) }
    return histogram
  }

  private mutating func calibrateGains(_ sample: LayerSample) throws {
    let digital = DigitalMatrix(matrix)
    // Least squares for one factor: Σ wanted · found / Σ found², for each output.
    var products = gains.map { $0.map { _ in 0.0 } }
    var squares = products
    for group in sample.vectors.indices {
      try sample.vectors[group].withUnsafeBufferPointer { vectors in
        let found = try product(vectors, group: group, arrays: nominal)
        let wanted = digital.product(vectors, group: group)
        for place in found.indices {
          let output = place % matrix.outputs
          products[group][output] += Double(wanted[place]) * Double(found[place])
          squares[group][output] += Double(found[place]) * Double(found[place])
        }
      }
    }
    func gain(_ product: Double, _ square: Double) -> Float {
      square > 0 && product > 0 ? Float(product / square) : 1
    }
    let whole = gain(products.joined().reduce(0, +), squares.joined().reduce(0, +))
    gains = zip(products, squares).map { products, squares in
      zip(products, squares).map { mapping.gain == .layer ? whole : gain($0, $1) }
    }
  }
}
