/// Where the numbers of a layer's converters lie among those of all layers that a training learns.
///
/// All are against what was chosen for the layer before: logarithms of factors, but for thresholds.
package struct LearnedConverters: Sendable, Equatable {
  /// log of the factor on the step of the rows: one for all groups, or one for each; empty where it is not learned.
  package let inputs: Range<Int>
  /// log of the factor on the sensitivity of comparisons: one, or one for each output of each group; empty where
  /// hardware decides.
  package let slopes: Range<Int>
  /// What is added to the threshold: for each row of arrays one, or one for each output of each group.
  package let thresholds: Range<Int>
  /// How many thresholds a row of arrays has; at least 1.
  package let ofTile: Int
  /// log of the factor on what an output of a group gives, for each.
  package let gains: Range<Int>

  /// Lays out the numbers of a layer.
  ///
  /// - Parameters:
  ///   - first: The place of the first one.
  ///   - inputs: The converters of rows.
  ///   - slopes: The sensitivities.
  ///   - rowTiles: The rows of arrays.
  ///   - ofTile: The thresholds of each.
  ///   - outputs: The outputs of all groups.
  package init(
    from first: Int, inputs: Int, slopes: Int, rowTiles: Int, ofTile: Int, outputs: Int
  ) {
    self.inputs = first..<first + inputs
    self.slopes = self.inputs.upperBound..<self.inputs.upperBound + slopes
    thresholds = self.slopes.upperBound..<self.slopes.upperBound + rowTiles * ofTile
    self.ofTile = ofTile
    gains = thresholds.upperBound..<thresholds.upperBound + outputs
  }

  /// All places.
  package var all: Range<Int> { inputs.lowerBound..<gains.upperBound }

  /// The same numbers elsewhere.
  package func moved(by count: Int) -> LearnedConverters {
    LearnedConverters(
      from: inputs.lowerBound + count, inputs: inputs.count, slopes: slopes.count,
      rowTiles: thresholds.count / ofTile, ofTile: ofTile, outputs: gains.count)
  }
}
