/// The numbers of all layers and the gradients by them, for one session.
struct LayerMemory {
  let layout: ParameterLayout
  let numbers: UnsafeMutablePointer<Float>
  let gradients: UnsafeMutablePointer<Float>

  init(_ layout: ParameterLayout, _ context: DNNLContext) {
    self.layout = layout
    let bytes = layout.count * MemoryLayout<Float>.size
    numbers = context.allocate(bytes: bytes)
    gradients = context.allocate(bytes: bytes)
  }

  func weights(_ layer: Int) -> UnsafeMutablePointer<Float> {
    numbers + layout.layers[layer].weights.lowerBound
  }

  /// The bias of a layer; nil if it has none.
  func bias(_ layer: Int) -> UnsafeMutablePointer<Float>? {
    let place = layout.layers[layer].bias
    return place.isEmpty ? nil : numbers + place.lowerBound
  }

  func weightGradients(_ layer: Int) -> UnsafeMutablePointer<Float> {
    gradients + layout.layers[layer].weights.lowerBound
  }

  func biasGradients(_ layer: Int) -> UnsafeMutablePointer<Float>? {
    let place = layout.layers[layer].bias
    return place.isEmpty ? nil : gradients + place.lowerBound
  }
}
