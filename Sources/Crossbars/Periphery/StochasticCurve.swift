internal import Foundation

/// The probability that a stochastic converter gives +1, measured or simulated at some inputs.
///
/// It is straight between the points, and beyond them what it is at the ends.
public struct StochasticCurve: Sendable, Equatable {
  /// The inputs x, increasing.
  public let inputs: [Double]
  /// The probabilities of +1, from 0 to 1, which do not fall and rise somewhere.
  public let probabilities: [Double]
  /// The sensitivity α and the offset x₀ with which (1 + tanh(α (x − x₀))) / 2 is closest, in least squares over the
  /// points.
  public let sensitivity: Double
  /// As of ``sensitivity``.
  public let offset: Double

  /// The points that a curve may have; every one is a branch of every converter in a deck.
  package static let pointCounts = 2...1024

  /// Creates a curve.
  ///
  /// - Parameters:
  ///   - inputs: The inputs x, increasing.
  ///   - probabilities: The probabilities of +1, from 0 to 1, which do not fall and rise somewhere.
  package init(inputs: [Double], probabilities: [Double]) {
    precondition(
      Self.pointCounts.contains(inputs.count) && inputs.count == probabilities.count,
      "\(inputs.count) inputs and \(probabilities.count) probabilities")
    (self.inputs, self.probabilities) = (inputs, probabilities)
    (sensitivity, offset) = Self.fit(inputs, probabilities)
  }

  /// The probability of +1 at an input.
  ///
  /// - Parameter input: x.
  /// - Returns: The probability.
  public func probability(at input: Double) -> Double {
    guard input > inputs[0] else { return probabilities[0] }
    guard let above = upper(input) else { return probabilities[probabilities.count - 1] }
    let (low, high) = (inputs[above - 1], inputs[above])
    let part = (input - low) / (high - low)
    return probabilities[above - 1]
      + part * (probabilities[above] - probabilities[above - 1])
  }

  /// The first point that is not below an input; nil beyond the last.
  private func upper(_ input: Double) -> Int? {
    var (low, high) = (0, inputs.count)
    while low < high {
      let middle = (low + high) / 2
      if inputs[middle] < input { low = middle + 1 } else { high = middle }
    }
    return low < inputs.count ? low : nil
  }

  /// The inputs are as far apart as rounding lets them be.
  package var isEven: Bool {
    let step = (inputs[inputs.count - 1] - inputs[0]) / Double(inputs.count - 1)
    return inputs.enumerated().allSatisfy {
      ($0.element - inputs[0] - Double($0.offset) * step).magnitude <= 1e-9 * step
    }
  }

  /// Gauss and Newton's method with Marquardt's damping, from the middle of the curve on.
  private static func fit(_ inputs: [Double], _ values: [Double]) -> (Double, Double) {
    func rest(_ sensitivity: Double, _ offset: Double) -> Double {
      zip(inputs, values).reduce(0) {
        let error = (1 + tanh(sensitivity * ($1.0 - offset))) / 2 - $1.1
        return $0 + error * error
      }
    }
    let span = inputs[inputs.count - 1] - inputs[0]
    let middle = (values[0] + values[values.count - 1]) / 2
    let place = values.firstIndex { $0 >= middle } ?? 0
    // A rise by r within the span has the slope α/2 of P, about.
    var (sensitivity, offset) = (
      max(2 * (values[values.count - 1] - values[0]), 1e-3) / span, inputs[place]
    )
    var (damping, error) = (1e-3, rest(sensitivity, offset))
    for _ in 0..<200 {
      var (aa, ab, bb, ra, rb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (input, value) in zip(inputs, values) {
        let mean = tanh(sensitivity * (input - offset))
        let slope = (1 - mean * mean) / 2
        // The logarithm of α keeps it above 0.
        let (a, b) = (slope * sensitivity * (input - offset), -slope * sensitivity)
        let left = value - (1 + mean) / 2
        aa += a * a
        ab += a * b
        bb += b * b
        ra += a * left
        rb += b * left
      }
      let (ad, bd) = (aa * (1 + damping), bb * (1 + damping))
      let determinant = ad * bd - ab * ab
      guard determinant > 0 else { break }
      let (da, db) = ((ra * bd - rb * ab) / determinant, (rb * ad - ra * ab) / determinant)
      let next = (sensitivity * exp(min(max(da, -2), 2)), offset + min(max(db, -span), span))
      let found = rest(next.0, next.1)
      guard found <= error else {
        damping *= 4
        if damping > 1e12 { break }
        continue
      }
      let isDone = error - found <= 1e-15 * (error + 1e-30)
      (sensitivity, offset) = next
      error = found
      damping /= 3
      if isDone { break }
    }
    return (sensitivity, offset)
  }
}
