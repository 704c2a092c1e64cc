package import SpiceProtocol

/// The time axis that a transient must have: from 0 s to the end, forwards, in few enough points.
package struct TransientAxis: Sendable {
  /// The end of the transient, in seconds.
  package let stop: Double

  /// The axis of an analysis command that the screening has accepted; nil for other analyses.
  package init?(_ analysis: String) {
    let words = analysis.split(separator: " ").map { $0.lowercased() }
    guard words.first == "tran", words.count == 5, let stop = Double(words[2]) else { return nil }
    self.stop = stop
  }

  /// Why times are no complete transient, in words, or nil.
  ///
  /// - Parameters:
  ///   - times: The time points, in seconds.
  ///   - limit: The largest accepted number of points.
  /// - Returns: The reason with the code of the failure, or nil if all is well.
  package func failure(
    of times: [Double], limit: Int
  ) -> (code: SpiceError.Code, reason: String)? {
    guard let last = times.last, times.count >= 2 else {
      return (.notConverged, "the transient has \(times.count) points")
    }
    guard times.count <= limit else {
      return (
        .vectorMalformed, "the transient has \(times.count) points, the job accepts \(limit)"
      )
    }
    guard times[0] == 0 else {
      return (.vectorMalformed, "the transient begins at \(times[0]) s")
    }
    for (before, after) in zip(times, times.dropFirst()) where !(after > before) {
      return (.vectorMalformed, "time goes from \(before) s to \(after) s")
    }
    // The simulator adds its steps up, so its end is off by roundings.
    guard (last - stop).magnitude <= 1e-9 * stop else {
      return (.notConverged, "the transient ends at \(last) s, its end is \(stop) s")
    }
    return nil
  }

  func shortfall(of times: [Double], limit: Int) -> Shortfall? {
    failure(of: times, limit: limit).map { Shortfall($0.code, $0.reason) }
  }
}
