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
    let outputs = means.indices
    switch kind {
    case .none: return nil
    case .factor:
      let ratio = Self.ratio(
        wanted.meanSquares.reduce(0, +).squareRoot(), meanSquares.reduce(0, +).squareRoot())
      return OutputCorrection(
        factors: outputs.map { _ in ratio }, shifts: outputs.map { _ in 0 })
    case .factors:
      return OutputCorrection(
        factors: zip(wanted.meanSquares, meanSquares).map {
          Self.ratio($0.squareRoot(), $1.squareRoot())
        }, shifts: outputs.map { _ in 0 })
    case .bias, .moments:
      let factors = outputs.map {
        kind == .bias ? 1 : Self.ratio(wanted.deviations[$0], deviations[$0])
      }
      return OutputCorrection(
        factors: factors,
        shifts: outputs.map { Float(wanted.means[$0] - Double(factors[$0]) * means[$0]) })
    }
  }

  /// The means of the squares.
  private var meanSquares: [Double] { zip(means, deviations).map { $0 * $0 + $1 * $1 } }

  /// A factor that can be one; 1 in the place of any other.
  private static func ratio(_ wanted: Double, _ found: Double) -> Float {
    let ratio = Float(wanted / found)
    return ratio > 0 && ratio.isFinite ? ratio : 1
  }
}
