/// Cumulative moments of values in ascending order, so that a clipping error is found without a
/// loop.
struct CumulativeMoments {
  private let values: [Double]
  /// Sums of 1, x and x² over the values before each one.
  private let sums: [SIMD4<Double>]

  init(_ counted: [(value: Double, weight: Double)]) {
    self.init(counted.count) { counted[$0] }
  }

  /// Adds values up.
  ///
  /// - Parameters:
  ///   - count: The number of values.
  ///   - element: The value of a number, in ascending order, and its weight.
  init(_ count: Int, _ element: (Int) -> (value: Double, weight: Double)) {
    var values: [Double] = []
    values.reserveCapacity(count)
    sums = [SIMD4<Double>](unsafeUninitializedCapacity: count + 1) { sums, filled in
      var sum = SIMD4<Double>.zero
      sums.initializeElement(at: 0, to: sum)
      for index in 0..<count {
        let (value, weight) = element(index)
        values.append(value)
        // x² as weight · x · x, and each sum by itself.
        sum += SIMD4(weight, weight * value, weight * value * value, 0)
        sums.initializeElement(at: index + 1, to: sum)
      }
      filled = count + 1
    }
    self.values = values
  }

  /// The lowest and the highest value; zero without any.
  var ends: (low: Double, high: Double) { (values.first ?? 0, values.last ?? 0) }

  /// The number of values below a limit.
  private func count(below limit: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What lies beyond one limit of a range.
  struct Outside {
    /// The squared error of clipping.
    let error: Double
    /// The weight of all values below the limit.
    fileprivate let weightBelow: Double
  }

  /// What lies below the lower limit of a range.
  func below(_ limit: Double) -> Outside {
    let sum = sums[count(below: limit)]
    return Outside(
      error: max(sum[2] - 2 * limit * sum[1] + limit * limit * sum[0], 0), weightBelow: sum[0])
  }

  /// What lies above the upper limit of a range.
  func above(_ limit: Double) -> Outside {
    let sum = sums[count(below: limit)]
    let rest = sums[values.count] - sum
    return Outside(
      error: max(rest[2] - 2 * limit * rest[1] + limit * limit * rest[0], 0), weightBelow: sum[0])
  }

  /// The squared error of a converter: that of clipping, and a step²/12 for every value inside the limits.
  ///
  /// - Parameters:
  ///   - below: What lies below its range.
  ///   - above: What lies above it.
  ///   - step: Its step.
  /// - Returns: The error.
  static func error(below: Outside, above: Outside, step: Double) -> Double {
    below.error + above.error + (above.weightBelow - below.weightBelow) * step * step / 12
  }

  /// The squared error of a converter of so many bits between limits.
  func error(low: Double, high: Double, bits: Int) -> Double {
    Self.error(
      below: below(low), above: above(high), step: (high - low) / Double((1 << bits) - 1))
  }
}
