internal import Networks
internal import Synchronization

/// An engine that multiplies by another one and keeps what it sees.
final class SamplingEngine<Products: MatrixEngine & Sendable>: MatrixEngine, Sendable {
  private let products: Products
  private let vectorsPerImage: Int
  private let state: Mutex<[LayerSample]>

  /// Creates an engine that has seen nothing.
  ///
  /// - Parameters:
  ///   - layers: The layers of the network.
  ///   - products: What multiplies.
  ///   - vectorsPerImage: How many vectors of an image are kept for a group; wide layers of many
  ///     groups keep fewer, for memory.
  init(_ layers: [LayerMatrix], products: Products, vectorsPerImage: Int = 16) {
    self.products = products
    self.vectorsPerImage = vectorsPerImage
    state = Mutex(layers.map { LayerSample(groups: $0.groups, inputs: $0.inputs) })
  }

  /// What was seen so far, layer after layer.
  var samples: [LayerSample] { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    inputs.vectors.elements.withUnsafeBufferPointer { values in
      let kept = min(
        vectorsPerImage, max(1, 4096 * vectorsPerImage / (layer.inputs * layer.groups)))
      let vectors = values.count / layer.inputs
      state.withLock {
        $0[layer.index].add(
          values, group: group, images: max(1, vectors / max(inputs.positions, 1)), kept: kept)
      }
    }
    return try products.product(layer: layer, group: group, inputs: inputs)
  }
}
