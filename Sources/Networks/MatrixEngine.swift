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

  /// By how much outputs of a layer follow the sums of parts of its rows; nil where outputs follow all sums one for one.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - group: The group inside the layer, from 0.
  ///   - inputs: Input vectors; see ``product(layer:group:inputs:)``.
  /// - Returns: The parts, which are all rows together.
  /// - Throws: Whatever keeps the engine from an answer.
  func partSlopes(
    layer: MatrixLayer, group: Int, inputs: LayerInputs
  ) throws -> [PartSlopes]?
}

/// By how much the outputs of a layer follow what some of its rows add.
public struct PartSlopes: Sendable {
  /// The rows.
  public let rows: Range<Int>
  /// The numbers of a vector, of which the outputs are the first.
  public let stride: Int
  /// For every vector and output the factor on a gradient, *vectors × stride*.
  public var slopes: [Float]
  /// For every output by how much it rises with the thresholds of its comparisons, where it does not follow the sum.
  public var rises: [Float]
  /// Which row of arrays holds the rows.
  public var tile = 0

  /// Describes a part.
  public init(rows: Range<Int>, stride: Int, slopes: [Float], rises: [Float] = []) {
    (self.rows, self.stride, self.slopes, self.rises) = (rows, stride, slopes, rises)
  }
}

extension MatrixEngine {
  /// Fills nothing: every group is asked for alone.
  public func fill(
    _ outputs: LayerOutputs, layer: MatrixLayer, inputs: (_ group: Int) -> LayerInputs
  ) throws -> Bool { false }

  /// Has no parts.
  public func partSlopes(
    layer: MatrixLayer, group: Int, inputs: LayerInputs
  ) throws -> [PartSlopes]? { nil }
}
