/// Times of repeated work, on a monotonic clock.
enum Stopwatch {
  /// The times of several runs after one that is not counted, in seconds, the least first.
  static func times(of runs: Int, _ work: () throws -> Void) rethrows -> [Double] {
    try work()
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<runs { times.append(seconds(try clock.measure(work))) }
    return times.sorted()
  }

  /// The median time of several runs after one that is not counted, in seconds.
  static func median(of runs: Int, _ work: () throws -> Void) rethrows -> Double {
    try times(of: runs, work)[runs / 2]
  }

  /// A duration in seconds.
  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
