public import Networks
public import Records

/// A grid of evaluations: networks, technologies and what is varied of them, and what computes.
public struct Study: Sendable {
  /// A network with its images; files as the study names them.
  public struct Subject: Sendable {
    /// What tables call it.
    public var name: String
    /// The ONNX file.
    public var network: String
    /// The data set, KIND:PATH.
    public var dataSet: String
    /// The data set that chooses ranges; nil for the same.
    public var calibration: String?
    /// The file of the preprocessing; nil for that beside the network.
    public var preprocessing: String?
    /// The largest number of images; nil for all.
    public var limit: Int?
    /// What is asked of the network; nil for what the data set says.
    public var task: NetworkTask?
  }

  /// What computes the layers of a network on arrays.
  public struct Computation: Sendable {
    /// What tables call it.
    public var name: String
    /// The solver: ideal, fcm or nodal.
    public var solver: Solver
    /// The member of the family for fcm; nil for any.
    public var kind: ModelKind?
    /// The relative RMSE that fcm may have on the load; nil for the default, or a member by name.
    public var tolerance: Double?
    /// How many reads of every layer of fcm are compared with the nodal solver; nil for none.
    public var audit: Int?
  }

  /// The name of the study: small letters, digits and hyphens.
  public var name: String
  /// The networks.
  public var subjects: [Subject]
  /// The technology files.
  public var technologies: [String]
  /// The mapping file; nil for the default mapping.
  public var mapping: String?
  /// What is varied of technology and mapping, each with every other.
  public var axes: [StudyAxis]
  /// What computes.
  public var computations: [Computation]
  /// The seed of all chance.
  public var seed: UInt64
  /// The number of programmed instances.
  public var trials: Int
}
