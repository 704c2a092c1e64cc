internal import Crossbars
public import LinearAlgebra

extension CrossbarDeck {
  /// The vectors that hold the outputs of the column amplifiers; none for ideal sinks.
  public var amplifierVectors: [String] {
    guard crossbar.technology.periphery.amplifier != nil else { return [] }
    return (0..<crossbar.columns).map { "v(\(nodes.amplifierOutput($0)))" }
  }

  /// The vectors that hold the outputs of the difference amplifiers; none without them.
  public var differenceVectors: [String] {
    (0..<crossbar.pairCount).map { "v(\(nodes.differenceOutput($0)))" }
  }

  /// The vectors that hold the codes of the converters, 1 and the means of stochastic ones or the decisions of sense
  /// amplifiers; none without converters.
  public var converterVectors: [String] {
    (0..<crossbar.converterCount).map { "v(\(nodes.converterOutput($0)))" }
  }

  /// The vectors that hold 1 and the means of the single samples, the samples of a converter beside each other; none where a
  /// conversion is one sample.
  public var sampleVectors: [String] {
    guard let converter = crossbar.technology.periphery.stochastic, converter.samples > 1 else {
      return []
    }
    return (0..<crossbar.converterCount).flatMap { number in
      (0..<converter.samples).map {
        "v(\(converter.sampleNode($0, of: nodes.converterOutput(number))))"
      }
    }
  }

  /// All vectors of what stands behind the columns, in the order in which ``readoutValues(from:)`` takes them.
  public var readoutVectors: [String] {
    amplifierVectors + differenceVectors + converterVectors + sampleVectors
  }

  /// What stands behind the columns, as a simulator found it.
  public struct ReadoutValues: Sendable {
    /// The outputs of the column amplifiers, in volts, *batch × columns*; nil without them.
    public var amplifiers: Matrix?
    /// The outputs of the difference amplifiers, in volts, *batch × pairs*; nil without them.
    public var differences: Matrix?
    /// Codes, means or decisions, *batch × converters*; nil without converters.
    public var converters: Matrix?
    /// The means of the single samples, *batch × (converters · samples)*; nil where a conversion is one sample.
    public var samples: Matrix?

    /// Creates values; the units are those of the properties.
    public init(
      amplifiers: Matrix? = nil, differences: Matrix? = nil, converters: Matrix? = nil,
      samples: Matrix? = nil
    ) {
      self.amplifiers = amplifiers
      self.differences = differences
      self.converters = converters
      self.samples = samples
    }
  }

  /// The values in simulated vectors.
  ///
  /// - Parameter vectors: The vectors ``readoutVectors``.
  /// - Returns: The values.
  public func readoutValues(from vectors: some Collection<[Double]>) -> ReadoutValues {
    var rest = Array(vectors)[...]
    func next(_ count: Int) -> Matrix? {
      let found = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      guard !found.isEmpty else { return nil }
      return Matrix(rows: inputs.rows, columns: count) { found[$1][$0] }
    }
    // The nodes of stochastic converters have 1 more than their means.
    let raise = crossbar.technology.periphery.stochastic == nil ? 0.0 : 1
    func lowered(_ matrix: Matrix?) -> Matrix? {
      matrix.map { matrix in
        Matrix(
          rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { $0 - raise })
      }
    }
    return ReadoutValues(
      amplifiers: next(amplifierVectors.count), differences: next(differenceVectors.count),
      converters: lowered(next(converterVectors.count)),
      samples: lowered(next(sampleVectors.count)))
  }
}
