/// Cumulative moments of values in ascending order, so that a clipping error is found without a
/// loop.
struct CumulativeMoments {
  private let values: [Double]
  // Sums of 1, x and x² over the values before each one.
  private let zeroth: [Double]
  private let first: [Double]
  private let second: [Double]

  init(_ counted: [(value: Double, weight: Double)]) {
    func sums(_ part: (Double, Double) -> Double) -> [Double] {
      [Double](unsafeUninitializedCapacity: counted.count + 1) { sums, filled in
        sums.initializeElement(at: 0, to: 0)
        for (index, (value, weight)) in counted.enumerated() {
          sums.initializeElement(at: index + 1, to: sums[index] + part(value, weight))
        }
        filled = counted.count + 1
      }
    }
    values = counted.map(\.value)
    zeroth = sums { $1 }
    first = sums { $1 * $0 }
    second = sums { $1 * $0 * $0 }
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
