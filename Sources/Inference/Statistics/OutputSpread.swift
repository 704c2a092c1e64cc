internal import LinearAlgebra

/// How far numbers of samples are from the means of their outputs.
///
/// An output of a network with several positions is the same at all of them.
package struct OutputSpread: Sendable, Equatable {
  /// For each sample the mean square over its numbers.
  package let samples: [Double]
  /// For each output the mean square over samples and positions.
  package let outputs: [Double]
  /// The mean square over all numbers; 0 where no output differs from itself.
  package let variance: Double

  /// Differences of outputs in single precision, squared: below it, targets are told to be the same.
  private static let leastVariance =
    Double(Float.leastNonzeroMagnitude) * Double(Float.leastNonzeroMagnitude)

  /// The spread of some numbers.
  ///
  /// - Parameters:
  ///   - values: *samples × positions × outputs*.
  ///   - samples: The number of samples, at least one.
  ///   - outputs: The number of outputs, at least one.
  package init(_ values: [Double], samples: Int, outputs: Int) {
    let size = values.count / samples
    precondition(
      samples > 0 && outputs > 0 && size > 0 && size * samples == values.count
        && size.isMultiple(of: outputs),
      "\(values.count) numbers of \(samples) samples with \(outputs) outputs")
    let count = Double(values.count / outputs)
    // Of deviations from the first, which are exactly 0 where all numbers of an output are the same.
    let first = Array(values[..<outputs])
    var means = [Double](repeating: 0, count: outputs)
    for (place, value) in values.enumerated() {
      means[place % outputs] += value - first[place % outputs]
    }
    for output in means.indices { means[output] /= count }
    var ofOutputs = [Double](repeating: 0, count: outputs)
    var ofSamples = [Double](repeating: 0, count: samples)
    for (place, value) in values.enumerated() {
      let output = place % outputs
      let deviation = value - first[output] - means[output]
      ofOutputs[output] += deviation * deviation
      ofSamples[place / size] += deviation * deviation
    }
    self.samples = ofSamples.map { $0 / Double(size) }
    self.outputs = ofOutputs.map { Self.settled($0 / count) }
    variance = Self.settled(self.outputs.reduce(0, +) / Double(outputs))
  }

  private static func settled(_ variance: Double) -> Double {
    variance < leastVariance ? 0 : variance
  }
}
