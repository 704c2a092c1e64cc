internal import Networks

/// How far a network's outputs are from wanted ones, as mean squares.
struct SampleErrors: Sendable {
  /// Of each sample, over its outputs.
  let samples: [Double]
  /// Of each output, over samples and positions.
  let outputs: [Double]

  /// Compares outputs with wanted ones.
  ///
  /// - Parameters:
  ///   - found: *samples × positions × outputs*.
  ///   - wanted: As many.
  ///   - samples: The number of samples.
  ///   - outputs: The number of outputs.
  init(_ found: [Float], wanted: [Double], samples: Int, outputs: Int) {
    precondition(
      found.count == wanted.count, "\(found.count) outputs where \(wanted.count) are wanted")
    let size = found.count / samples
    var ofSamples = [Double](repeating: 0, count: samples)
    var ofOutputs = [Double](repeating: 0, count: outputs)
    for (place, value) in found.enumerated() {
      let error = Double(value) - wanted[place]
      ofSamples[place / size] += error * error
      ofOutputs[place % outputs] += error * error
    }
    self.samples = ofSamples.map { $0 / Double(size) }
    let count = Double(found.count / outputs)
    self.outputs = ofOutputs.map { $0 / count }
  }
}
