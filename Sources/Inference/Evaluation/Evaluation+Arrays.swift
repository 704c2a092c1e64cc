internal import Configuration
internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  func ranged(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix], technology: Technology,
    timing: inout EvaluationResult.Timing
  ) throws -> (layers: [CrossbarLayer?], models: LayerModels, notes: [String]) {
    var samples = try Self.timed(&timing.calibration) { try sampled(matrices, digital: digital) }
    let onArrays = matrices.filter { !options.mapping.isDigital(layer: $0.name) }
    let ranges = try onArrays.map { matrix in
      try options.ranges.map {
        try GivenRanges($0, source: rangesName, layer: matrix.name)
      }
    }
    let prepared = try Self.timed(&timing.calibration) {
      try concurrentMap(onArrays.count, threads: options.threads) { [samples] index in
        try PreparedLayer(
          onArrays[index], mapping: options.mapping,
          technology: options.technology(ofLayer: onArrays[index].name) ?? technology,
          sample: samples[onArrays[index].index], ranges: ranges[index],
          arithmetic: options.arithmetic)
      }
    }
    var models = try Self.timed(&timing.selection) {
      try LayerModels(
        options, technology: technology,
        layers: prepared.map { ($0, samples[$0.matrix.index]) }, progress: stages)
    }
    var layers = [CrossbarLayer?](repeating: nil, count: matrices.count)
    func findRanges() throws {
      let meter = StageMeter("ranges of layers", of: prepared.count, stages)
      try Self.timed(&timing.calibration) {
        for (prepared, ranges) in zip(prepared, ranges) {
          defer { meter.add() }
          let index = prepared.matrix.index
          let sample = samples[index]
          layers[index] = try LayerRanging.layer(
            prepared,
            sample: options.solver == .nodal
              ? sample.thinned(to: Self.exactRangingVectors) : sample,
            model: models.model(ofLayer: index), ranges: ranges, threads: options.threads)
          // Samples take as much memory as arrays. Nobody asks for a whole one again unless models may still
          // turn out to be others.
          guard !models.dependsOnTraffic else { continue }
          samples[index] = sample.thinned(toPerGroup: IdealReview.mostVectors)
        }
      }
    }
    try findRanges()
    let confirmed = try Self.timed(&timing.selection) {
      try self.confirmed(models, layers, matrices, digital: digital)
    }
    let isOther = confirmed.differs(from: models)
    models = confirmed
    if isOther { try findRanges() }
    let ranged = layers
    let reviews = try concurrentMap(prepared.count, threads: options.threads) { [samples] index in
      let layer = prepared[index]
      // What was ranged without wires need not be ranged again.
      return try IdealReview(layer, sample: samples[layer.matrix.index], threads: 1).note(
        of: options.solver == .ideal ? ranged[layer.matrix.index] : nil)
    }
    let found =
      options.ranges == nil
      ? PreparedLayer.quantizedNotes(prepared)
        + PreparedLayer.silenceNotes(prepared.map { ($0, samples[$0.matrix.index]) }) : []
    return (
      layers, models,
      found + reviews.compactMap { $0 } + models.notes(options.layerTechnologies)
        + models.variationNotes(of: prepared, options)
    )
  }

  /// What the sample images bring to every layer of the digital network.
  func sampled(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix]
  ) throws -> [LayerSample] {
    let meter = StageMeter("calibration images", of: sample.count, stages)
    return try sample.inputs(
      of: network, matrices, digital: digital, mapping: options.mapping, threads: options.threads
    ) { meter.add($0) }
  }

  /// The moments of all digital outputs on the sample images; nil where nothing is corrected.
  func digitalMoments(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix]
  ) throws -> RestatingEngine.Targets? {
    guard options.correction != .none else { return nil }
    return try restated(
      matrices, matrices.map { _ in nil }, arrays: matrices.map { _ in nil }, integers: [],
      digital: digital, targets: nil
    ).moments
  }

  /// Lets the sample images through the network, and fits what follows its layers.
  func restated(
    _ matrices: [LayerMatrix], _ layers: [CrossbarLayer?], arrays: [LayerArrays?],
    integers: [LayerIntegers], digital: [DigitalMatrix], targets: RestatingEngine.Targets?
  ) throws -> RestatingEngine {
    let engine = RestatingEngine(
      options.correction, layers: matrices,
      engine: CrossbarEngine(
        layers, arrays: arrays, integers: integers, digital: digital, measuresErrors: false,
        firstImage: Self.firstSampleRead), targets: targets)
    _ = try sample.batches(of: sample.count, threads: 1) { _, batch in
      try network.forward(batch, engine: engine)
    }
    return engine
  }

  /// The arrays of an instance as integers, where their reads are products; none where others are asked for.
  func integers(
    of layers: [CrossbarLayer?], _ arrays: [LayerArrays?]
  ) -> [LayerIntegers] {
    guard options.arithmetic == .automatic else { return [] }
    return concurrentMap(layers.count, threads: options.threads) { index in
      guard let layer = layers[index], let arrays = arrays[index] else { return LayerIntegers() }
      return layer.integers(of: arrays)
    }
  }

  func programmed(
    _ layer: CrossbarLayer, _ models: LayerModels, technology: Technology, trial: Int
  ) throws -> LayerArrays {
    let trial = options.repeatsReads ? 0 : trial
    if let states = options.states {
      return try layer.prepared.arrays(
        model: models.model(ofLayer: layer.prepared.matrix.index),
        instance: LayerArrays.Instance(seed: options.seed, trial: trial),
        stored: states.reads(of: layer.prepared, instance: trial), threads: options.threads)
    }
    guard layer.prepared.isVaried else { return layer.nominal }
    return try layer.prepared.arrays(
      model: models.model(ofLayer: layer.prepared.matrix.index),
      instance: LayerArrays.Instance(seed: options.seed, trial: trial), threads: options.threads)
  }
}
