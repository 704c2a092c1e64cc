/// Sums of all numbers up to each place of an axis.
struct RunningSum: Kernel {
  let axis: Axis
  /// Whether a place's own number does not count.
  let isExclusive: Bool
  /// Whether the sums run from the end.
  let isReverse: Bool

  var work: Int { axis.count }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    axis.forEachLine { start, _ in
      var sum = 0.0
      for step in 0..<axis.extent {
        let place = start + (isReverse ? axis.extent - 1 - step : step) * axis.inner
        let number = Double(sources[0][place])
        target[place] = Float(isExclusive ? sum : sum + number)
        sum += number
      }
    }
  }
}
