/// A layer of a network seen as products with constant matrices: one per group.
///
/// A convolution's patch is ordered by channel, then kernel row, then kernel column, and its
/// channels are those of the group. A batch normalization directly after the layer is folded into
/// weights and bias.
public struct MatrixLayer: Sendable {
  /// Which ONNX operator the layer came from.
  public enum Kind: String, Sendable, CaseIterable {
    case convolution = "Conv"
    case gemm = "Gemm"
    case matMul = "MatMul"
    case transposedConvolution = "ConvTranspose"
    case lstm = "LSTM"
    case gru = "GRU"
    case rnn = "RNN"
  }

  /// The node's name, or one made of operator and place where the file gives none; unique.
  public let name: String
  /// The place among ``Network/matrixLayers``, from 0.
  public let index: Int
  /// The operator the layer came from.
  public let kind: Kind
  /// The length K of one input vector of one group.
  public let inputs: Int
  /// The number N of outputs of one group.
  public let outputs: Int
  /// The number of groups; 1 for anything but a grouped convolution, transposed or not.
  public let groups: Int
  /// For each group its *inputs × outputs* matrix, row-major.
  public let weights: [[Float]]
  /// One number for each output of each group, group after group; nil if the layer has none.
  public let bias: [Float]?
  /// How many input vectors one image brings to each group: the positions of a convolution, the
  /// tokens of a text, the steps of a recurrent layer.
  public let positions: Int
  /// For each output of each group the number of which its weights are integer multiples, as a quantized
  /// file states it; nil where it states none.
  public let weightSteps: [Float]?
  /// The numbers that an input can be, as a quantized file states it; nil where it leaves that open.
  public let inputCodes: QuantizedNumbers?
  /// The window of a convolution, whose patches are the input vectors; nil if rows of the input are.
  package let window: Window?
  /// For each group by how much both cells of a pair are raised, in parts of a cell's range, *inputs × outputs*; nil for
  /// no raise.
  package private(set) var raises: [[Float]]?

  /// Where an output lies among the outputs of a batch in row-major order: planes of a convolution, else vectors.
  ///
  /// - Parameters:
  ///   - output: The output, among those of all groups.
  ///   - image: The image.
  ///   - position: The input vector, among those of the image.
  ///   - positions: The vectors of an image.
  /// - Returns: The place.
  package func place(ofOutput output: Int, image: Int, position: Int, positions: Int) -> Int {
    let all = groups * outputs
    return window == nil
      ? (image * positions + position) * all + output
      : (image * all + output) * positions + position
  }

  /// The same layer with other numbers.
  ///
  /// Steps that the file states are kept only if the weights are.
  ///
  /// - Parameters:
  ///   - weights: For each group its *inputs × outputs* matrix, row-major.
  ///   - bias: One number for each output of each group; nil if the layer has none.
  /// - Returns: The layer.
  func holding(weights: [[Float]], bias: [Float]?) -> MatrixLayer {
    MatrixLayer(
      name: name, index: index, kind: kind, inputs: inputs, outputs: outputs, groups: groups,
      weights: weights, bias: bias, positions: positions,
      weightSteps: weights == self.weights ? weightSteps : nil, inputCodes: inputCodes,
      window: window, raises: raises)
  }

  /// The same layer with other raises of the pairs that hold its weights.
  ///
  /// - Parameter raises: For each group *inputs × outputs* parts of a cell's range, from 0 to 1; nil for none.
  /// - Returns: The layer.
  package func raised(by raises: [[Float]]?) -> MatrixLayer {
    precondition(
      raises.map { $0.map(\.count) == weights.map(\.count) } ?? true, "raises of another layer")
    var layer = self
    layer.raises = raises
    return layer
  }
}
