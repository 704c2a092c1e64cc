internal import Networks
internal import Synchronization

/// An engine that multiplies by another one and keeps the outputs of one layer.
final class OutputRecorder: MatrixEngine, Sendable {
  private let layer: MatrixLayer
  private let products: CrossbarEngine
  /// The outputs of every group, in the order of the vectors.
  private let state: Mutex<[[Float]]>

  /// Creates an engine that has kept nothing.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - products: What multiplies.
  init(_ layer: MatrixLayer, products: CrossbarEngine) {
    self.layer = layer
    self.products = products
    state = Mutex([[Float]](repeating: [], count: layer.groups))
  }

  /// The outputs of all groups beside each other.
  ///
  /// - Parameter images: The number of images that passed.
  /// - Returns: *images × positions × groups · outputs*; the positions of an image follow each other.
  func outputs(images: Int) -> [Float] {
    let groups = state.withLock { $0 }
    let vectors = groups[0].count / layer.outputs
    return [Float](unsafeUninitializedCapacity: vectors * layer.outputs * groups.count) {
      values, count in
      for vector in 0..<vectors {
        for group in groups {
          for output in 0..<layer.outputs {
            values[count] = group[vector * layer.outputs + output]
            count += 1
          }
        }
      }
    }
  }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    let found = try products.product(layer: layer, group: group, inputs: inputs)
    if layer.index == self.layer.index { state.withLock { $0[group] += found.elements } }
    return found
  }
}
