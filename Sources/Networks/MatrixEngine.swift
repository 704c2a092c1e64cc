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
}
