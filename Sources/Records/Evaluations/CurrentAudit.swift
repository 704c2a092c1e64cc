/// The currents of a fast model beside exact ones, on what the arrays of every layer are read with.
///
/// Reads are drawn from all that the layer's arrays see while images pass through the network: any
/// array, any stream of any input vector that drives one of its rows, all as likely.
public struct CurrentAudit: Sendable, Equatable, Codable {
  /// What was found for one layer.
  public struct Layer: Sendable, Equatable, Codable {
    /// The name in the network.
    public var name: String
    /// The number of reads that were solved exactly; fewer than were asked for if the layer has no
    /// more.
    public var reads: Int
    /// The number of different arrays among them.
    public var arrays: Int
    /// RMS(I − I_exact) / RMS(I_exact) over the currents of all reads together, as a tolerance is
    /// meant.
    public var relativeError: Double
    /// The same of single reads, each against its own currents: the median.
    public var medianReadError: Double
    /// The same of the read that is farthest off.
    public var worstReadError: Double
    /// How many reads are farther off than the tolerance, each by itself; nil without a tolerance.
    public var readsBeyond: Int?
    /// The RMS of the errors in steps of the layer's column converters; nil without any.
    public var errorLsb: Double?
    /// The largest error in these steps.
    public var worstErrorLsb: Double?
    /// The share of conversions that give another code than the exact current does.
    public var changedCodes: Double?
    /// Whether the error of all reads together is beyond ``CurrentAudit/allowance`` times the
    /// tolerance.
    public var isBeyond: Bool

    /// Creates the findings of a layer.
    package init(
      name: String, reads: Int, arrays: Int, relativeError: Double, medianReadError: Double,
      worstReadError: Double, readsBeyond: Int?, errorLsb: Double?, worstErrorLsb: Double?,
      changedCodes: Double?, isBeyond: Bool
    ) {
      self.name = name
      self.reads = reads
      self.arrays = arrays
      self.relativeError = relativeError
      self.medianReadError = medianReadError
      self.worstReadError = worstReadError
      self.readsBeyond = readsBeyond
      self.errorLsb = errorLsb
      self.worstErrorLsb = worstErrorLsb
      self.changedCodes = changedCodes
      self.isBeyond = isBeyond
    }
  }

  /// How many times its tolerance the error of a layer may be: that of a few reads scatters around that
  /// of all.
  package static let allowance = 1.5

  /// The tolerance that the model was taken for; nil if a member was asked for by name.
  public var tolerance: Double?
  /// How many reads of every layer were asked for.
  public var readsPerLayer: Int
  /// How many images passed through the network for that.
  public var images: Int
  /// The layers on arrays, in order.
  public var layers: [Layer]

  /// Creates an audit from its parts.
  package init(tolerance: Double?, readsPerLayer: Int, images: Int, layers: [Layer]) {
    self.tolerance = tolerance
    self.readsPerLayer = readsPerLayer
    self.images = images
    self.layers = layers
  }

  /// The layers whose error is beyond the tolerance and its allowance.
  public var layersBeyond: [Layer] { layers.filter(\.isBeyond) }

  /// Whether an error is beyond a tolerance and its allowance.
  package static func isBeyond(_ error: Double, tolerance: Double?) -> Bool {
    tolerance.map { !(error <= allowance * $0) } ?? false
  }
}
