internal import Configuration
package import Crossbars
package import Records

/// What sample inputs choose for a layer: the ranges of its column converters, and its gains.
package struct LayerRanging: Sendable {
  private let prepared: PreparedLayer
  private let sample: LayerSample
  /// The arrays that the choices are made for.
  private let arrays: LayerArrays
  private let threads: Int

  init(_ prepared: PreparedLayer, arrays: LayerArrays, sample: LayerSample, threads: Int) {
    self.prepared = prepared
    self.arrays = arrays
    self.sample = sample
    self.threads = threads
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
  ///   - wires: What tells of the arrays' wires.
  ///   - threads: How many threads share the work.
  /// - Returns: The layer, with arrays that have no variation.
  /// - Throws: `InputError` if given ranges do not fit; whatever keeps the model from programming or
  ///   reading.
  package static func layer(
    _ prepared: PreparedLayer, sample: LayerSample, model: any CrossbarModel,
    ranges: GivenRanges? = nil, wires: LayerArrays.Wires = .solved, threads: Int
  ) throws -> CrossbarLayer {
    var prepared = prepared
    if let ranges, prepared.mapping.outputs.source == .technology {
      prepared = prepared.amplified(
        by: try ranges.feedbackResistance(of: prepared.technology, mapping: prepared.mapping))
    }
    var arrays = try prepared.arrays(model: model, wires: wires, threads: threads)
    // Twice, because the input resistance of an amplifier follows its feedback, and the currents
    // follow the input resistance.
    for _ in 0..<(ranges == nil ? 2 : 0) {
      let ranging = LayerRanging(prepared, arrays: arrays, sample: sample, threads: threads)
      guard let feedback = try ranging.feedbackResistance(),
        feedback != prepared.technology.periphery.amplifier?.feedbackResistance
      else { break }
      prepared = prepared.amplified(by: feedback)
      arrays = try prepared.arrays(model: model, wires: wires, threads: threads)
    }
    let ranging = LayerRanging(prepared, arrays: arrays, sample: sample, threads: threads)
    let layer = CrossbarLayer(
      prepared, conversion: try ranging.conversion(ranges),
      trims: try ReferenceTrimming(prepared, arrays: arrays, sample: sample).trims(),
      nominal: arrays)
    if let gains = try ranges?.gains(of: prepared) {
      return CrossbarLayer(
        prepared, conversion: layer.conversion, gains: gains, nominal: arrays)
    }
    guard prepared.mapping.hasGains else { return layer }
    let digital = DigitalMatrix(prepared.matrix)
    return CrossbarLayer(
      prepared, conversion: layer.conversion,
      gains: try ranging.gains(of: layer) { digital.product($0, group: $1) }, nominal: arrays)
  }

  /// Fits the counting converters of a layer on other arrays to these.
  ///
  /// Ranges that a training chose, or people, answer to currents. On arrays that carry more or less they are set anew for
  /// the answers that they gave, and gains for the outputs: what the ranges were chosen *for* stays.
  ///
  /// - Parameters:
  ///   - layer: The layer on these arrays; its inputs are converted as they are there.
  ///   - other: The layer on the other arrays.
  ///   - sample: The layer's inputs on sample images.
  ///   - threads: How many threads share the work.
  /// - Returns: The layer with other ranges and gains; as it is where it does not count.
  /// - Throws: Whatever keeps the arrays from being read.
  static func fitted(
    _ layer: CrossbarLayer, to other: CrossbarLayer, sample: LayerSample, threads: Int
  ) throws -> CrossbarLayer {
    let (prepared, arrays) = (layer.prepared, layer.nominal)
    guard let counting = prepared.mapping.counting, case .counts(let converters) = other.conversion
    else { return layer }
    func currents(_ layer: CrossbarLayer) throws -> SampledCurrents {
      try SampledCurrents(layer.prepared, arrays: layer.nominal, sample: sample, threads: threads)
    }
    let conversion = ColumnConversion.counts(
      try CountRanging(prepared, counting).converters(
        like: converters,
        of: (CountRanging(other.prepared, counting), try currents(other)),
        currents: try currents(layer)))
    let ranged = CrossbarLayer(
      prepared, conversion: conversion, gains: other.gains, nominal: arrays)
    guard prepared.mapping.hasGains else { return ranged }
    let ranging = LayerRanging(prepared, arrays: arrays, sample: sample, threads: threads)
    let factors = try ranging.gains(of: ranged) {
      try other.product($0, group: $1, arrays: other.nominal)
    }
    return CrossbarLayer(
      prepared, conversion: conversion,
      gains: zip(other.gains, factors).map { zip($0, $1).map(*) }, nominal: arrays)
  }

  /// What turns the currents of the columns into numbers.
  private func conversion(_ ranges: GivenRanges?) throws -> ColumnConversion {
    if let counting = prepared.mapping.counting {
      if let ranges { return .counts(try CountRanging(prepared, counting).converters(ranges)) }
      return .counts(
        try CountRanging(prepared, counting).converters(
          currents(isChosen: counting.range == .calibrated)))
    }
    let periphery = prepared.technology.periphery
    guard prepared.mapping.outputs.source == .technology, let converter = periphery.converter,
      let amplifier = periphery.amplifier
    else {
      return .ideal(
        try ranges?.columnConverters(of: prepared) ?? columns().converters())
    }
    return .circuit(
      CircuitDecoding(
        converter, feedbackResistance: amplifier.feedbackResistance,
        unit: prepared.scale.current))
  }

  /// The currents that ranges are chosen by; none where nothing is chosen.
  private func currents(isChosen: Bool) throws -> SampledCurrents {
    try SampledCurrents(
      prepared, arrays: arrays, sample: isChosen ? sample : sample.thinned(toPerGroup: 0),
      threads: threads)
  }

  /// The choice of the columns' ranges.
  private func columns() throws -> ColumnRanging {
    // Nothing is chosen where nothing is calibrated.
    let isChosen =
      prepared.mapping.outputs.range == .calibrated && !prepared.mapping.hasNoConverters
    return ColumnRanging(prepared, currents: try currents(isChosen: isChosen))
  }

  /// The feedback resistance of the circuit's amplifiers, in ohms; nil for that of the technology.
  private func feedbackResistance() throws -> Double? {
    let mapping = prepared.mapping
    guard mapping.outputs.source == .technology, mapping.outputs.range != .technology,
      let choice = FeedbackRanging(prepared.technology, unit: prepared.scale.current)
    else { return nil }
    let columns = try columns()
    guard mapping.outputs.range == .calibrated else {
      let largest = columns.largestCurrent(ofDifference: false)
      return choice.largest(for: (prepared.inputConverter.isBipolar ? -largest : 0)...largest)
    }
    let slices = CellSlices(mapping)
    let histogram = try columns.histogram { stream, slice in
      Double(
        prepared.inputConverter.worth(ofStream: stream) * slices.worth(ofSlice: slice))
    }
    guard mapping.weights.encoding == .offset else { return choice.best(for: histogram) }
    let range = ColumnRanging.withMargin(histogram.lowest, histogram.highest)
    return choice.largest(for: Double(range.lowerBound)...Double(range.upperBound))
  }

  /// The digital factor on each output of each group.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - wanted: What it should give for vectors of a group, *vectors × outputs*.
  /// - Returns: The factors on what it does give.
  /// - Throws: Whatever keeps the arrays from being read; what `wanted` throws.
  private func gains(
    of layer: CrossbarLayer, wanted: (UnsafeBufferPointer<Float>, Int) throws -> [Float]
  ) throws -> [[Float]] {
    let matrix = prepared.matrix
    // Least squares for one factor: Σ wanted · found / Σ found², for each output.
    var products = layer.gains.map { $0.map { _ in 0.0 } }
    var squares = products
    for group in sample.vectors.indices {
      try sample.vectors[group].withUnsafeBufferPointer { vectors in
        let found = try layer.product(vectors, group: group, arrays: arrays)
        let wanted = try wanted(vectors, group)
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
