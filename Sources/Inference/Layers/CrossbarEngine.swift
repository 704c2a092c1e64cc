internal import Configuration
internal import LinearAlgebra
internal import Networks
internal import Synchronization

extension RelativeError {
  /// The RMS of a layer's errors over the RMS of its digital outputs; nil if those are all zero or
  /// were not compared, for which a result has no number.
  var relative: Double? { squaredReference > 0 ? relativeRMSE : nil }
}

/// An engine that multiplies on arrays, except in layers that stay digital.
final class CrossbarEngine: MatrixEngine, Sendable {
  private let layers: [CrossbarLayer?]
  private let arrays: [LayerArrays?]
  private let digital: [DigitalMatrix]
  private let measuresErrors: Bool
  private let state: Mutex<[RelativeError]>

  init(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix],
    measuresErrors: Bool
  ) {
    self.layers = layers
    self.arrays = arrays
    self.digital = digital
    self.measuresErrors = measuresErrors
    state = Mutex([RelativeError](repeating: RelativeError(), count: layers.count))
  }

  /// The errors of the outputs against digital products of the same inputs, layer after layer.
  var errors: [RelativeError] { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: Tensor) throws -> Tensor {
    try inputs.elements.withUnsafeBufferPointer { values in
      let shape = [values.count / layer.inputs, layer.outputs]
      guard let prepared = layers[layer.index], let programmed = arrays[layer.index] else {
        return Tensor(shape: shape, elements: digital[layer.index].product(values, group: group))
      }
      let found = try prepared.product(values, group: group, arrays: programmed)
      guard found.withUnsafeBufferPointer(InputConverter.areFinite) else {
        throw InputError(
          source: "layer \(layer.name)", found: "an output on arrays that is not finite",
          accepted: "a network and images that stay within single precision")
      }
      if measuresErrors {
        let reference = digital[layer.index].product(values, group: group)
        let error = RelativeError(of: found.map(Double.init), against: reference.map(Double.init))
        state.withLock { $0[layer.index] += error }
      }
      return Tensor(shape: shape, elements: found)
    }
  }
}
