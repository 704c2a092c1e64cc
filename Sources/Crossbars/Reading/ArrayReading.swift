public import LinearAlgebra

/// One reading of an array: what its columns gave for a batch of input vectors, by whatever solver
/// or model.
public struct ArrayReading: Sendable, Equatable {
  /// The column currents, in amperes; *batch × columns*.
  public var currents: Matrix
  /// The outputs of the column amplifiers, in volts, *batch × columns*; nil for ideal sinks.
  public var amplifierVoltages: Matrix?
  /// The outputs of the difference amplifiers, in volts, *batch × pairs*; nil without them.
  public var differenceVoltages: Matrix?
  /// What the converters gave; nil without them.
  public var outputs: ColumnOutputs?
  /// What the solver can say of the error of the currents; nil if it can say nothing.
  public var evidence: ReadingEvidence?

  /// Creates a reading from its parts; the units are those of the properties.
  public init(
    currents: Matrix, amplifierVoltages: Matrix? = nil, differenceVoltages: Matrix? = nil,
    outputs: ColumnOutputs? = nil, evidence: ReadingEvidence? = nil
  ) {
    self.currents = currents
    self.amplifierVoltages = amplifierVoltages
    self.differenceVoltages = differenceVoltages
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
    let undecided = readings.compactMap(\.outputs?.undecidedCodes)
    let open = undecided.count == readings.count ? undecided.reduce(0, +) : nil
    self.init(
      currents: Matrix(places.map { readings[$0.part].currents.row($0.row) }),
      amplifierVoltages: gathered(\.amplifierVoltages),
      differenceVoltages: gathered(\.differenceVoltages),
      outputs: gathered(\.outputs?.stochasticMeans).map {
        .stochasticMeans($0, samples: gathered(\.outputs?.sampleMeans))
      } ?? gathered(\.outputs?.codes).map { .codes($0, undecided: open) }
        ?? gathered(\.outputs?.decisions).map { .decisions($0, undecided: open) },
      evidence: ReadingEvidence(readings.map(\.evidence), places: places))
  }

  /// The reading of the first columns; how many codes are undecided is not known of a part, nor what pairs of columns
  /// give.
  ///
  /// - Parameter count: The number of columns.
  /// - Returns: The reading.
  public func firstColumns(_ count: Int) -> ArrayReading {
    guard count < currents.columns else { return self }
    let columns = 0..<count
    let part: ColumnOutputs? =
      switch differenceVoltages == nil ? outputs : nil {
      case nil: nil
      case .codes(let codes, _): .codes(codes.columns(columns))
      case .stochasticMeans(let means, let samples):
        .stochasticMeans(
          means.columns(columns),
          samples: samples.map { $0.columns(0..<count * ($0.columns / means.columns)) })
      case .decisions(let decisions, _): .decisions(decisions.columns(columns))
      }
    return ArrayReading(
      currents: currents.columns(columns), amplifierVoltages: amplifierVoltages?.columns(columns),
      outputs: part, evidence: evidence)
  }
}
