internal import CrossbarModels
internal import LinearAlgebra
internal import Records

extension InputStatistics {
  /// The most voltages that are taken as they are.
  private static let mostVoltages = 64

  /// The statistics of the inputs of golden data, for any voltage of their range.
  ///
  /// Few different voltages, as converters make them, keep their frequencies; many are shared out
  /// to sixteen evenly spaced ones, in proportion to how near they are.
  init(observedIn inputs: [Matrix]) {
    let observed = inputs.flatMap(\.elements)
    var counts: [Double: Double] = [:]
    for voltage in observed { counts[voltage, default: 0] += 1 }
    let lowest = observed.min() ?? 0
    let highest = observed.max() ?? 0
    if counts.count < 2 {
      // One voltage alone: rows that are on, among rows that are off.
      let other = highest == 0 ? 1 : 0
      counts[Double(other)] = counts[highest]
    } else if counts.count > Self.mostVoltages {
      let step = (highest - lowest) / 15
      var shares = [Double](repeating: 0, count: 16)
      for voltage in observed {
        let position = min(max((voltage - lowest) / step, 0), 15)
        let below = min(Int(position), 14)
        shares[below] += 1 - (position - Double(below))
        shares[below + 1] += position - Double(below)
      }
      counts = [:]
      for (index, share) in shares.enumerated() { counts[lowest + Double(index) * step] = share }
    }
    let voltages = counts.keys.sorted()
    self.init(
      voltages: voltages, probabilities: voltages.map { counts[$0] ?? 0 }, isDiscrete: false)
  }
}
