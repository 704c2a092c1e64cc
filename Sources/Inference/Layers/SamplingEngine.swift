internal import Networks
internal import Synchronization

/// An engine that multiplies digitally and keeps what it sees.
final class SamplingEngine: MatrixEngine, Sendable {
  private let digital: [DigitalMatrix]
  private let state: Mutex<[LayerSample]>

  init(_ layers: [LayerMatrix], digital: [DigitalMatrix]) {
    self.digital = digital
    state = Mutex(layers.map { LayerSample(groups: $0.groups, inputs: $0.inputs) })
  }

  /// What was seen so far, layer after layer.
  var samples: [LayerSample] { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: Tensor) -> Tensor {
    inputs.elements.withUnsafeBufferPointer { values in
      // 16 vectors of an image are plenty; wide layers of many groups keep fewer, for memory.
      let kept = min(16, max(1, 16384 / (layer.inputs * layer.groups)))
      let vectors = values.count / layer.inputs
      state.withLock {
        $0[layer.index].add(
          values, group: group, images: max(1, vectors / max(layer.positions, 1)), kept: kept)
      }
      return Tensor(
        shape: [vectors, layer.outputs],
        elements: digital[layer.index].product(values, group: group))
    }
  }
}
