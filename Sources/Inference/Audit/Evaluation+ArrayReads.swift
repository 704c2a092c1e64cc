internal import Configuration
internal import LinearAlgebra
internal import Networks
internal import Records
internal import Synchronization

extension Evaluation {
  /// Lists what an array of a layer is read with while one of the images passes through the network on
  /// arrays of an instance, with the converters, the models and the chance of an evaluation.
  ///
  /// - Parameters:
  ///   - array: The place of the array in `LayerFabrication.places`.
  ///   - name: The layer, one that is on arrays.
  ///   - image: The number of the image.
  ///   - trial: The number of the instance.
  ///   - most: The most reads that are kept, at even distances; nil for all.
  /// - Returns: The reads.
  /// - Throws: `InputError` if the network has no such layer on arrays, or no read of the array is driven;
  ///   whatever keeps the network from an answer.
  package func arrayReads(
    ofArray array: Int, inLayer name: String, image: Int, trial: Int, most: Int?
  ) throws -> ArrayReads {
    precondition(image < images.count, "image \(image) of \(images.count)")
    guard let technology = options.technology, options.solver != .digital else {
      throw UsageError("solver digital has no arrays that are read")
    }
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let digital = matrices.map(DigitalMatrix.init)
    var timing = EvaluationResult.Timing()
    let (layers, models, _) = try ranged(
      matrices, digital: digital, technology: technology, timing: &timing)
    guard let index = matrices.firstIndex(where: { $0.name == name }), let layer = layers[index]
    else {
      throw InputError(
        source: network.source, found: "no layer \(name) on arrays",
        accepted: zip(matrices, layers).filter { $0.1 != nil }.map(\.0.name)
          .joined(separator: ", "))
    }
    // What comes after the layer changes nothing of what it is read with.
    let arrays = try layers.enumerated().map { place, layer in
      try place < index
        ? layer.map { try programmed($0, models, technology: technology, trial: trial) } : nil
    }
    let engine = RecordingEngine(
      layer: index, groups: matrices[index].groups,
      products: CrossbarEngine(
        layers, arrays: arrays, integers: integers(of: layers, arrays), digital: digital,
        measuresErrors: false, firstImage: image))
    _ = try network.forward(
      images.batch(image..<image + 1),
      engine: engine)
    let found = ArrayReads(ofArray: array, layer, vectors: engine.vectors, most: most)
    guard !found.reads.isEmpty else {
      throw InputError(
        source: images.name, location: "image \(image)",
        found: "no input vector of layer \(name) that drives a row of the array",
        accepted: "another image or array")
    }
    return found
  }
}

/// An engine that multiplies by another one and keeps all input vectors of one layer.
private final class RecordingEngine: MatrixEngine, Sendable {
  private let layer: Int
  private let products: CrossbarEngine
  private let state: Mutex<[[Float]]>

  init(layer: Int, groups: Int, products: CrossbarEngine) {
    self.layer = layer
    self.products = products
    state = Mutex([[Float]](repeating: [], count: groups))
  }

  /// The input vectors of every group, *vectors × inputs*.
  var vectors: [[Float]] { state.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    if layer.index == self.layer { state.withLock { $0[group] += inputs.vectors.elements } }
    return try products.product(layer: layer, group: group, inputs: inputs)
  }
}
