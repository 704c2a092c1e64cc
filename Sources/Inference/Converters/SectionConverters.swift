internal import CKernels

/// The ideal converters of a section's columns as the kernel takes them, and what their codes are worth.
struct SectionConverters {
  private var inverseSteps: [Float]
  private var lowest: [Float]
  private var highest: [Float]
  private var weights: [Float]

  /// Lines converters up.
  ///
  /// - Parameters:
  ///   - converters: One for each output and reference column.
  ///   - weight: The factor on the currents that codes stand for, in steps.
  ///   - trims: One more factor for each of these columns; nil for none.
  ///   - width: The number of values of one input vector, with what pads them.
  init(_ converters: [Converter], weight: Float, trims: [Float]?, width: Int) {
    let padded = converters + [Converter](repeating: converters[0], count: width - converters.count)
    inverseSteps = padded.map { 1 / $0.step }
    lowest = padded.map(\.lowest)
    highest = padded.map(\.highest)
    weights = padded.map { weight * $0.step }
    for (column, trim) in (trims ?? []).enumerated() { weights[column] *= trim }
  }

  /// Calls a body with the converters.
  ///
  /// - Parameter body: What takes them; they are gone when it returns.
  func withKernel(_ body: (inout assay_converters) throws -> Void) rethrows {
    try inverseSteps.withUnsafeBufferPointer { inverseSteps in
      try lowest.withUnsafeBufferPointer { lowest in
        try highest.withUnsafeBufferPointer { highest in
          try weights.withUnsafeBufferPointer { weights in
            var kernel = assay_converters(
              inverse_step: inverseSteps.baseAddress, lowest: lowest.baseAddress,
              highest: highest.baseAddress, weight: weights.baseAddress)
            try body(&kernel)
          }
        }
      }
    }
  }
}
