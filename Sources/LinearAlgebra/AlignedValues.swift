/// Doubles at a multiple of 64 bytes, as a value: unlike an ``AlignedBuffer``, tasks may share it.
package struct AlignedValues: Sendable {
  // An array of vectors of eight lies where a vector of eight has to.
  private var lanes: [SIMD8<Double>]

  /// Creates zeros.
  ///
  /// - Parameter count: Their number; it is filled up to a multiple of 8.
  package init(count: Int) {
    lanes = Array(repeating: .zero, count: max((count + 7) / 8, 1))
  }

  /// Creates numbers of any value, all of which are still to be written.
  ///
  /// - Parameter count: Their number; it is filled up to a multiple of 8.
  package init(unwritten count: Int) {
    let vectors = max((count + 7) / 8, 1)
    lanes = Array(unsafeUninitializedCapacity: vectors) { _, filled in filled = vectors }
  }

  /// Calls a function with the address of the first element.
  ///
  /// - Parameter body: What to do; the address holds until it returns.
  /// - Returns: What `body` returns.
  package func withUnsafePointer<Result>(
    _ body: (UnsafePointer<Double>) throws -> Result
  ) rethrows -> Result {
    try lanes.withUnsafeBytes { bytes in
      try body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Double.self))
    }
  }

  /// Calls a function with the address of the first element, to write there.
  ///
  /// - Parameter body: What to do; the address holds until it returns.
  /// - Returns: What `body` returns.
  package mutating func withUnsafeMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Double>) throws -> Result
  ) rethrows -> Result {
    try lanes.withUnsafeMutableBytes { bytes in
      try body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Double.self))
    }
  }
}
