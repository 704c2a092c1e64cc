package import Networks

/// The matrices of one layer, as far as arrays are concerned.
package struct LayerMatrix: Sendable {
  /// The name of the layer.
  package let name: String
  /// The place of the layer in its network, from 0.
  package let index: Int
  /// The length K of an input vector of one group.
  package let inputs: Int
  /// The number N of outputs of one group.
  package let outputs: Int
  /// For each group its *inputs × outputs* matrix, row-major.
  package let weights: [[Float]]
  /// The window of a convolution, whose patches are the input vectors; nil if rows of numbers are.
  package let window: Window?
  /// For each output of each group the number of which its weights are integer multiples, as a quantized
  /// network states it; nil where it states none.
  package let weightSteps: [Float]?
  /// The numbers that an input can be, as a quantized network states it; nil where it leaves that open.
  package let inputCodes: QuantizedNumbers?
  /// For each group by how much both cells of a pair are raised, in parts of a cell's range; nil for no raise.
  package let raises: [[Float]]?

  /// Creates the matrices of a layer; `weights` holds one *inputs × outputs* matrix for each group.
  package init(
    name: String, index: Int, inputs: Int, outputs: Int, weights: [[Float]],
    weightSteps: [Float]? = nil, inputCodes: QuantizedNumbers? = nil,
    window: Window? = nil, raises: [[Float]]? = nil
  ) {
    for matrix in weights {
      precondition(
        matrix.count == inputs * outputs,
        "\(matrix.count) weights do not make \(inputs) × \(outputs)")
    }
    self.name = name
    self.index = index
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.window = window
    self.weightSteps = weightSteps
    self.inputCodes = inputCodes
    self.raises = raises
  }

  /// Takes the matrices out of a layer of a network.
  package init(_ layer: MatrixLayer) {
    self.init(
      name: layer.name, index: layer.index, inputs: layer.inputs, outputs: layer.outputs,
      weights: layer.weights, weightSteps: layer.weightSteps, inputCodes: layer.inputCodes,
      window: layer.window, raises: layer.raises)
  }

  /// The number of groups.
  package var groups: Int { weights.count }
}
