/// The root of a rising function between two points, by Newton's method kept inside a bracket.
///
/// A step that leaves the bracket, or that does not halve the step before the last, is replaced by
/// a bisection, so that the search ends for every continuous function whatever its slopes are.
package struct MonotoneRoot {
  private var low: Double
  private var high: Double
  /// The step that is as good as none.
  private let resolution: Double
  private var lastStep: Double
  private var stepBefore: Double
  private var evaluations = 0
  private static let mostEvaluations = 300

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - low: A point where the function is not positive.
  ///   - high: A point where the function is not negative.
  ///   - resolution: The step that is as good as none.
  package init(from low: Double, to high: Double, resolution: Double) {
    self.low = low
    self.high = high
    self.resolution = resolution
    lastStep = high - low
    stepBefore = 2 * lastStep
  }

  /// The next point to evaluate, or nil if the last one is the root.
  ///
  /// - Parameters:
  ///   - point: The last point.
  ///   - value: The function there.
  ///   - slope: Its slope there.
  ///   - relative: The step, relative to the point, after which Newton's method has converged to
  ///     rounding: the square of it is the error that the step leaves.
  /// - Returns: The point, and whether it is the last.
  package mutating func next(
    after point: Double, value: Double, slope: Double, relative: Double = 0
  ) -> (point: Double, isLast: Bool)? {
    guard value != 0, high > low, evaluations < Self.mostEvaluations else { return nil }
    evaluations += 1
    if value < 0 { low = point } else { high = point }
    let wanted = point - value / slope
    var next = wanted
    // A comparison with NaN is false, which bisects.
    if !(wanted > low && wanted < high)
      || !((wanted - point).magnitude <= 0.5 * stepBefore.magnitude)
    {
      if (wanted - point).magnitude <= resolution { return nil }
      next = low + 0.5 * (high - low)
      guard next > low, next < high else { return nil }
    }
    stepBefore = lastStep
    lastStep = next - point
    let isNewton = next == wanted
    let isLast =
      isNewton && lastStep.magnitude <= max(resolution, relative * next.magnitude)
    return (next, isLast)
  }
}
