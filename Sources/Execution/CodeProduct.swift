package import Networks

/// A group of a layer on arrays that is multiplied by codes of its inputs.
package protocol CodeProduct: Sendable {
  /// Multiplies inputs by the group's matrix.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - step: The value of the code 1.
  ///   - range: The lowest and the highest code of an input.
  ///   - factors: A factor on the sum of every output.
  /// - Returns: *vectors × outputs*.
  func product(
    _ inputs: LayerInputs, step: Float, codes range: ClosedRange<Float>, factors: [Float]
  ) -> [Float]
}
