extension InputConverter {
  /// The converter with a larger or smaller step.
  func stepped(by factor: Float) -> InputConverter {
    guard factor != 1 else { return self }
    return InputConverter(
      Converter(
        step: converter.step * factor, lowest: converter.lowest, highest: converter.highest),
      magnification: magnification, isBipolar: isBipolar,
      bits: (Int(converter.highest) + 1).trailingZeroBitCount, bitsPerStream: streamBits,
      isOfVectors: isOfVectors)
  }

  /// Creates the converter of a step that is given; there is none if single precision does not hold it.
  ///
  /// - Parameters:
  ///   - step: The distance between two codes, in the unit of the layer's inputs.
  ///   - isBipolar: Whether inputs can be negative.
  ///   - bits: The bits of the magnitude; at least 1.
  ///   - bitsPerStream: The most bits that a stream carries.
  ///   - isOfVectors: Whether every input vector has the range of its own largest magnitude.
  init?(step: Double, isBipolar: Bool, bits: Int, bitsPerStream: Int, isOfVectors: Bool) {
    let codes = Float((1 << bits) - 1)
    let magnification: Float = Float(step) >= 1e-30 ? 1 : 0x1p120
    let step = Float(step * Double(magnification))
    guard step >= 1e-30, (step * codes).isFinite else { return nil }
    self.init(
      Converter(step: step, lowest: isBipolar ? -codes : 0, highest: codes),
      magnification: magnification, isBipolar: isBipolar, bits: bits, bitsPerStream: bitsPerStream,
      isOfVectors: isOfVectors)
  }
}
