public import LinearAlgebra

/// One array under a batch of inputs, the currents that SPICE found, and why they are trusted.
public struct GoldenCase: Sendable, Equatable {
  /// The name, which reads as a sentence: `ohmic-32x32-levels16-lognormal-array1-sparse`.
  public var slug: String
  /// The seed of the suite that the array and the inputs were drawn with.
  public var seed: Int
  /// The conductance of every cell at zero volts, in siemens; *rows × columns*.
  public var conductances: Matrix
  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix
  /// The column currents, in amperes; *batch × columns*.
  public var columnCurrents: Matrix
  /// The voltages of the word-line and of the bit-line nodes, in volts; *batch × 2 × rows ×
  /// columns*, or nil for an array of more than 1024 cells.
  public var nodeVoltages: [Double]?
  /// The SHA-256 of the simulated deck.
  public var deckDigest: String
  /// How far a current may be from the stored one.
  public var tolerance: Tolerance
  /// How the simulator reached its operating points: `direct` or `homotopy`.
  public var path: String
  /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current.
  public var kirchhoff: Double
  /// The largest difference of the nodal solver's currents, over the largest current.
  public var secondSolver: Double

  /// The largest number of cells of an array whose node voltages are stored.
  public static let nodeVoltageLimit = 32 * 32

  /// Creates a case from its parts; the units and shapes are those of the properties.
  public init(
    slug: String, seed: Int, conductances: Matrix, inputs: Matrix, columnCurrents: Matrix,
    nodeVoltages: [Double]?, deckDigest: String, tolerance: Tolerance, path: String,
    kirchhoff: Double, secondSolver: Double
  ) {
    self.slug = slug
    self.seed = seed
    self.conductances = conductances
    self.inputs = inputs
    self.columnCurrents = columnCurrents
    self.nodeVoltages = nodeVoltages
    self.deckDigest = deckDigest
    self.tolerance = tolerance
    self.path = path
    self.kirchhoff = kirchhoff
    self.secondSolver = secondSolver
  }

  /// The number of driven rows.
  public var rows: Int { conductances.rows }
  /// The number of sensed columns.
  public var columns: Int { conductances.columns }
  /// The number of input vectors.
  public var batch: Int { inputs.rows }

  /// The node voltages of one input vector.
  ///
  /// - Parameter sample: The number of the input vector, from 0.
  /// - Returns: The word-line and bit-line voltages, in volts, *rows × columns* each; nil if they
  ///   are not stored.
  public func voltages(sample: Int) -> (wordLine: Matrix, bitLine: Matrix)? {
    guard let nodeVoltages else { return nil }
    let cells = rows * columns
    let start = 2 * cells * sample
    return (
      Matrix(
        rows: rows, columns: columns, elements: Array(nodeVoltages[start..<start + cells])),
      Matrix(
        rows: rows, columns: columns,
        elements: Array(nodeVoltages[start + cells..<start + 2 * cells]))
    )
  }
}
