internal import CKernels
internal import Configuration
package import Records

/// The converters of a layer's rows: values become integer codes, and codes become voltages in one
/// or more streams.
package struct InputConverter: Sendable {
  /// The codes of the values, once these are multiplied by ``magnification``.
  package let converter: Converter
  /// A power of two that brings very small values to where a step has a finite inverse; else 1.
  package let magnification: Float
  /// Whether every input vector has the range of its own largest magnitude.
  package let isOfVectors: Bool
  /// Whether a row's voltage can be negative.
  package let isBipolar: Bool
  /// The number of bits that one stream carries; full scale is 2 to this power less 1.
  package let streamBits: Int
  /// The number of streams of one input.
  package let streamCount: Int

  /// Chooses the range of a layer's inputs.
  ///
  /// Without negative values the codes are 0 to 2^bits − 1, otherwise sign and magnitude, ± (2^(bits−1) − 1).
  ///
  /// - Parameters:
  ///   - histogram: The inputs of the layer on sample images.
  ///   - mapping: The resolution.
  ///   - layer: The name of the layer, for messages.
  /// - Throws: `InputError` if one bit would have to hold a sign and a magnitude.
  package init(_ histogram: ValueHistogram, mapping: Mapping, layer: String) throws {
    let isBipolar = histogram.lowest < 0
    try self.init(
      limit: histogram.bestRange(
        bits: mapping.inputs.bits, shape: isBipolar ? .symmetric : .fromZero
      ).upperBound, isBipolar: isBipolar, mapping: mapping, layer: layer)
  }

  /// Creates the converter of a range.
  ///
  /// - Parameters:
  ///   - limit: The value of the largest code; 0 if all inputs are zero.
  ///   - isBipolar: Whether inputs can be negative.
  ///   - mapping: The resolution.
  ///   - layer: The name of the layer, for messages.
  /// - Throws: `InputError` if one bit would have to hold a sign and a magnitude.
  init(limit: Float, isBipolar: Bool, mapping: Mapping, layer: String) throws {
    self.isBipolar = isBipolar
    isOfVectors = mapping.inputs.scale == .token
    let magnitudeBits = isBipolar ? mapping.inputs.bits - 1 : mapping.inputs.bits
    guard magnitudeBits > 0 else {
      throw InputError(
        source: mapping.source, location: "key inputs.bits",
        found: "1, but the inputs of layer \(layer) have both signs", accepted: "2 to 16")
    }
    let codes = Float((1 << magnitudeBits) - 1)
    // Steps of subnormal numbers have no finite inverse. A saturated gate gives such values, and a
    // layer that follows may well bring them back.
    magnification = limit / codes >= 1e-30 || limit == 0 ? 1 : 0x1p120
    converter = Converter(
      step: limit == 0 ? 1 : limit * magnification / codes, lowest: isBipolar ? -codes : 0,
      highest: codes)
    streamBits = min(mapping.inputs.bitsPerStream, magnitudeBits)
    streamCount = (magnitudeBits + streamBits - 1) / streamBits
  }

  /// Puts a converter together.
  ///
  /// - Parameters:
  ///   - converter: The codes of the magnified values.
  ///   - magnification: The factor on values.
  ///   - isBipolar: Whether a row's voltage can be negative.
  ///   - bits: The bits of the magnitude.
  ///   - bitsPerStream: The most bits that a stream carries.
  ///   - isOfVectors: Whether every input vector has the range of its own largest magnitude.
  init(
    _ converter: Converter, magnification: Float, isBipolar: Bool, bits: Int, bitsPerStream: Int,
    isOfVectors: Bool
  ) {
    self.isOfVectors = isOfVectors
    self.converter = converter
    self.magnification = magnification
    self.isBipolar = isBipolar
    streamBits = min(bitsPerStream, bits)
    streamCount = (bits + streamBits - 1) / streamBits
  }

  /// The code that drives a row with the full read voltage.
  package var fullScale: Int { (1 << streamBits) - 1 }

  /// What the integer 1 of a stream is worth.
  package func worth(ofStream stream: Int) -> Int { 1 << (stream * streamBits) }

  /// The value of the largest code, in the unit of the layer's inputs.
  package var limit: Double { Double(converter.range.upperBound) / Double(magnification) }

  /// Converts values to codes.
  package func codes(of values: UnsafeBufferPointer<Float>) -> [Float] {
    var codes = [Float](repeating: 0, count: values.count)
    var kernel = converter.kernel
    guard magnification == 1 else {
      let magnified = values.map { $0 * magnification }
      assay_convert(values.count, magnified, &kernel, 1, &codes)
      return codes
    }
    codes.withUnsafeMutableBufferPointer {
      assay_convert(values.count, values.baseAddress, &kernel, 1, $0.baseAddress)
    }
    return codes
  }

  /// Converts input vectors to codes.
  ///
  /// - Parameters:
  ///   - values: *vectors × width*.
  ///   - width: The number of inputs of a vector.
  /// - Returns: The codes, and the value of the code 1 for each vector where each has its own.
  package func vectorCodes(
    of values: UnsafeBufferPointer<Float>, width: Int
  ) -> (codes: [Float], steps: [Double]) {
    guard isOfVectors else { return (codes(of: values), []) }
    let highest = Double(converter.highest)
    var steps: [Double] = []
    let codes = [Float](unsafeUninitializedCapacity: values.count) { codes, initialized in
      for start in stride(from: 0, to: values.count, by: width) {
        let vector = values[start..<start + width]
        let largest = vector.reduce(0) { max($0, $1.magnitude) }
        let step = largest > 0 ? Double(largest) / highest : 1
        steps.append(step)
        for value in vector {
          let code = (Double(value) / step).rounded(.toNearestOrEven)
          codes[initialized] = Float(min(max(code, Double(converter.lowest)), highest))
          initialized += 1
        }
      }
    }
    return (codes, steps)
  }

  /// The part of the codes that one stream carries, with their signs.
  package func stream(_ index: Int, of codes: [Float]) -> [Float] {
    guard streamCount > 1 else { return codes }
    var digits = [Float](repeating: 0, count: codes.count)
    digits.withUnsafeMutableBufferPointer {
      assay_digit(
        codes.count, codes, Float(worth(ofStream: index)), Float(1 << streamBits), $0.baseAddress)
    }
    return digits
  }
}
