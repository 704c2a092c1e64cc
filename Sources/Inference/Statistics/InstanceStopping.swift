/// When an evaluation has made enough instances for the width of its interval.
///
/// Looking after every instance and ending at a narrow interval favors intervals that are narrow by
/// chance: they hold in 91 to 95 of 100 studies. Instances that are made whatever they bring take that
/// back. With three more, studies hold as often as those of a number that was fixed before
/// (P. Hall, Annals of Statistics 11 (1983), page 1043, on adding observations to sequential procedures).
package struct InstanceStopping: Sendable {
  /// How many instances there are at least before a width counts: the spread of fewer is too often
  /// found small by chance.
  package static let least = 5
  /// How many instances follow that whose interval was narrow enough.
  package static let further = 3

  /// Half the width that is wanted, as a share; nil for all instances.
  private let wanted: Double?
  /// The number of instances at which the interval was narrow enough.
  private var reached: Int?

  /// Creates a rule.
  ///
  /// - Parameter wanted: Half the width that is wanted, as a share; nil for all instances.
  package init(wanted: Double?) { self.wanted = wanted }

  /// Whether no more instances are made; asked after each.
  ///
  /// - Parameters:
  ///   - instances: How many there are.
  ///   - halfWidth: Half the width of their interval, as a share.
  /// - Returns: Whether the evaluation ends.
  package mutating func isEnough(
    _ instances: Int, halfWidth: @autoclosure () -> Double
  ) -> Bool {
    guard let wanted else { return false }
    if let reached { return instances >= reached + Self.further }
    if instances >= Self.least, halfWidth() <= wanted { reached = instances }
    return false
  }
}
