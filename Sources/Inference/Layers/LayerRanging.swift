internal import Configuration
package import Crossbars
package import Records

/// What sample inputs choose for a layer: the ranges of its column converters, and its gains.
package struct LayerRanging: Sendable {
  private let prepared: PreparedLayer
  private let sample: LayerSample
  /// The arrays that the choices are made for.
  private let arrays: LayerArrays

  init(_ prepared: PreparedLayer, arrays: LayerArrays, sample: LayerSample) {
    self.prepared = prepared
    self.arrays = arrays
    self.sample = sample
  }

  /// Prepares a layer and chooses its ranges and gains.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on sample images.
  ///   - model: How the arrays are read for that.
  ///   - threads: How many threads share the work.
  /// - Returns: The layer, with arrays that have no variation.
  /// - Throws: `InputError` if the mapping does not fit; whatever keeps the model from programming
  ///   or reading.
  package static func layer(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample,
    model: any CrossbarModel, threads: Int
  ) throws -> CrossbarLayer {
    try layer(
      PreparedLayer(matrix, mapping: mapping, technology: technology, sample: sample),
      sample: sample, model: model, threads: threads)
  }

  /// Chooses the ranges and gains of a layer, or takes the ranges that are given.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - sample: The layer's inputs on sample images.
  ///   - model: How the arrays are read for that.
  ///   - ranges: The ranges that are given; nil for none.
  ///   - threads: How many threads share the work.
  /// - Returns: The layer, with arrays that have no variation.
  /// - Throws: `InputError` if given ranges do not fit; whatever keeps the model from programming or
  ///   reading.
  package static func layer(
    _ prepared: PreparedLayer, sample: LayerSample, model: any CrossbarModel,
    ranges: GivenRanges? = nil, threads: Int
  ) throws -> CrossbarLayer {
    var prepared = prepared
    if let ranges, prepared.mapping.outputs.source == .technology {
      prepared = prepared.amplified(
        by: try ranges.feedbackResistance(of: prepared.technology, mapping: prepared.mapping))
    }
    var arrays = try prepared.arrays(model: model, threads: threads)
    // Twice, because the input resistance of an amplifier follows its feedback, and the currents
    // follow the input resistance.
    for _ in 0..<(ranges == nil ? 2 : 0) {
      let ranging = LayerRanging(prepared, arrays: arrays, sample: sample)
      guard let feedback = try ranging.feedbackResistance(),
        feedback != prepared.technology.periphery.amplifier?.feedbackResistance
      else { break }
      prepared = prepared.amplified(by: feedback)
      arrays = try prepared.arrays(model: model, threads: threads)
    }
    let ranging = LayerRanging(prepared, arrays: arrays, sample: sample)
    let layer = CrossbarLayer(
      prepared, conversion: try ranging.conversion(ranges), nominal: arrays)
    guard prepared.mapping.gain != .none else { return layer }
    return CrossbarLayer(
      prepared, conversion: layer.conversion, gains: try ranging.gains(of: layer),
      nominal: arrays)
  }

  /// What turns the currents of the columns into numbers.
  private func conversion(_ ranges: GivenRanges?) throws -> ColumnConversion {
    let periphery = prepared.technology.periphery
    guard prepared.mapping.outputs.source == .technology, let converter = periphery.converter,
      let amplifier = periphery.amplifier
    else {
      return .ideal(
        try ranges?.columnConverters(of: prepared) ?? ColumnConverters(outputConverters()))
    }
    return .circuit(
      CircuitDecoding(
        converter, feedbackResistance: amplifier.feedbackResistance,
        unit: prepared.scale.current))
  }

  /// The feedback resistance of the circuit's amplifiers, in ohms; nil for that of the technology.
  private func feedbackResistance() throws -> Double? {
    let mapping = prepared.mapping
    guard mapping.outputs.source == .technology, mapping.outputs.range != .technology,
      let choice = FeedbackRanging(prepared.technology, unit: prepared.scale.current)
    else { return nil }
    guard mapping.outputs.range == .calibrated else {
      let largest = largestCurrent(ofPair: false)
      return choice.largest(for: (prepared.inputConverter.isBipolar ? -largest : 0)...largest)
    }
    let slices = CellSlices(mapping)
    let histogram = try currents(of: { _ in true }) { stream, slice in
      Double(
        prepared.inputConverter.worth(ofStream: stream) * slices.worth(ofSlice: slice))
    }
    guard mapping.weights.encoding == .offset else { return choice.best(for: histogram) }
    let range = Self.withMargin(histogram)
    return choice.largest(for: Double(range.lowerBound)...Double(range.upperBound))
  }

  /// The current of a full column of on cells at full drive without wires, in steps, or its
  /// difference from a column of off cells.
  private func largestCurrent(ofPair isPair: Bool) -> Double {
    let states = prepared.states
    let conductance = isPair ? states.full - states.offset : states.full
    return Double(prepared.mapping.tile.rows * prepared.inputConverter.fullScale) * conductance
  }

  /// The converters of the columns, *slice × polarity*; nil for no quantization.
  private func outputConverters() throws -> [[Converter?]] {
    let mapping = prepared.mapping
    let isPair = mapping.weights.encoding == .differential && mapping.outputs.reads == .difference
    let kinds = prepared.converterKinds
    func all(_ converter: Converter?) -> [[Converter?]] {
      [[Converter?]](
        repeating: [Converter?](repeating: converter, count: kinds), count: mapping.sliceCount)
    }
    let bits = mapping.outputs.resolution
    guard bits > 0 else { return all(nil) }
    let fixed: Double
    switch mapping.outputs.range {
    case .amperes(let current): fixed = current / prepared.scale.current
    case .maximum:
      fixed = largestCurrent(ofPair: isPair)
    case .technology: preconditionFailure("ideal converters with the range of a circuit")
    case .calibrated:
      return try (0..<mapping.sliceCount).map { slice in
        try (0..<kinds).map { kind in
          // Upper slices are mostly off cells, and streams of few bits drive mostly these: only if
          // both sides of a pair round and clip their current alike does it cancel, and the worth of
          // slice and stream multiplies what is left of it.
          let isShared = mapping.sliceCount > 1 || prepared.inputConverter.streamCount > 1
          let histogram = try currents(of: {
            $0.slice == slice && (isShared || $0.converter == kind)
          }) { stream, _ in Double(prepared.inputConverter.worth(ofStream: stream)) }
          return Converter(
            covering: mapping.weights.encoding == .offset
              ? Self.withMargin(histogram)
              : histogram.bestRange(bits: bits, shape: .free),
            bits: bits)
        }
      }
    }
    guard Float(fixed).isFinite else {
      throw InputError(
        source: mapping.source, location: "key adc.range",
        found: "a full scale of \(fixed) steps of a cell's current, layer \(prepared.matrix.name)",
        accepted: "a range within single precision of what a cell conducts")
    }
    let isSigned = isPair || prepared.inputConverter.isBipolar
    let range = isSigned ? -Float(fixed)...Float(fixed) : 0...Float(fixed)
    return all(Converter(covering: range, bits: bits))
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

  /// The currents of some sections on the sample, in steps.
  ///
  /// An error counts with the square of the worth of its stream and slice, as it does in the decoded
  /// output: the streams of the upper bits are sparse, and decide a range all the same.
  private func currents(
    of isRead: (LayerArrays.Section) -> Bool, worth: (_ stream: Int, _ slice: Int) -> Double
  ) throws -> ValueHistogram {
    let matrix = prepared.matrix
    let padded = DigitalMatrix.padded(matrix.outputs)
    let codes = sample.vectors.enumerated().map { group, vectors in
      vectors.withUnsafeBufferPointer { prepared.inputConverter(ofGroup: group).codes(of: $0) }
    }
    let digits = (0..<prepared.inputConverter.streamCount).map { stream in
      codes.map { prepared.inputConverter.stream(stream, of: $0) }
    }
    func visit(_ body: (UnsafeBufferPointer<Float>, _ weight: Double) -> Void) throws {
      for stream in digits.indices {
        for group in arrays.groups.indices {
          let count = digits[stream][group].count / matrix.inputs
          guard count > 0 else { continue }
          for section in arrays.groups[group]
          where isRead(section) {
            let worth = worth(stream, section.slice)
            var sums = [Float](repeating: 0, count: count * padded)
            try sums.withUnsafeMutableBufferPointer { sums in
              try section.accumulate(
                digits[stream][group], count: count, width: matrix.inputs, converter: nil,
                weight: 1, scale: prepared.scale, into: sums)
              for vector in 0..<count {
                body(
                  UnsafeBufferPointer(
                    rebasing: sums[vector * padded..<vector * padded + matrix.outputs]),
                  worth * worth)
              }
            }
          }
        }
      }
    }
    var histogram = ValueHistogram()
    try visit { values, _ in histogram.extend(over: values) }
    guard histogram.isFinite else {
      throw InputError(
        source: "technology \(prepared.technology.name)", location: "layer \(matrix.name)",
        found: "column currents that are not finite on sample inputs",
        accepted: "a technology and a model that stay within single precision")
    }
    try visit { histogram.count($0, weight: $1) }
    return histogram
  }

  /// The digital factor on each output of each group.
  private func gains(of layer: CrossbarLayer) throws -> [[Float]] {
    let matrix = prepared.matrix
    let digital = DigitalMatrix(matrix)
    // Least squares for one factor: Σ wanted · found / Σ found², for each output.
    var products = layer.gains.map { $0.map { _ in 0.0 } }
    var squares = products
    for group in sample.vectors.indices {
      try sample.vectors[group].withUnsafeBufferPointer { vectors in
        let found = try layer.product(vectors, group: group, arrays: arrays)
        let wanted = digital.product(vectors, group: group)
        for place in found.indices {
          let output = place % matrix.outputs
          products[group][output] += Double(wanted[place]) * Double(found[place])
          squares[group][output] += Double(found[place]) * Double(found[place])
        }
      }
    }
    func gain(_ product: Double, _ square: Double) -> Float {
      let gain = Float(product / square)
      return square > 0 && gain > 0 && gain.isFinite ? gain : 1
    }
    let whole = gain(products.joined().reduce(0, +), squares.joined().reduce(0, +))
    return zip(products, squares).map { products, squares in
      zip(products, squares).map { prepared.mapping.gain == .layer ? whole : gain($0, $1) }
    }
  }
}
