package import Networks

/// A layer with a channel a group, all of whose groups are read at once.
package protocol ChannelLayer: Sendable {
  /// Multiplies the inputs of all groups and writes the outputs.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of the first group; those of the others follow them in every image.
  ///   - converters: What makes codes of the inputs of each group.
  ///   - factors: A factor on the sum of every group.
  ///   - outputs: Where the outputs go.
  /// - Throws: `UnfiniteNumbers` if an input or an output is not finite.
  func write(
    _ inputs: LayerInputs, converters: [CodeConverter], factors: [Float], to outputs: LayerOutputs
  ) throws(UnfiniteNumbers)
}
