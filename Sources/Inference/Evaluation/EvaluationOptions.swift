public import CrossbarModels
public import Crossbars
public import Records

/// What an evaluation computes with.
public struct EvaluationOptions: Sendable {
  /// What computes the products.
  public var solver: Solver
  /// The technology of the arrays; the digital solver needs none.
  public var technology: Technology?
  /// Which fast model the solver fcm is.
  public var fast = FastModelRequest()
  /// The file of the stored model; nil if there is none.
  public var modelSource: EvaluationResult.Source?
  /// How the network is represented.
  public var mapping = Mapping()
  /// The ranges of all converters; nil for those that sample images choose.
  public var ranges: ConverterRanges?
  /// The file of the ranges; nil if there is none.
  public var rangesSource: EvaluationResult.Source?
  /// The seed of programming and resampling.
  public var seed: UInt64 = 0
  /// How many reads of every layer are compared with exact solutions; nil for none.
  public var audit: Int?
  /// The number of programmed instances.
  public var trials = 1
  /// How many threads share the work; results do not depend on it.
  public var threads = 1

  /// Creates options with the default mapping, seed 0, one instance and one thread.
  ///
  /// - Parameters:
  ///   - solver: What computes the products.
  ///   - technology: The technology of the arrays; the digital solver needs none.
  public init(solver: Solver, technology: Technology? = nil) {
    self.solver = solver
    self.technology = technology
  }
}
