internal import Foundation

/// The noise of measured currents: σ² = a² + (r I)².
public struct CurrentNoise: Sendable, Equatable {
  /// The part a that does not depend on the current, in amperes.
  public var absolute: Double
  /// The part r in proportion to the current.
  public var relative: Double

  /// Creates a noise; the absolute part in amperes.
  public init(absolute: Double, relative: Double) {
    self.absolute = absolute
    self.relative = relative
  }

  /// The standard deviation of one reading.
  ///
  /// - Parameter current: The current, in amperes.
  /// - Returns: Amperes.
  public func deviation(at current: Double) -> Double {
    (absolute * absolute + relative * relative * current * current).squareRoot()
  }

  /// The noise of readings from how far each is from a curve through its neighbors.
  ///
  /// The curve is the polynomial through three readings on either side (two in short traces), so that
  /// what is smooth over seven readings is no noise: its difference from the reading between has the
  /// variance σ² (1 + Σ w²) with the weights w of the polynomial. a and r are those of the largest
  /// likelihood, and r is 0 unless the second number pays; robust medians take its place where a jump is still in the data.
  ///
  /// - Parameters:
  ///   - traces: Readings by ascending voltage.
  ///   - isRobust: Whether to take medians.
  /// - Returns: The noise; nil if there are fewer than four differences.
  static func estimated(from traces: [[SweepPoint]], isRobust: Bool = false) -> CurrentNoise? {
    let differences = traces.flatMap(Self.differences)
    guard differences.count >= 4 else { return nil }
    let largest = differences.reduce(0) { max($0, $1.current.magnitude) }
    // Below what a double or seven printed digits resolve there is no noise to find.
    let floor = CurrentNoise(absolute: 1e-9 * largest, relative: 1e-7)
    guard !isRobust else {
      let sorted = differences.map(\.current.magnitude).sorted()
      let middle = sorted[sorted.count / 2]
      let low = differences.filter { $0.current.magnitude <= middle }.map(\.error.magnitude)
      let high = differences.filter { $0.current.magnitude > middle }
        .map { ($0.error / $0.current).magnitude }
      return CurrentNoise(
        absolute: max(1.4826 * median(low), floor.absolute),
        relative: max(high.isEmpty ? 0 : min(1.4826 * median(high), 0.2), floor.relative))
    }
    var best = (likelihood: Double.infinity, noise: floor)
    // For a given ratio of the two parts the variance follows in closed form.
    let scale = max(largest, .leastNonzeroMagnitude)
    let count = Double(differences.count)
    for step in -1...160 {
      let ratio = step < 0 ? 0 : pow(10, Double(step) / 20 - 2)
      var (sum, logarithms) = (0.0, 0.0)
      for difference in differences {
        let share = difference.current / scale * ratio
        let weight = 1 + share * share
        sum += difference.error * difference.error / weight
        logarithms += log(weight)
      }
      let variance = max(sum / count, floor.absolute * floor.absolute)
      // Two numbers describe any noise better than one; Schwarz's ln n is what they must gain.
      let likelihood = count * log(variance) + logarithms + (step < 0 ? 0 : log(count))
      if likelihood < best.likelihood {
        best = (
          likelihood,
          CurrentNoise(
            absolute: variance.squareRoot(),
            relative: max(variance.squareRoot() * ratio / scale, floor.relative))
        )
      }
    }
    return best.noise
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  /// Differences of readings from their neighbors' curve, each with the standard deviation of one
  /// reading, and the current there.
  private static func differences(
    _ points: [SweepPoint]
  ) -> [(error: Double, current: Double)] {
    let reach = points.count >= 9 ? 3 : points.count >= 6 ? 2 : 1
    guard points.count >= 2 * reach + 1 else { return [] }
    return (reach..<(points.count - reach)).map { index in
      let neighbors = (index - reach...index + reach).filter { $0 != index }
      var (prediction, variance) = (0.0, 1 / Double(points[index].count))
      for neighbor in neighbors {
        // Lagrange's weight of the neighbor at the voltage between.
        var weight = 1.0
        for other in neighbors where other != neighbor {
          weight *=
            (points[index].voltage - points[other].voltage)
            / (points[neighbor].voltage - points[other].voltage)
        }
        prediction += weight * points[neighbor].current
        variance += weight * weight / Double(points[neighbor].count)
      }
      let mean = neighbors.reduce(points[index].current) { $0 + points[$1].current }
      return (
        (prediction - points[index].current) / variance.squareRoot(),
        mean / Double(neighbors.count + 1)
      )
    }
  }
}
