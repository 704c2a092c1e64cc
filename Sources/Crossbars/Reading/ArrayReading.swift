public import LinearAlgebra

/// One reading of an array: what its columns gave for a batch of input vectors, by whatever solver
/// or model.
public struct ArrayReading: Sendable, Equatable {
  /// The column currents, in amperes; *batch × columns*.
  public var currents: Matrix
  /// The outputs of the column amplifiers, in volts, *batch × columns*; nil for ideal sinks.
  public var amplifierVoltages: Matrix?
  /// What the column converters gave; nil without them.
  public var outputs: ColumnOutputs?
  /// What the solver can say of the error of the currents; nil if it can say nothing.
  public var evidence: ReadingEvidence?

  /// Creates a reading from its parts; the units are those of the properties.
  public init(
    currents: Matrix, amplifierVoltages: Matrix? = nil, outputs: ColumnOutputs? = nil,
    evidence: ReadingEvidence? = nil
  ) {
    self.currents = currents
    self.amplifierVoltages = amplifierVoltages
    self.outputs = outputs
    self.evidence = evidence
  }

  /// Puts the parts of a batch together again; what one of them lacks, the whole lacks.
  ///
  /// - Parameter parts: At least one part: the numbers of its vectors in the batch, and what they
  ///   gave in that order.
  public init(_ parts: [(samples: [Int], reading: ArrayReading)]) {
    let places = DividedBatch(parts.map(\.samples)).places
    let readings = parts.map(\.reading)
    func gathered(_ values: (ArrayReading) -> Matrix?) -> Matrix? {
      let all = readings.compactMap(values)
      guard all.count == readings.count else { return nil }
      return Matrix(places.map { all[$0.part].row($0.row) })
    }
    self.init(
      currents: Matrix(places.map { readings[$0.part].currents.row($0.row) }),
      amplifierVoltages: gathered(\.amplifierVoltages),
      outputs: gathered(\.outputs?.stochasticMeans).map(ColumnOutputs.stochasticMeans)
        ?? gathered(\.outputs?.codes).map { codes in
          let undecided = readings.compactMap(\.outputs?.undecidedCodes)
          return .codes(
            codes,
            undecided: undecided.count == readings.count ? undecided.reduce(0, +) : nil)
        },
      evidence: ReadingEvidence(readings.map(\.evidence), places: places))
  }

  /// The reading of the first columns; how many codes are undecided is not known of a part.
  ///
  /// - Parameter count: The number of columns.
  /// - Returns: The reading.
  public func firstColumns(_ count: Int) -> ArrayReading {
    guard count < currents.columns else { return self }
    let columns = 0..<count
    let part: ColumnOutputs? =
      switch outputs {
      case nil: nil
      case .codes(let codes, _): .codes(codes.columns(columns))
      case .stochasticMeans(let means): .stochasticMeans(means.columns(columns))
      }
    return ArrayReading(
      currents: currents.columns(columns), amplifierVoltages: amplifierVoltages?.columns(columns),
      outputs: part, evidence: evidence)
  }
}
