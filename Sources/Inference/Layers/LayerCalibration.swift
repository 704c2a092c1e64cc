internal import Configuration
package import Crossbars

/// What calibration inputs choose for a layer: the ranges of its column converters, and its gains.
package struct LayerCalibration: Sendable {
  private let prepared: PreparedLayer
  private let sample: LayerSample
  /// The arrays that the choices are made for.
  private let arrays: LayerArrays

  init(_ prepared: PreparedLayer, arrays: LayerArrays, sample: LayerSample) {
    self.prepared = prepared
    self.arrays = arrays
    self.sample = sample
  }

  /// Prepares and calibrates a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on calibration images.
  ///   - model: How the arrays are read during calibration.
  ///   - threads: How many threads share the work.
  /// - Returns: The layer, with arrays that have no variation.
  /// - Throws: `InputError` if the mapping does not fit; whatever keeps the model from programming
  ///   or reading.
  package static func layer(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample,
    model: any CrossbarModel, threads: Int
  ) throws -> CrossbarLayer {
    let prepared = try PreparedLayer(
      matrix, mapping: mapping, technology: technology, sample: sample)
    let arrays = try prepared.arrays(model: model, threads: threads)
    let calibration = LayerCalibration(prepared, arrays: arrays, sample: sample)
    let layer = CrossbarLayer(
      prepared, outputConverters: try calibration.outputConverters(), nominal: arrays)
    guard mapping.gain != .none else { return layer }
    return CrossbarLayer(
      prepared, outputConverters: layer.outputConverters, gains: try calibration.gains(of: layer),
      nominal: arrays)
  }

  /// The converters of the columns, *slice × polarity*; nil for no quantization.
  private func outputConverters() throws -> [[Converter?]] {
    let mapping = prepared.mapping
    let states = prepared.states
    let isPair = mapping.weights.encoding == .differential && mapping.outputs.reads == .difference
    let kinds = mapping.weights.encoding == .differential && !isPair ? 2 : 1
    func all(_ converter: Converter?) -> [[Converter?]] {
      [[Converter?]](
        repeating: [Converter?](repeating: converter, count: kinds), count: mapping.sliceCount)
    }
    guard mapping.outputs.bits > 0 else { return all(nil) }
    let fixed: Double
    switch mapping.outputs.range {
    case .amperes(let current): fixed = current / prepared.scale.current
    case .maximum:
      let conductance = isPair ? states.full - states.offset : states.full
      fixed = Double(mapping.tile.rows * prepared.inputConverter.fullScale) * conductance
    case .calibrated:
      return try (0..<mapping.sliceCount).map { slice in
        try (0..<kinds).map { kind in
          // Upper slices are mostly off cells, and streams of few bits drive mostly these: only if
          // both sides of a pair round and clip their current alike does it cancel, and the worth of
          // slice and stream multiplies what is left of it.
          let isShared = mapping.sliceCount > 1 || prepared.inputConverter.streamCount > 1
          let histogram = try currents(slice: slice, converter: isShared ? nil : kind)
          return Converter(
            covering: mapping.weights.encoding == .offset
              ? Self.withMargin(histogram)
              : histogram.bestRange(bits: mapping.outputs.bits, shape: .free),
            bits: mapping.outputs.bits)
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
    return all(Converter(covering: range, bits: mapping.outputs.bits))
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
  ///
  /// The error of a stream counts with the square of its worth, as it does in the decoded output:
  /// the streams of the upper bits are sparse, and decide the range all the same.
  private func currents(
    slice: Int, converter: Int?
  ) throws -> ValueHistogram {
    let matrix = prepared.matrix
    let inputConverter = prepared.inputConverter
    let padded = DigitalMatrix.padded(matrix.outputs)
    let codes = sample.vectors.map { vectors in
      vectors.withUnsafeBufferPointer { inputConverter.codes(of: $0) }
    }
    let digits = (0..<inputConverter.streamCount).map { stream in
      codes.map { inputConverter.stream(stream, of: $0) }
    }
    func visit(_ body: (UnsafeBufferPointer<Float>, _ weight: Double) -> Void) throws {
      for stream in digits.indices {
        let worth = Double(inputConverter.worth(ofStream: stream))
        for group in arrays.groups.indices {
          let count = digits[stream][group].count / matrix.inputs
          guard count > 0 else { continue }
          for section in arrays.groups[group]
          where section.slice == slice && (converter ?? section.converter) == section.converter {
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
        found: "column currents that are not finite on calibration inputs",
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
