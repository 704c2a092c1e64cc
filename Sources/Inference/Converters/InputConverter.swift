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
    isBipolar = histogram.lowest < 0
    let magnitudeBits = isBipolar ? mapping.inputs.bits - 1 : mapping.inputs.bits
    guard magnitudeBits > 0 else {
      throw InputError(
        source: mapping.source, location: "key inputs.bits",
        found: "1, but the inputs of layer \(layer) have both signs", accepted: "2 to 16")
    }
    let codes = Float((1 << magnitudeBits) - 1)
    let limit = histogram.bestRange(
      bits: mapping.inputs.bits, shape: isBipolar ? .symmetric : .fromZero
    ).upperBound
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
  init(
    _ converter: Converter, magnification: Float, isBipolar: Bool, bits: Int, bitsPerStream: Int
  ) {
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

  /// Whether all of some values are numbers: one that is not would pass as a code.
  static func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    // The largest magnitude as an integer, for which the loop is vectorized.
    var largest: UInt32 = 0
    for value in values { largest = max(largest, value.bitPattern & 0x7fff_ffff) }
    return largest < Float.infinity.bitPattern
  }

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
