internal import Configuration
internal import Networks

extension Evaluation {
  /// How many sample images pass through arrays to see what layers behind others are read with.
  private static let trafficImages = 8
  /// By which part the mean magnitude of a layer's inputs may be another on arrays before its model is judged
  /// anew.
  private static let changedTraffic = 0.05

  /// The models, judged on what the layers are read with on arrays where that is not what the digital network
  /// sends: what arrays before them lose, layers behind them do not get.
  ///
  /// - Parameters:
  ///   - models: The models, chosen by the traffic of the digital network.
  ///   - layers: The layers with their converters; nil for those that stay digital.
  ///   - matrices: The matrices of the layers.
  ///   - digital: The same for digital products.
  /// - Returns: The models that hold on both.
  /// - Throws: `ToleranceError` if none does; whatever keeps arrays from being read.
  func confirmed(
    _ models: LayerModels, _ layers: [CrossbarLayer?], _ matrices: [LayerMatrix],
    digital: [DigitalMatrix]
  ) throws -> LayerModels {
    guard models.dependsOnTraffic else { return models }
    let arrays = layers.map { $0?.nominal }
    let onArrays = try traffic(
      matrices,
      of: CrossbarEngine(
        layers, arrays: arrays, integers: integers(of: layers, arrays), digital: digital,
        measuresErrors: false, firstImage: Self.firstSampleRead))
    let digitally = try traffic(matrices, of: CrossbarEngine(digital: digital))
    let changed = layers.compactMap { layer -> (prepared: PreparedLayer, sample: LayerSample)? in
      guard let prepared = layer?.prepared else { return nil }
      let index = prepared.matrix.index
      let (found, wanted) = (onArrays[index].meanMagnitude, digitally[index].meanMagnitude)
      guard (found - wanted).magnitude > Self.changedTraffic * wanted else { return nil }
      return (prepared, onArrays[index])
    }
    return try models.confirmed(options, on: changed, progress: stages)
  }

  /// What the first sample images bring to every layer.
  private func traffic(
    _ matrices: [LayerMatrix], of engine: CrossbarEngine
  ) throws -> [LayerSample] {
    let images = try LabeledImages(
      sample.dataSet, name: sample.name, preprocessing: sample.preprocessing,
      limit: min(sample.count, Self.trafficImages)
    ).arranged(for: network)
    let sampling = SamplingEngine(matrices, products: engine)
    _ = try images.batches(of: images.count, threads: 1) { _, batch in
      try network.forward(batch, engine: sampling)
    }
    return sampling.samples
  }
}
