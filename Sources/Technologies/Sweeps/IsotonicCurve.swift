internal import Foundation

/// The nearest curve that rises strictly through 0 A at 0 V.
///
/// On either side of 0 V neighbors that fall are pooled to their mean (Ayer et al., Ann. Math. Stat. 26,
/// 1955), which is the least change in the sense of squares; pools that would lie on the wrong side of 0 A
/// join the origin. A pool is a flat piece, so the curve goes straight from center to center of pools.
enum IsotonicCurve {
  /// Makes currents rise.
  ///
  /// - Parameters:
  ///   - voltages: Ascending, in volts.
  ///   - currents: The currents without offset, in amperes; that at 0 V counts as 0 A.
  ///   - weights: What every current counts.
  /// - Returns: Currents with the sign of their voltage that rise strictly.
  static func rising(_ voltages: [Double], _ currents: [Double], weights: [Double]) -> [Double] {
    var result = currents
    for sign in [1.0, -1.0] {
      var side = voltages.indices.filter { sign * voltages[$0] > 0 }
      if sign < 0 { side.reverse() }
      let risen =
        side.isEmpty
        ? []
        : outward(
          side.map { voltages[$0].magnitude }, side.map { sign * currents[$0] },
          side.map { weights[$0] })
      for (index, current) in zip(side, risen) { result[index] = sign * current }
    }
    for index in voltages.indices where voltages[index] == 0 { result[index] = 0 }
    return result
  }

  private struct Pool {
    var weight: Double
    var current: Double
    var voltage: Double
  }

  private static func outward(
    _ voltages: [Double], _ currents: [Double], _ weights: [Double]
  ) -> [Double] {
    var pools: [Pool] = []
    for index in voltages.indices {
      var pool = Pool(
        weight: weights[index], current: currents[index], voltage: voltages[index])
      while let last = pools.last, last.current >= pool.current {
        let weight = last.weight + pool.weight
        pool = Pool(
          weight: weight,
          current: (last.weight * last.current + pool.weight * pool.current) / weight,
          voltage: (last.weight * last.voltage + pool.weight * pool.voltage) / weight)
        pools.removeLast()
      }
      pools.append(pool)
    }
    pools.removeAll { $0.current <= 0 }
    pools.insert(Pool(weight: .infinity, current: 0, voltage: 0), at: 0)
    guard pools.count > 1 else { return currents.map { _ in 0 } }
    return voltages.map { voltage in
      // Beyond the last center the line through the last two goes on.
      let next = pools.firstIndex { $0.voltage >= voltage } ?? pools.count - 1
      let (left, right) = (pools[max(next, 1) - 1], pools[max(next, 1)])
      return left.current
        + (right.current - left.current) * (voltage - left.voltage)
        / (right.voltage - left.voltage)
    }
  }
}
