internal import Networks
internal import Synchronization

/// An engine that multiplies by another one and keeps what it sees.
final class SamplingEngine<Products: MatrixEngine & Sendable>: MatrixEngine, Sendable {
  /// Of how many positions one is kept at least, memory permitting.
  private static var positionsPerVector: Int { 64 }
  /// The most numbers of an image that are kept for all groups of a layer, beyond one vector of each.
  private static var mostNumbersPerImage: Int { 1 << 15 }

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
    let own = inputs.vectors
    own.elements.withUnsafeBufferPointer { values in
      // A first layer has thousands of positions, and what happens at one in a thousand of them may be the
      // largest that a channel ever gives.
      let wanted = max(vectorsPerImage, inputs.positions / Self.positionsPerVector)
      let kept = min(
        wanted, max(1, Self.mostNumbersPerImage / (layer.inputs * layer.groups)))
      let vectors = values.count / layer.inputs
      state.withLock {
        $0[layer.index].add(
          values, group: group, images: max(1, vectors / max(inputs.positions, 1)), kept: kept)
      }
    }
    return try products.product(layer: layer, group: group, inputs: inputs.keeping(own))
  }
}
