internal import CKernels

/// Functions of eight numbers at once.
package enum VectorFunctions {
  /// The hyperbolic sine.
  ///
  /// - Parameter arguments: Any numbers.
  /// - Returns: Their hyperbolic sines, to two units in the last place; infinite beyond ±709.
  package static func sinh(_ arguments: SIMD8<Double>) -> SIMD8<Double> {
    var results = SIMD8<Double>()
    withUnsafeBytes(of: arguments) { input in
      withUnsafeMutableBytes(of: &results) { output in
        assay_sinh(
          input.assumingMemoryBound(to: Double.self).baseAddress,
          output.assumingMemoryBound(to: Double.self).baseAddress)
      }
    }
    return results
  }
}
