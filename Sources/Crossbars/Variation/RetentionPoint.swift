/// The mean and spread of cells some time after programming, as measured.
public struct RetentionPoint: Sendable, Equatable {
  /// The time after programming, in seconds.
  public var time: Double
  /// The mean change of the conductance in siemens, as a function of the wanted conductance; nil
  /// for none.
  public var shift: ConductanceFunction?
  /// The standard deviation in siemens, as a function of the shifted conductance; values below 0
  /// count as 0.
  public var sigma: ConductanceFunction

  /// Creates a point; the units are those of the properties.
  public init(time: Double, shift: ConductanceFunction? = nil, sigma: ConductanceFunction) {
    self.time = time
    self.shift = shift
    self.sigma = sigma
  }

  /// The mean and the standard deviation at this time, in siemens.
  fileprivate func spread(at target: Double) -> (mean: Double, sigma: Double) {
    let mean = max(0, target + (shift?.value(at: target) ?? 0))
    return (mean, max(0, sigma.value(at: mean)))
  }
}

extension Array where Element == RetentionPoint {
  /// The conductance of a cell at a time, in siemens.
  ///
  /// Mean and standard deviation are interpolated linearly in time. The deviate is that of the
  /// programming, so a cell keeps its rank among the cells as the distribution widens.
  ///
  /// - Parameters:
  ///   - target: The wanted conductance, in siemens.
  ///   - programmed: The standard deviation right after programming, in siemens.
  ///   - time: The time after programming, in seconds; at most that of the last point.
  ///   - deviate: The standard normal number that the cell was programmed with.
  /// - Returns: The conductance; never negative.
  func conductance(
    _ target: Double, programmed: ConductanceFunction, time: Double, deviate: Double
  ) -> Double {
    var before = (time: 0.0, mean: target, sigma: Swift.max(0, programmed.value(at: target)))
    for point in self {
      let (mean, sigma) = point.spread(at: target)
      guard time > point.time else {
        let part = (time - before.time) / (point.time - before.time)
        return Swift.max(
          0,
          before.mean + part * (mean - before.mean)
            + (before.sigma + part * (sigma - before.sigma)) * deviate)
      }
      before = (point.time, mean, sigma)
    }
    preconditionFailure("no spread at \(time) s, after the last point at \(before.time) s")
  }
}
