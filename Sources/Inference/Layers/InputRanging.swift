internal import Networks
internal import Records

/// The choice of the ranges of a layer's inputs.
///
/// A range that suits the inputs need not suit the layer: a rare large input that meets large
/// weights is worth a coarser step, one that meets small weights is better clipped. By default the
/// range is therefore chosen by what rounding and clipping do to the outputs, with the weights as they
/// are. Groups of a grouped layer share no sum, so that each may have its own range; a channel of a
/// depth-wise layer whose values are small would else be left a few codes. A quantized network states
/// its own integers, which are taken as they are.
struct InputRanging {
  private let matrix: LayerMatrix
  private let mapping: Mapping
  private let sample: LayerSample
  private let isBipolar: Bool

  /// The most products that are spent on one layer.
  private static let mostProducts = 4_000_000_000
  /// The ratio of two neighboring candidates, and how many there are below the largest input.
  private static let (ratio, steps) = (0.840_896_415_253_714_5, 16)
  /// A group alone has so few sample vectors that its rare values may be missing among them, though
  /// its extent is known: no more than this factor of it is clipped.
  private static let leastPartOfGroup = 0.25

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: The resolution, what shares a range, and which error decides.
  ///   - sample: The layer's inputs on sample images.
  init(_ matrix: LayerMatrix, mapping: Mapping, sample: LayerSample) {
    self.matrix = matrix
    self.mapping = mapping
    self.sample = sample
    // A row's driver has a sign or has none, whatever its range is.
    isBipolar = sample.inputs.lowest < 0
  }

  /// The converters of the rows.
  ///
  /// - Returns: One converter for all groups, or one for each.
  /// - Throws: `InputError` if one bit would have to hold a sign and a magnitude.
  func converters() throws -> [InputConverter] {
    if mapping.inputs.scale == .token {
      let largest = Swift.max(-sample.inputs.lowest, sample.inputs.highest)
      return [try converter(largest.isFinite ? largest : 0)]
    }
    if let codes = matrix.inputCodes { return [try converter(of: codes)] }
    guard mapping.inputs.scale == .group, matrix.groups > 1 else {
      let least = try InputConverter(sample.inputs, mapping: mapping, layer: matrix.name)
      guard mapping.inputs.range == .outputs else { return [least] }
      let largest = Swift.max(-sample.inputs.lowest, sample.inputs.highest)
      return [try best(of: 0..<matrix.groups, extent: largest, least: least)]
    }
    return try (0..<matrix.groups).map { group in
      var histogram = sample.extents[group]
      sample.vectors[group].withUnsafeBufferPointer { histogram.count($0) }
      let largest = Swift.max(-histogram.lowest, histogram.highest)
      let shape: ValueHistogram.Shape = isBipolar ? .symmetric : .fromZero
      var limit = histogram.bestRange(bits: mapping.inputs.bits, shape: shape).upperBound
      if largest.isFinite { limit = Swift.max(limit, largest * Float(Self.leastPartOfGroup)) }
      // A group that is 0 on all sample images may be something on others.
      if limit == 0 { limit = Swift.max(-sample.inputs.lowest, sample.inputs.highest, 0) }
      let least = try converter(limit)
      guard mapping.inputs.range == .outputs else { return least }
      return try best(of: group..<group + 1, extent: largest, least: least)
    }
  }

  /// The converter of the integers that a quantized network states: one for one where the bits hold them,
  /// but for a single one at the end of a signed range.
  private func converter(of numbers: QuantizedNumbers) throws -> InputConverter {
    let isBipolar = numbers.codes.lowerBound < 0
    let largest = Swift.max(-numbers.codes.lowerBound, numbers.codes.upperBound)
    let held = (1 << (mapping.inputs.bits - (isBipolar ? 1 : 0))) - 1
    return try InputConverter(
      limit: numbers.step * Float(largest <= held + 1 ? held : largest), isBipolar: isBipolar,
      mapping: mapping, layer: matrix.name)
  }

  private func converter(_ limit: Float) throws -> InputConverter {
    try InputConverter(limit: limit, isBipolar: isBipolar, mapping: mapping, layer: matrix.name)
  }

  /// The converter with the least error of the outputs of some groups.
  ///
  /// - Parameters:
  ///   - groups: The groups that share it.
  ///   - extent: The largest magnitude of their inputs.
  ///   - least: The converter with the least error of the inputs, which is among the candidates.
  /// - Returns: The converter.
  /// - Throws: `InputError` if one bit would have to hold a sign and a magnitude.
  private func best(
    of groups: Range<Int>, extent: Float, least: InputConverter
  ) throws -> InputConverter {
    guard extent > 0, extent.isFinite else { return least }
    let products = groups.map { group in
      DigitalMatrix(
        LayerMatrix(
          name: matrix.name, index: matrix.index, inputs: matrix.inputs, outputs: matrix.outputs,
          weights: [matrix.weights[group]]))
    }
    let cost = matrix.groups * matrix.inputs * DigitalMatrix.padded(matrix.outputs)
    let most = Swift.max(32, Self.mostProducts / (Self.steps + 2) / cost)
    let thinned = sample.thinned(toPerGroup: most)
    let vectors = groups.map { thinned.vectors[$0] }
    func error(of converter: InputConverter) -> Double {
      zip(products, vectors).reduce(0) { $0 + Self.error(of: converter, $1.1, $1.0) }
    }
    var chosen = (error: error(of: least), converter: least)
    func consider(_ part: Double) throws {
      guard groups.count > 1 || matrix.groups == 1 || part >= Self.leastPartOfGroup else { return }
      let candidate = try converter(extent * Float(part))
      let error = error(of: candidate)
      if error < chosen.error { chosen = (error, candidate) }
    }
    var part = 1.0
    for _ in 0...Self.steps {
      try consider(part)
      part *= Self.ratio
    }
    return chosen.converter
  }

  /// The squared error of the outputs that rounded and clipped inputs give.
  ///
  /// Differences are taken in steps of the converter, where single precision has them for inputs of any
  /// magnitude.
  private static func error(
    of converter: InputConverter, _ vectors: [Float], _ matrix: DigitalMatrix
  ) -> Double {
    let codes = vectors.withUnsafeBufferPointer { converter.codes(of: $0) }
    let step = Double(converter.converter.step) / Double(converter.magnification)
    let differences = [Float](unsafeUninitializedCapacity: codes.count) { differences, filled in
      for place in codes.indices {
        differences[place] = Float(Double(codes[place]) - Double(vectors[place]) / step)
      }
      filled = codes.count
    }
    let errors = differences.withUnsafeBufferPointer { matrix.product($0, group: 0) }
    // Eight sums, because each waits for its last addition.
    var sums = SIMD8<Double>.zero
    let whole = errors.count / 8 * 8
    errors.withUnsafeBytes { errors in
      for place in stride(from: 0, to: whole, by: 8) {
        let some = SIMD8<Double>(
          errors.loadUnaligned(fromByteOffset: 4 * place, as: SIMD8<Float>.self))
        sums += some * some
      }
    }
    var sum = sums.sum()
    for error in errors[whole...] { sum += Double(error) * Double(error) }
    return sum.isFinite ? sum * step * step : .infinity
  }
}
