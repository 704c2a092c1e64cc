/// Cumulative moments of values in ascending order, so that a clipping error is found without a
/// loop.
struct CumulativeMoments {
  private let values: [Double]
  // Sums of 1, x and x² over the values before each one.
  private var zeroth: [Double] = [0]
  private var first: [Double] = [0]
  private var second: [Double] = [0]

  init(_ counted: [(value: Double, weight: Double)]) {
    values = counted.map(\.value)
    for (index, (value, weight)) in counted.enumerated() {
      zeroth.append(zeroth[index] + weight)
      first.append(first[index] + weight * value)
      second.append(second[index] + weight * value * value)
    }
  }

  /// The number of values below a limit.
  private func count(below limit: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The squared error of a converter of so many bits: that of clipping, and a step²/12 for every
  /// value inside the limits.
  func error(low: Double, high: Double, bits: Int) -> Double {
    let last = zeroth.count - 1
    let (i, j) = (count(below: low), count(below: high))
    let below = second[i] - 2 * low * first[i] + low * low * zeroth[i]
    let above =
      (second[last] - second[j]) - 2 * high * (first[last] - first[j])
      + high * high * (zeroth[last] - zeroth[j])
    let step = (high - low) / Double((1 << bits) - 1)
    return max(below, 0) + max(above, 0) + (zeroth[j] - zeroth[i]) * step * step / 12
  }
}
