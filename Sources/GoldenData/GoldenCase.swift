public import Crossbars
public import LinearAlgebra

/// One array under a batch of inputs, the currents that SPICE found, and why they are trusted.
public struct GoldenCase: Sendable, Equatable {
  /// The name, which reads as a sentence: `ohmic-32x32-levels16-lognormal-array1-sparse`.
  public var slug: String
  /// What was programmed and how it is read.
  public var setting: CaseSetting
  /// The conductance of every cell at zero volts, in siemens; *rows × columns*.
  public var conductances: Matrix
  /// The conductances that were wanted, in siemens, *rows × columns*; nil if the technology
  /// programs exactly.
  public var targets: Matrix?
  /// How the array differs from its technology beside the conductances.
  public var deviations: ArrayDeviations
  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix
  /// The column currents, in amperes; *batch × columns*.
  public var columnCurrents: Matrix
  /// The voltages of the word-line and of the bit-line nodes, in volts; *batch × 2 × rows ×
  /// columns*, or nil if they are not stored.
  public var nodeVoltages: [Double]?
  /// Further numbers, by name in the order of the alphabet.
  public var quantities: [GoldenQuantity]
  /// The SHA-256 of the simulated deck, or of all decks of the case one after the other.
  public var deckDigest: String
  /// The simulator options of the deck, or of every deck on a line of its own.
  public var options: String
  /// How far a current may be from the stored one.
  public var tolerance: Tolerance
  /// Why the currents are trusted.
  public var evidence: CaseEvidence

  /// The largest number of cells of an array whose node voltages are stored if the recipe does not
  /// say otherwise.
  public static let nodeVoltageLimit = 32 * 32

  /// Creates a case from its parts; the units and shapes are those of the properties.
  public init(
    slug: String, setting: CaseSetting, conductances: Matrix, targets: Matrix? = nil,
    deviations: ArrayDeviations = .none, inputs: Matrix, columnCurrents: Matrix,
    nodeVoltages: [Double]?, quantities: [GoldenQuantity] = [], deckDigest: String,
    options: String, tolerance: Tolerance, evidence: CaseEvidence
  ) {
    self.slug = slug
    self.setting = setting
    self.conductances = conductances
    self.targets = targets
    self.deviations = deviations
    self.inputs = inputs
    self.columnCurrents = columnCurrents
    self.nodeVoltages = nodeVoltages
    self.quantities = quantities.sorted { $0.name < $1.name }
    self.deckDigest = deckDigest
    self.options = options
    self.tolerance = tolerance
    self.evidence = evidence
  }

  /// The number of driven rows.
  public var rows: Int { conductances.rows }
  /// The number of sensed columns.
  public var columns: Int { conductances.columns }
  /// The number of input vectors.
  public var batch: Int { inputs.rows }

  /// The array of the case.
  ///
  /// - Parameter technology: The technology that ``CaseSetting/technology`` names.
  /// - Returns: The array, to be read in the mode of the case.
  public func crossbar(of technology: Technology) -> Crossbar {
    var technology = technology
    technology.read.mode = setting.readMode
    return Crossbar(technology: technology, conductances: conductances, deviations: deviations)
  }

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
