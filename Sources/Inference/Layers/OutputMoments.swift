internal import Records

/// Mean and standard deviation of every output of one group of a layer, over some vectors.
struct OutputMoments: Sendable {
  /// The means, one an output.
  private let means: [Double]
  /// The standard deviations, one an output.
  private let deviations: [Double]
  /// The number of vectors.
  private let count: Int

  /// Fewer vectors than this tell too little of an output, such as those of a classifier that few images
  /// go through together: it stays as it is.
  private static let fewest = 32

  /// The moments of some outputs.
  ///
  /// - Parameters:
  ///   - values: *vectors × outputs*.
  ///   - outputs: The number of outputs.
  init(_ values: [Float], outputs: Int) {
    count = values.count / outputs
    let count = Double(max(count, 1))
    var sums = [Double](repeating: 0, count: outputs)
    for (place, value) in values.enumerated() { sums[place % outputs] += Double(value) }
    let means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: outputs)
    for (place, value) in values.enumerated() {
      let difference = Double(value) - means[place % outputs]
      squares[place % outputs] += difference * difference
    }
    self.means = means
    deviations = squares.map { ($0 / count).squareRoot() }
  }

  /// What gives outputs with these moments the moments of others.
  ///
  /// - Parameters:
  ///   - wanted: The other moments.
  ///   - kind: Which of the moments.
  /// - Returns: The correction; nil for none.
  func correction(to wanted: OutputMoments, kind: DigitalCorrection) -> OutputCorrection? {
    guard kind != .none, count >= Self.fewest else { return nil }
    let factors = means.indices.map { output in
      let ratio = wanted.deviations[output] / deviations[output]
      return kind == .moments && ratio > 0 && Float(ratio).isFinite ? ratio : 1
    }
    return OutputCorrection(
      factors: factors.map(Float.init),
      shifts: means.indices.map { Float(wanted.means[$0] - factors[$0] * means[$0]) })
  }
}
