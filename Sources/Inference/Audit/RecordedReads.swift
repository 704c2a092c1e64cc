internal import Networks
internal import Synchronization

/// Input vectors of the layers of a network with what its arrays make of them, while an image passes.
struct RecordedReads: Sendable {
  /// One input vector of one group.
  struct Vector: Sendable {
    /// The number of the vector among all that the group of the layer gets, which tells its read noise.
    let number: UInt64
    /// The vectors of an image, which tell its draws.
    let positions: Int
    /// The inputs.
    let inputs: [Float]
    /// The outputs, without the bias.
    let outputs: [Float]
  }

  /// For each layer its groups' vectors; those of groups that are not looked at are none.
  fileprivate(set) var layers: [[[Vector]]]
}

/// An engine that multiplies by another one and records some vectors of every layer.
///
/// The vectors drive a row. Their positions are spread evenly and are others for every image.
final class RecordingReads<Products: MatrixEngine & Sendable>: MatrixEngine, Sendable {
  /// How many positions are looked at for a vector that drives a row, for each that is wanted.
  private static var patience: Int { 8 }

  private let products: Products
  private let image: Int
  private let wanted: Int
  private let groups: [Set<Int>]
  private let state: Mutex<RecordedReads>

  /// Creates an engine that has recorded nothing.
  ///
  /// - Parameters:
  ///   - groups: For each layer the groups that are looked at.
  ///   - layers: The layers.
  ///   - image: The number of the image.
  ///   - wanted: How many vectors of a group are recorded.
  ///   - products: What multiplies.
  init(
    _ groups: [Set<Int>], layers: [LayerMatrix], image: Int, wanted: Int, products: Products
  ) {
    self.products = products
    self.image = image
    self.wanted = wanted
    self.groups = groups
    state = Mutex(
      RecordedReads(
        layers: layers.map { [[RecordedReads.Vector]](repeating: [], count: $0.groups) }))
  }

  /// What was recorded.
  var reads: RecordedReads { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    let found = try products.product(layer: layer, group: group, inputs: inputs)
    guard groups[layer.index].contains(group) else { return found }
    let known = state.withLock { $0.layers[layer.index][group].count }
    guard known < wanted else { return found }
    let vectors = inputs.vectors.elements
    var taken: [RecordedReads.Vector] = []
    for position in positions(of: inputs) where known + taken.count < wanted {
      guard inputs.rows.contains(position) else { continue }
      let place = position - inputs.rows.lowerBound
      let own = vectors[place * layer.inputs..<(place + 1) * layer.inputs]
      guard own.contains(where: { $0 != 0 }) else { continue }
      taken.append(
        RecordedReads.Vector(
          number: UInt64(image * inputs.positions + position), positions: inputs.positions,
          inputs: Array(own),
          outputs: Array(found.elements[place * layer.outputs..<(place + 1) * layer.outputs])))
    }
    state.withLock { $0.layers[layer.index][group] += taken }
    return found
  }

  /// Positions of the image in the order in which they are looked at.
  private func positions(of inputs: LayerInputs) -> [Int] {
    var found: [Int] = []
    for index in 0..<Self.patience * wanted {
      let position = EvenSpread.place(
        image * Self.patience * wanted + index, of: inputs.positions)
      if !found.contains(position) { found.append(position) }
    }
    return found
  }
}
