internal import Foundation

/// Readings whose current the instrument held at its compliance.
///
/// There the current says nothing of the device, nor does the voltage that was asked for. What tells
/// them is a flat top: at least three readings in a row within half a percent of the largest current of
/// their sign, while the voltage moves by more than 2 %. No device whose current rises with the voltage
/// at least in proportion has one.
enum ComplianceLimit {
  private static let flatness = 0.005
  private static let movement = 0.02

  /// Takes limited readings out of a sweep.
  ///
  /// - Parameters:
  ///   - points: The readings in order of time.
  ///   - compliance: The compliance in amperes; nil to recognize it.
  /// - Returns: The other readings, and for every run of limited ones a line for people.
  static func removed(
    from points: [SweepPoint], compliance: Double?
  ) -> (points: [SweepPoint], notes: [String]) {
    var isLimited = [Bool](repeating: false, count: points.count)
    for sign in [1.0, -1.0] {
      let largest = points.reduce(0) { max($0, sign * $1.current) }
      let limit = compliance ?? largest
      guard largest > 0, limit > 0, largest >= (1 - flatness) * limit else { continue }
      var run: [Int] = []
      func close() {
        defer { run = [] }
        guard let first = run.first else { return }
        if compliance == nil {
          let magnitudes = run.map { points[$0].voltage.magnitude }
          guard run.count >= 3, let low = magnitudes.min(), let high = magnitudes.max(),
            high > (1 + movement) * low, points[first].voltage * sign > 0
          else { return }
        }
        for index in run { isLimited[index] = true }
      }
      for (index, point) in points.enumerated() {
        if sign * point.current >= (1 - flatness) * limit { run.append(index) } else { close() }
      }
      close()
    }
    var notes: [String] = []
    var index = 0
    while index < points.count {
      guard isLimited[index] else {
        index += 1
        continue
      }
      let first = index
      while index < points.count, isLimited[index] { index += 1 }
      let run = points[first..<index]
      let magnitudes = run.map(\.voltage.magnitude)
      notes.append(
        SweepRows.lines(run.map(\.line))
          + String(
            format: ": the current stays at %.4g A at voltages of %.4g to %.4g V, limited by the "
              + "instrument; left out", run[first].current, magnitudes.min() ?? 0,
            magnitudes.max() ?? 0))
    }
    return (zip(points, isLimited).filter { !$1 }.map(\.0), notes)
  }
}
