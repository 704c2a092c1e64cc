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

  /// A reading's difference from its neighbors' curve, with the standard deviation of one reading, and
  /// the current there.
  private typealias Difference = (error: Double, current: Double)

  /// The noise of readings from how far each is from a curve through its neighbors.
  ///
  /// The curve is the polynomial through three readings on either side (two in short traces), so that
  /// what is smooth over seven readings is no noise: its difference from the reading between has the
  /// variance σ² (1 + Σ w²) with the weights w of the polynomial. a and r are those of the largest
  /// likelihood. Instruments change their range with the current, so traces may differ: each has an a and r of its
  /// own, in one ratio, where that pays by Schwarz's criterion.
  ///
  /// - Parameter traces: Readings by ascending voltage.
  /// - Returns: The noise of all readings together, and that of every trace; nil if there are fewer
  ///   than four differences.
  static func estimated(
    from traces: [[SweepPoint]]
  ) -> (pooled: CurrentNoise, traces: [CurrentNoise])? {
    let groups = traces.map(Self.differences)
    let all = groups.flatMap { $0 }
    guard all.count >= 4 else { return nil }
    let pooled = fitted([all])
    guard traces.count > 1, groups.allSatisfy({ $0.count >= 8 }) else {
      return (pooled.noise[0], traces.map { _ in pooled.noise[0] })
    }
    let own = fitted(groups)
    return own.criterion < pooled.criterion
      ? (pooled.noise[0], own.noise) : (pooled.noise[0], traces.map { _ in pooled.noise[0] })
  }

  /// The noise of groups of differences, each with a scale of its own and all with one ratio of r to a.
  private static func fitted(
    _ groups: [[Difference]]
  ) -> (criterion: Double, noise: [CurrentNoise]) {
    let count = Double(groups.reduce(0) { $0 + $1.count })
    let scales = groups.map { group in
      max(group.reduce(0) { max($0, $1.current.magnitude) }, .leastNormalMagnitude)
    }
    var best = (criterion: Double.infinity, noise: [CurrentNoise]())
    // For a given ratio of the two parts the variances follow in closed form.
    for step in -1...160 {
      let ratio = step < 0 ? 0 : pow(10, Double(step) / 20 - 2)
      // Schwarz's ln n is what every number must gain.
      var criterion = (Double(groups.count) + (step < 0 ? 0 : 1)) * log(count)
      var noise: [CurrentNoise] = []
      for (group, scale) in zip(groups, scales) {
        var sum = 0.0
        for difference in group {
          let share = difference.current / scale * ratio
          let weight = 1 + share * share
          sum += difference.error * difference.error / weight
          criterion += log(weight)
        }
        // Below what a double or seven printed digits resolve there is no noise to find.
        let deviation = max((sum / Double(group.count)).squareRoot(), 1e-9 * scale)
        criterion += 2 * Double(group.count) * log(deviation)
        noise.append(
          CurrentNoise(absolute: deviation, relative: max(deviation * ratio / scale, 1e-7)))
      }
      if criterion < best.criterion { best = (criterion, noise) }
    }
    return best
  }

  /// The noise of one trace by medians, which a jump in it does not move.
  ///
  /// - Parameter points: Readings by ascending voltage.
  /// - Returns: The noise; nil if there are fewer than four differences.
  static func robust(_ points: [SweepPoint]) -> CurrentNoise? {
    let differences = differences(points)
    guard differences.count >= 4 else { return nil }
    let largest = differences.reduce(0) { max($0, $1.current.magnitude) }
    let sorted = differences.map(\.current.magnitude).sorted()
    let middle = sorted[sorted.count / 2]
    let low = differences.filter { $0.current.magnitude <= middle }.map(\.error.magnitude)
    let high = differences.filter { $0.current.magnitude > middle }
      .map { ($0.error / $0.current).magnitude }
    return CurrentNoise(
      absolute: max(1.4826 * median(low), 1e-9 * largest),
      relative: max(min(1.4826 * median(high), 0.2), 1e-7))
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  private static func differences(_ points: [SweepPoint]) -> [Difference] {
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
