/// The resistances around the cells of an array, any of which may be 0.
public struct ArrayResistances: Sendable, Equatable {
  /// The resistance of one word-line segment between neighboring cells, in ohms.
  public var rowSegment: Double
  /// The resistance of one bit-line segment between neighboring cells, in ohms.
  public var columnSegment: Double
  /// The output resistance of the driver of a row, in ohms.
  public var driver: Double
  /// The input resistance of the sense circuit of a column, in ohms.
  public var sense: Double

  /// Creates the set of resistances, in ohms.
  public init(rowSegment: Double, columnSegment: Double, driver: Double, sense: Double) {
    self.rowSegment = rowSegment
    self.columnSegment = columnSegment
    self.driver = driver
    self.sense = sense
  }

  /// Creates the resistances of wires with segments of one kind and ends of one kind.
  ///
  /// - Parameters:
  ///   - segments: The resistance of every wire segment, in ohms.
  ///   - ends: The resistance of every driver and sense circuit, in ohms.
  public init(segments: Double, ends: Double) {
    self.init(rowSegment: segments, columnSegment: segments, driver: ends, sense: ends)
  }
}
