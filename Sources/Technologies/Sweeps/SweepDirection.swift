internal import Foundation

/// Up or down: the way that a voltage goes, and how far both ways differ.
enum SweepDirection {
  /// The way at every reading.
  ///
  /// Measured voltages flicker; the way turns when the voltage has come back by more than a hundredth
  /// of its whole range, and turned at the extreme between. The reading at a turn belongs to the way
  /// before.
  ///
  /// - Parameter voltages: Volts, in order of time.
  /// - Returns: Forward or backward for every reading.
  static func directions(of voltages: [Double]) -> [SweepTrace.Direction] {
    guard let low = voltages.min(), let high = voltages.max(), high > low else {
      return voltages.map { _ in .forward }
    }
    let steps = zip(voltages, voltages.dropFirst()).map { ($1 - $0).magnitude }.sorted()
    // A coarse sweep has steps of more than a hundredth; half a step then turns it.
    let limit = min(0.01 * (high - low), 0.5 * max(steps[steps.count / 2], 1e-9 * (high - low)))
    var directions = [SweepTrace.Direction](repeating: .forward, count: voltages.count)
    var isUp = true
    if let first = voltages.first(where: { ($0 - voltages[0]).magnitude > limit }) {
      isUp = first > voltages[0]
    }
    var extreme = 0
    for (index, voltage) in voltages.enumerated() {
      let isFarther = isUp ? voltage >= voltages[extreme] : voltage <= voltages[extreme]
      if isFarther {
        extreme = index
      } else if (voltage - voltages[extreme]).magnitude > limit {
        isUp.toggle()
        for between in (extreme + 1)...index {
          directions[between] = isUp ? .forward : .backward
        }
        extreme = index
      }
      directions[index] = isUp ? .forward : .backward
    }
    return directions
  }

  /// How far two ways differ over the voltages that both have.
  ///
  /// - Parameters:
  ///   - forward: One way.
  ///   - backward: The other.
  /// - Returns: The root mean square of the difference over that of their mean, and what the noise
  ///   would make of it.
  static func difference(
    _ forward: SweepTrace, _ backward: SweepTrace
  ) -> (relative: Double, noise: Double) {
    let low = max(forward.range.lowerBound, backward.range.lowerBound)
    let high = min(forward.range.upperBound, backward.range.upperBound)
    guard high > low else { return (0, 0) }
    var (difference, mean, count) = (0.0, 0.0, 0.0)
    for point in forward.points where point.voltage >= low && point.voltage <= high {
      let other = interpolated(backward.points, at: point.voltage)
      difference += (point.current - other) * (point.current - other)
      mean += (point.current + other) * (point.current + other) / 4
      count += 1
    }
    guard mean > 0, count > 0 else { return (0, 0) }
    let noise = [forward, backward].compactMap { CurrentNoise.robust($0.points) }
    let size = (mean / count).squareRoot()
    return (
      (difference / mean).squareRoot(),
      1.5 * (noise.map { $0.deviation(at: size) }.max() ?? 0) / size
    )
  }

  /// Where two ways that are two states approach each other, away from 0 V, in words.
  ///
  /// A state that is read alone keeps its distance from the other, as a factor; where the factor has shrunk to
  /// its square root, the reading has changed the state.
  ///
  /// - Parameters:
  ///   - forward: One way.
  ///   - backward: The other.
  /// - Returns: A line for either side where it is so.
  static func meeting(_ forward: SweepTrace, _ backward: SweepTrace) -> [String] {
    let low = max(forward.range.lowerBound, backward.range.lowerBound)
    let high = min(forward.range.upperBound, backward.range.upperBound)
    return [low, high].compactMap { end in
      guard end != 0 else { return nil }
      func distance(_ voltage: Double) -> Double {
        let ratio =
          interpolated(forward.points, at: voltage) / interpolated(backward.points, at: voltage)
        return ratio > 0 ? log(ratio).magnitude : 0
      }
      guard distance(end) < 0.5 * distance(0.3 * end) else { return nil }
      return String(
        format: "the ways approach each other toward %.3g V: reading changes the state there; "
          + "--from and --to leave it out", end)
    }
  }

  private static func interpolated(_ points: [SweepPoint], at voltage: Double) -> Double {
    let next = min(
      max(points.firstIndex { $0.voltage >= voltage } ?? points.count - 1, 1),
      points.count - 1)
    let (left, right) = (points[next - 1], points[next])
    return left.current
      + (right.current - left.current) * (voltage - left.voltage) / (right.voltage - left.voltage)
  }
}
