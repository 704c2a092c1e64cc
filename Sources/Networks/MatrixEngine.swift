/// Something that computes the matrix products of a network's layers, such as a set of crossbars.
public protocol MatrixEngine {
  /// Multiplies input vectors by the matrix of one group of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - group: The group inside the layer, from 0.
  ///   - inputs: Input vectors; the images of the batch one after another, each with its positions in
  ///     row-major order.
  /// - Returns: *vectors × layer.outputs*, without the bias.
  /// - Throws: Whatever keeps the engine from an answer.
  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor

  /// Multiplies the input vectors of some images by all groups of a layer and writes the outputs with what
  /// follows them, if the engine can do so at once.
  ///
  /// - Parameters:
  ///   - outputs: Where the outputs go; nothing is written where the answer is false.
  ///   - layer: The layer.
  ///   - inputs: The input vectors of a group; see ``product(layer:group:inputs:)``.
  /// - Returns: Whether it did.
  /// - Throws: Whatever keeps the engine from an answer.
  func fill(
    _ outputs: LayerOutputs, layer: MatrixLayer, inputs: (_ group: Int) -> LayerInputs
  ) throws -> Bool
}

extension MatrixEngine {
  /// Fills nothing: every group is asked for alone.
  public func fill(
    _ outputs: LayerOutputs, layer: MatrixLayer, inputs: (_ group: Int) -> LayerInputs
  ) throws -> Bool { false }
}
