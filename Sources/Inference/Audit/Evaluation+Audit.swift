internal import CrossbarModels
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// Through how many images an audit sees what layers are read with.
  private static let auditImages = 64
  /// How many input vectors of a layer it keeps of each.
  private static let auditVectors = 32

  /// Compares the fast model with exact solutions on reads that the layers' arrays get while some of
  /// the evaluated images pass through the network on arrays.
  ///
  /// - Parameters:
  ///   - reads: How many of every layer.
  ///   - layers: The layers, nil for digital ones.
  ///   - arrays: The arrays of the first instance.
  ///   - digital: The layers as digital matrices.
  ///   - models: What reads the arrays.
  /// - Returns: What was found.
  /// - Throws: Whatever keeps the network, the model or the solver from an answer.
  func audit(
    _ reads: Int, layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix],
    models: LayerModels
  ) throws -> CurrentAudit {
    let (count, samples) = try auditSamples(layers, arrays: arrays, digital: digital)
    let tolerance = auditedTolerance(of: models.chosen)
    let instance = LayerArrays.Instance(seed: options.seed, trial: 0)
    return CurrentAudit(
      tolerance: tolerance, readsPerLayer: reads, images: count,
      layers: try layers.compactMap { $0 }.map { layer in
        try LayerAudit(
          layer, traffic: layer.prepared.traffic(samples[layer.prepared.matrix.index]),
          instance: instance
        ).run(
          reads, model: models.model(ofLayer: layer.prepared.matrix.index),
          tolerance: tolerance, threads: options.threads)
      })
  }

  /// Counts the non-ideality factors of reads that are drawn as those of an audit.
  ///
  /// - Parameters: As of ``audit(_:layers:arrays:digital:models:)``.
  /// - Returns: For every layer its factors; nil for digital ones.
  /// - Throws: Whatever keeps the network or the model from an answer.
  func nonIdeality(
    _ reads: Int, layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix],
    models: LayerModels
  ) throws -> [NonIdealityFactors?] {
    let samples = try auditSamples(layers, arrays: arrays, digital: digital).samples
    return try layers.enumerated().map { index, layer in
      try layer.flatMap {
        try LayerNonIdeality(
          $0, traffic: $0.prepared.traffic(samples[index]),
          instance: LayerArrays.Instance(seed: options.seed, trial: 0)
        ).factors(of: reads, model: models.model(ofLayer: index), threads: options.threads)
      }
    }
  }

  /// What some of the evaluated images bring to the layers while they pass through the network on arrays.
  private func auditSamples(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix]
  ) throws -> (images: Int, samples: [LayerSample]) {
    let count = min(images.count, Self.auditImages)
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    var seen = try concurrentMap(count, threads: options.threads) { index in
      let image = index * images.count / count
      let engine = SamplingEngine(
        matrices,
        products: CrossbarEngine(
          layers, arrays: arrays, digital: digital, measuresErrors: false,
          firstImage: image),
        vectorsPerImage: Self.auditVectors)
      _ = try network.forward(
        images.dataSet.images(image..<image + 1, preprocessing: images.preprocessing),
        engine: engine)
      return engine.samples
    }
    return (count, LayerSample.joined(&seen))
  }

  /// The tolerance that a model was taken for; nil if it was asked for by name.
  private func auditedTolerance(of chosen: ChosenModel?) -> Double? {
    if let selection = chosen?.selection { return selection.tolerance }
    // What was not judged is exact, or was asked for.
    let isNamed = options.fast.kind != nil || options.fast.calibrated != nil
    return options.fast.tolerance ?? (isNamed ? nil : ModelSelection.defaultTolerance)
  }
}
