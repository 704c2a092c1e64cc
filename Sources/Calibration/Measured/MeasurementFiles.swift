/// The files of one measurement: arrays of one size, their inputs and what was read.
public struct MeasurementFiles: Sendable, Equatable {
  /// The conductances in siemens; *rows × columns*, or *arrays × rows × columns*.
  public var conductances: String
  /// The row voltages in volts; *vectors × rows*, or *arrays × vectors × rows*.
  public var inputs: String
  /// The column currents in amperes; *vectors × columns*, or *arrays × vectors × columns*.
  ///
  /// NaN is a missing reading.
  public var currents: String
  /// The standard deviations of the currents in amperes, in their shape; nil if there are none.
  public var standardDeviations: String?
  /// The weights of the currents, inverse variances up to a factor, in their shape; nil if there are
  /// none.
  public var weights: String?

  /// Names the files; nothing is read.
  public init(
    conductances: String, inputs: String, currents: String, standardDeviations: String? = nil,
    weights: String? = nil
  ) {
    self.conductances = conductances
    self.inputs = inputs
    self.currents = currents
    self.standardDeviations = standardDeviations
    self.weights = weights
  }

  /// All files.
  public var all: [String] {
    [conductances, inputs, currents] + [standardDeviations, weights].compactMap { $0 }
  }
}
