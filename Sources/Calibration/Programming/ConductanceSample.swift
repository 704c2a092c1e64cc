/// One programmed cell: what was wanted and what was found.
public struct ConductanceSample: Sendable, Equatable {
  /// The wanted conductance, in siemens.
  public var target: Double
  /// The conductance that was found, in siemens.
  public var measured: Double
  /// What tells the array, or the programming of it, from the others.
  public var instance: String

  /// Creates a sample.
  ///
  /// - Parameters:
  ///   - target: The wanted conductance, in siemens.
  ///   - measured: The conductance that was found, in siemens.
  ///   - instance: What tells the array, or the programming of it, from the others.
  public init(target: Double, measured: Double, instance: String = "1") {
    self.target = target
    self.measured = measured
    self.instance = instance
  }
}
