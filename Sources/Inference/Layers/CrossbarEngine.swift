internal import Networks
internal import Synchronization

/// The squared error of a layer's outputs on arrays, against digital products of the same inputs.
struct LayerError: Sendable {
  var squaredError = 0.0
  var squaredReference = 0.0

  /// The RMS of the error over the RMS of the digital outputs; nil if those are all zero.
  var relative: Double? {
    squaredReference > 0 ? (squaredError / squaredReference).squareRoot() : nil
  }

  static func + (left: Self, right: Self) -> Self {
    LayerError(
      squaredError: left.squaredError + right.squaredError,
      squaredReference: left.squaredReference + right.squaredReference)
  }
}

/// An engine that multiplies on arrays, except in layers that stay digital.
final class CrossbarEngine: MatrixEngine, Sendable {
  private let layers: [CrossbarLayer?]
  private let arrays: [LayerArrays?]
  private let digital: [DigitalMatrix]
  private let measuresErrors: Bool
  private let state: Mutex<[LayerError]>

  init(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix],
    measuresErrors: Bool
  ) {
    self.layers = layers
    self.arrays = arrays
    self.digital = digital
    self.measuresErrors = measuresErrors
    state = Mutex([LayerError](repeating: LayerError(), count: layers.count))
  }

  /// The errors so far, layer after layer.
  var errors: [LayerError] { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: Tensor) throws -> Tensor {
    try inputs.elements.withUnsafeBufferPointer { values in
      let shape = [values.count / layer.inputs, layer.outputs]
      guard let prepared = layers[layer.index], let programmed = arrays[layer.index] else {
        return Tensor(shape: shape, elements: digital[layer.index].product(values, group: group))
      }
      let found = try prepared.product(values, group: group, arrays: programmed)
      if measuresErrors {
        let reference = digital[layer.index].product(values, group: group)
        var error = LayerError()
        for place in found.indices {
          let difference = Double(found[place]) - Double(reference[place])
          error.squaredError += difference * difference
          error.squaredReference += Double(reference[place]) * Double(reference[place])
        }
        state.withLock { $0[layer.index] = $0[layer.index] + error }
      }
      return Tensor(shape: shape, elements: found)
    }
  }
}
