internal import CKernels

/// A normalization of blocks of one image's numbers by their own mean and variance.
struct BlockNormalization: Sendable {
  /// How many numbers are normalized together.
  let length: Int
  /// Whether the mean is subtracted; otherwise the numbers are divided by their root mean square.
  let isCentered: Bool
  let epsilon: Float
  /// A factor for each number of the image.
  let scale: [Float]
  /// What is added to each number of the image; nil for nothing.
  let shift: [Float]?

  /// Normalizes the numbers of one image.
  func apply(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    scale.withUnsafeBufferPointer { scale in
      guard let factors = scale.baseAddress else { return }
      func apply(_ shift: UnsafePointer<Float>?) {
        assay_normalize_blocks(
          scale.count, length, isCentered ? 1 : 0, epsilon, factors, shift, source, target)
      }
      guard let shift else { return apply(nil) }
      shift.withUnsafeBufferPointer { apply($0.baseAddress) }
    }
  }
}
