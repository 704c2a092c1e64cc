public import Crossbars
public import GoldenData

/// The recipe of a golden suite, as `suite.toml` states it.
public struct SuiteRecipe: Sendable {
  /// Arrays of one size, programmed in one manner, under inputs of several kinds.
  public struct Block: Sendable {
    /// The number of driven rows.
    public var rows: Int
    /// The number of sensed columns.
    public var columns: Int
    /// The number of arrays that are programmed.
    public var arrays: Int
    /// The number of input vectors of every kind.
    public var batch: Int
    /// What is programmed into the cells.
    public var programming: ArrayProgramming
    /// How far programmed conductances miss their targets, and nothing else varies; nil for
    /// everything that the technology describes.
    public var variation: ProgrammingVariation?
    /// The kinds of inputs, one case for each on every array.
    public var inputs: [InputKind]
    /// The number of levels of multi-level and sparse inputs, 0 V among them.
    public var inputLevels: Int
    /// The chance that a row of a sparse input is at 0 V.
    public var zeroFraction: Double
  }

  /// The name of the suite.
  public var name: String
  /// The technology file, relative to the recipe.
  public var technologyPath: String
  /// The seed of all chance.
  public var seed: Int
  /// What a result must show; nil takes the standard of the technology.
  public var bounds: EvidenceBounds?
  /// How far a current may be from the stored one when SPICE runs again.
  public var tolerance: Tolerance
  /// Why the tolerance is what it is.
  public var toleranceReason: String
  /// The groups of cases, in order.
  public var blocks: [Block]
}
