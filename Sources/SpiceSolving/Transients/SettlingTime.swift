/// When a current has settled: the last time it was outside a band around its final value.
struct SettlingTime {
  private let times: [Double]
  private let corner: Int

  /// Creates the measurement.
  ///
  /// - Parameters:
  ///   - times: The time points, in seconds.
  ///   - riseTime: When the drivers' ramps end, in seconds: currents have a corner there.
  init(times: [Double], riseTime: Double) {
    self.times = times
    corner = times.firstIndex { $0 >= riseTime * (1 - 1e-12) } ?? times.count - 1
  }

  /// The settling time, in seconds; 0 for a current that is never outside.
  ///
  /// Between time points the current is a polynomial through the neighboring points, at most a
  /// cubic, on the same side of the corner. A straight line would be off by an eighth of the step
  /// squared over the time constant.
  ///
  /// - Parameters:
  ///   - current: The current at every time point, in amperes.
  ///   - band: How far a settled current may be from the last one, in amperes.
  /// - Returns: The time from the first time point, in seconds.
  func time(of current: [Double], band: Double) -> Double {
    let final = current[current.count - 1]
    guard let last = current.lastIndex(where: { ($0 - final).magnitude > band }) else { return 0 }
    let edge = current[last] > final ? final + band : final - band
    // The current crosses the edge between this point and the next.
    let points = neighbors(of: last)
    func excess(_ time: Double) -> Double {
      var sum = 0.0
      for point in points {
        var weight = 1.0
        for other in points where other != point {
          weight *= (time - times[other]) / (times[point] - times[other])
        }
        sum += weight * (current[point] - edge)
      }
      return sum
    }
    var (low, high) = (times[last], times[last + 1])
    let sign: Double = current[last] > edge ? 1 : -1
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if sign * excess(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The points around a step that lie on its side of the corner and are not so close to it that
  /// their rounding shows.
  private func neighbors(of step: Int) -> [Int] {
    let width = times[step + 1] - times[step]
    var points = [step, step + 1]
    if step > 0, step != corner, times[step] - times[step - 1] > 0.1 * width {
      points.insert(step - 1, at: 0)
    }
    if step + 2 < times.count, step + 1 != corner, times[step + 2] - times[step + 1] > 0.1 * width {
      points.append(step + 2)
    }
    return points
  }
}
