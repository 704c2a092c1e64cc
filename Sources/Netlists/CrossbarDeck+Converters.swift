internal import Crossbars
public import LinearAlgebra

extension CrossbarDeck {
  /// The vectors that hold the outputs of the column amplifiers; none for ideal sinks.
  public var amplifierVectors: [String] {
    guard crossbar.technology.periphery.amplifier != nil else { return [] }
    return (0..<crossbar.columns).map { "v(\(nodes.amplifierOutput($0)))" }
  }

  /// The vectors that hold the codes of the column converters, or the means of stochastic ones;
  /// none without converters.
  public var converterVectors: [String] {
    guard crossbar.technology.periphery.converter != nil else { return [] }
    return (0..<crossbar.columns).map { "v(\(nodes.converterOutput($0)))" }
  }

  /// The values of the columns in simulated vectors of one kind.
  ///
  /// - Parameter vectors: The vectors ``amplifierVectors`` or ``converterVectors``.
  /// - Returns: The values; *batch × columns*, nil if there are no such vectors.
  public func columnValues(from vectors: some Collection<[Double]>) -> Matrix? {
    guard !vectors.isEmpty else { return nil }
    let vectors = Array(vectors)
    return Matrix(rows: inputs.rows, columns: crossbar.columns) { sample, column in
      vectors[column][sample]
    }
  }
}
