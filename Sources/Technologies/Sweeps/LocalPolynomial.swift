internal import Foundation

/// A smooth curve through noisy readings: parabolas fitted around every voltage.
///
/// Cleveland's local regression (J. Am. Stat. Assoc. 74, 1979) of degree 2 with tricube weights over the
/// nearest readings, each weighed by its noise as well. How many are near is chosen by Mallows' Cp, so that
/// readings without noise are not smoothed at all.
struct LocalPolynomial {
  private let voltages: [Double]
  private let currents: [Double]
  private let deviations: [Double]
  /// How many readings every parabola is fitted to.
  let neighbors: Int
  /// The root mean square of what smoothing changed, in standard deviations of a reading.
  let change: Double

  /// Fits the curve.
  ///
  /// - Parameters:
  ///   - points: At least three readings by ascending voltage.
  ///   - deviations: The standard deviation of every reading, in amperes.
  init(_ points: [SweepPoint], deviations: [Double]) {
    voltages = points.map(\.voltage)
    currents = points.map(\.current)
    self.deviations = deviations
    var best = (neighbors: 3, criterion: Double.infinity, change: 0.0)
    var candidates = [3, 5, 7, 9, 11, 15, 21, 31, 41, 61, 81, 121, 161, 241, 321]
    candidates.removeAll { $0 > points.count }
    for count in candidates {
      var (squares, trace) = (0.0, 0.0)
      for index in points.indices {
        let fit = Self.fit(voltages, currents, deviations, at: voltages[index], count)
        let miss = (fit.value - currents[index]) / deviations[index]
        squares += miss * miss
        trace += fit.weights.first { $0.index == index }?.weight ?? 0
      }
      let criterion = squares + 2 * trace
      if criterion < best.criterion {
        best = (count, criterion, (squares / Double(points.count)).squareRoot())
      }
    }
    neighbors = best.neighbors
    change = best.change
  }

  /// The curve at a voltage and its standard error.
  ///
  /// - Parameter voltage: Volts.
  /// - Returns: The current and its standard error, in amperes.
  func value(at voltage: Double) -> (current: Double, error: Double) {
    let fit = Self.fit(voltages, currents, deviations, at: voltage, neighbors)
    let variance = fit.weights.reduce(0.0) {
      let part = $1.weight * deviations[$1.index]
      return $0 + part * part
    }
    return (fit.value, variance.squareRoot())
  }

  /// The value of a parabola around a voltage, and the weight of every reading in it.
  private static func fit(
    _ voltages: [Double], _ currents: [Double], _ deviations: [Double], at voltage: Double,
    _ neighbors: Int
  ) -> (value: Double, weights: [(index: Int, weight: Double)]) {
    var low = 0
    var high = voltages.count
    while low < high {
      let middle = (low + high) / 2
      if voltages[middle] < voltage { low = middle + 1 } else { high = middle }
    }
    var (first, last) = (low, low)
    while last - first < min(neighbors, voltages.count) {
      let left = first > 0 ? voltage - voltages[first - 1] : .infinity
      let right = last < voltages.count ? voltages[last] - voltage : .infinity
      if left <= right { first -= 1 } else { last += 1 }
    }
    // The nearest reading outside has the weight 0.
    let outside = min(
      first > 0 ? voltage - voltages[first - 1] : .infinity,
      last < voltages.count ? voltages[last] - voltage : .infinity)
    let farthest = max(voltage - voltages[first], voltages[last - 1] - voltage)
    let reach = outside.isFinite ? max(outside, farthest * 1.001) : farthest * 1.2
    let scale = reach > 0 ? reach : 1
    var moments = [Double](repeating: 0, count: 5)
    var local: [(x: Double, weight: Double)] = []
    for index in first..<last {
      let x = (voltages[index] - voltage) / scale
      let cube = x.magnitude * x.magnitude * x.magnitude
      let rest = max(1 - cube, 1e-3)
      let weight = rest * rest * rest / (deviations[index] * deviations[index])
      local.append((x, weight))
      var power = weight
      for degree in 0..<5 {
        moments[degree] += power
        power *= x
      }
    }
    // The first row of the inverse of the matrix of moments gives the value at x = 0.
    let (a, b, c, d, e) = (moments[0], moments[1], moments[2], moments[3], moments[4])
    let (first0, first1, first2) = (c * e - d * d, c * d - b * e, b * d - c * c)
    let determinant = a * first0 + b * first1 + c * first2
    let usesParabola = last - first >= 3 && determinant.magnitude > 1e-12 * a * c * e
    var value = 0.0
    var weights: [(index: Int, weight: Double)] = []
    for (offset, point) in local.enumerated() {
      let weight =
        usesParabola
        ? point.weight * (first0 + first1 * point.x + first2 * point.x * point.x) / determinant
        : point.weight / a
      value += weight * currents[first + offset]
      weights.append((first + offset, weight))
    }
    return (value, weights)
  }
}
