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
    /// RMS(I − I_exact) over the mean current of a column of the same array with all rows at the read
    /// voltage; absent in results without it.
    public var ofFullDrive: Double?
    /// The number of input vectors whose outputs were computed exactly, with all arrays of the layer; absent
    /// in results without it.
    public var vectors: Int?
    /// RMS(y − y_exact) / RMS(y_exact) over the layer's outputs for these vectors, behind the converters;
    /// absent without them, and where all outputs are 0.
    public var outputError: Double?
    /// The layer's part of the squared error of the network's outputs, of those of all layers; absent where
    /// no layer has any.
    public var outputShare: Double?
    /// The reads by the kind of load that they are of; absent in results without it.
    public var loads: [Load]?
    /// Whether the error of all reads together is beyond ``CurrentAudit/allowance`` times the
    /// tolerance, or that of a load beyond ``CurrentAudit/loadAllowance`` times what the model states.
    public var isBeyond: Bool

    /// Creates the findings of a layer.
    package init(
      name: String, reads: Int, arrays: Int, relativeError: Double, medianReadError: Double,
      worstReadError: Double, readsBeyond: Int?, errorLsb: Double?, worstErrorLsb: Double?,
      changedCodes: Double?, ofFullDrive: Double? = nil, loads: [Load]? = nil, isBeyond: Bool
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
      self.ofFullDrive = ofFullDrive
      self.loads = loads
      self.isBeyond = isBeyond
    }
  }

  /// The reads of a layer that are of one kind of load.
  public struct Load: Sendable, Equatable, Codable {
    /// The name of a kind of `LoadKind`, or `both signs`.
    public var load: String
    /// The number of reads.
    public var reads: Int
    /// RMS(I − I_exact) / RMS(I_exact) over their currents.
    public var relativeError: Double
    /// RMS(I − I_exact) over the mean column current at full drive.
    public var ofFullDrive: Double
    /// The RMS of the errors in steps of the layer's column converters; nil without any.
    public var errorLsb: Double?
    /// What the model's file states for the load, of full drive; nil where it states nothing.
    public var stated: Double?

    /// Creates the findings of a load.
    package init(
      load: String, reads: Int, relativeError: Double, ofFullDrive: Double, errorLsb: Double?,
      stated: Double?
    ) {
      self.load = load
      self.reads = reads
      self.relativeError = relativeError
      self.ofFullDrive = ofFullDrive
      self.errorLsb = errorLsb
      self.stated = stated
    }

    /// Whether the error is beyond what the model states, and its allowance.
    package var isBeyond: Bool {
      stated.map { !(ofFullDrive <= max(CurrentAudit.loadAllowance * $0, CurrentAudit.rounding)) }
        ?? false
    }
  }

  /// What SPICE says of some of the reads.
  public struct Spice: Sendable, Equatable, Codable {
    /// A read that the simulator gave no accepted numbers for.
    public struct Unsolved: Sendable, Equatable, Codable {
      /// The array, such as `conv1, array 3`.
      public var array: String
      /// The number of the read among those of the array, from 0.
      public var read: Int
      /// The code of what came of it, such as `deadlineExceeded`.
      public var code: String
      /// The reason in words.
      public var reason: String

      /// Names a read and the reason.
      package init(array: String, read: Int, code: String, reason: String) {
        self.array = array
        self.read = read
        self.code = code
        self.reason = reason
      }

      /// The read and the reason, in one line.
      public var text: String { "\(array), read \(read): \(code): \(reason)" }
    }

    /// The number of reads that the simulator solved; what follows is of these.
    public var reads: Int
    /// The number of different arrays among them.
    public var arrays: Int
    /// The largest difference of the nodal solver's currents, over the largest column current of the
    /// array's reads.
    public var nodalDifference: Double
    /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current.
    public var kirchhoff: Double
    /// RMS(I − I_SPICE) / RMS(I_SPICE) of the model over the currents of all these reads.
    public var relativeError: Double
    /// The reads that the simulator gave no accepted numbers for; nil if there are none.
    public var unsolved: [Unsolved]?

    /// Creates the findings of the simulator.
    package init(
      reads: Int, arrays: Int, nodalDifference: Double, kirchhoff: Double, relativeError: Double,
      unsolved: [Unsolved] = []
    ) {
      self.unsolved = unsolved.isEmpty ? nil : unsolved
      self.reads = reads
      self.arrays = arrays
      self.nodalDifference = nodalDifference
      self.kirchhoff = kirchhoff
      self.relativeError = relativeError
    }
  }

  /// How many times its tolerance the error of a layer may be: that of a few reads scatters around that
  /// of all.
  package static let allowance = 1.5

  /// How many times the error that a model states for a load its error may be, on arrays that are not those of
  /// the statement: as verification has it.
  package static let loadAllowance = 2.0

  /// What two exact solutions may differ by, of the mean column current at full drive.
  package static let rounding = 1e-9

  /// The tolerance that the model was taken for; nil if a member was asked for by name.
  public var tolerance: Double?
  /// How many reads of every layer were asked for: each has so many, or in the mean where
  /// ``isWeighted``.
  public var readsPerLayer: Int
  /// Whether layers have reads by their part of the outputs' error; absent for equally many each.
  public var isWeighted: Bool?
  /// How many images passed through the network for that.
  public var images: Int
  /// The layers on arrays, in order.
  public var layers: [Layer]
  /// What SPICE says of some of the reads; nil unless that was asked for.
  public var spice: Spice?

  /// Creates an audit from its parts.
  package init(tolerance: Double?, readsPerLayer: Int, images: Int, layers: [Layer]) {
    self.tolerance = tolerance
    self.readsPerLayer = readsPerLayer
    self.images = images
    self.layers = layers
  }

  /// The layers whose error is beyond the tolerance and its allowance.
  public var layersBeyond: [Layer] { layers.filter(\.isBeyond) }

  /// Whether an error is beyond a tolerance, or those of loads beyond what the model states of them.
  package static func isBeyond(
    _ error: Double, tolerance: Double?, loads: [Load]? = nil
  ) -> Bool {
    tolerance.map { !(error <= allowance * $0) } ?? false
      || loads?.contains(where: \.isBeyond) ?? false
  }
}
