internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
package import Networks
package import Records

/// The arrays and converters of a network's layers, to be programmed with other weights again and again.
///
/// Ranges, gains and the members that read the arrays are chosen once, for the weights of one network, and the arrays of
/// these are solved; of other weights only the cells change. Where columns are products, wires then leave of each cell
/// the part that they left of it before.
package struct NetworkCircuit: Sendable {
  private let layers: [CrossbarLayer?]
  /// For each layer by how much what its arrays multiply by changes with a weight; for each group *inputs × outputs*.
  private let slopes: [[[Float]]?]
  private let models: LayerModels
  private let threads: Int
  private let origin: (network: EvaluationResult.Source, chosenBy: String?)

  /// Chooses ranges and gains on the sample images of an evaluation.
  ///
  /// - Parameters:
  ///   - evaluation: The network with its mapping, technology and sample images.
  ///   - other: A circuit whose members read the arrays here, too; nil to choose them.
  ///   - given: What the sample images bring to every layer; nil to find it.
  ///   - alike: A circuit of the same weights, whose arrays are solved and whose slopes are known; nil to solve them.
  /// - Throws: `InputError` if mapping and technology do not fit; whatever keeps arrays from being programmed.
  package init(
    _ evaluation: Evaluation, modelsOf other: NetworkCircuit? = nil,
    samples given: [LayerSample]? = nil, like alike: NetworkCircuit? = nil
  ) throws {
    guard let technology = evaluation.options.technology else {
      preconditionFailure("a circuit without a technology")
    }
    let options = evaluation.options
    threads = options.threads
    origin = (evaluation.networkSource, options.ranges?.chosenBy)
    let matrices = evaluation.network.matrixLayers.map(LayerMatrix.init)
    let samples =
      try given ?? evaluation.sampled(matrices, digital: matrices.map(DigitalMatrix.init))
    let onArrays = matrices.filter { !options.mapping.isDigital(layer: $0.name) }
    let ranges = try onArrays.map { matrix in
      try options.ranges.map {
        try GivenRanges($0, source: evaluation.rangesName, layer: matrix.name)
      }
    }
    let prepared = try concurrentMap(onArrays.count, threads: options.threads) { index in
      try PreparedLayer(
        onArrays[index], mapping: options.mapping,
        technology: options.technology(ofLayer: onArrays[index].name) ?? technology,
        sample: samples[onArrays[index].index], ranges: ranges[index])
    }
    let models =
      try (alike ?? other)?.models
      ?? LayerModels(
        options, technology: technology, layers: prepared.map { ($0, samples[$0.matrix.index]) },
        progress: evaluation.stages)
    self.models = models
    var layers = [CrossbarLayer?](repeating: nil, count: matrices.count)
    let meter = StageMeter("ranges of layers", of: prepared.count, evaluation.stages)
    for (prepared, ranges) in zip(prepared, ranges) {
      defer { meter.add() }
      let index = prepared.matrix.index
      layers[index] = try LayerRanging.layer(
        prepared, sample: samples[index], model: models.model(ofLayer: index), ranges: ranges,
        wires: alike?.layers[index].map { .alike($0.nominal) } ?? .kept, threads: options.threads)
    }
    self.layers = layers
    slopes =
      try alike?.slopes
      ?? concurrentMap(layers.count, threads: options.threads) { [layers] index in
        try layers[index]?.slopes(model: models.model(ofLayer: index))
      }
  }

  /// The numbers of the layers on arrays.
  package var onArrays: Set<Int> { Set(layers.indices.filter { layers[$0] != nil }) }

  /// What tells of the samples of a layer: its name, conversions of a stream for an image, streams.
  ///
  /// - Parameters:
  ///   - index: The number of the layer.
  ///   - positions: The vectors of an image.
  /// - Returns: The conversions of one stream, which go by slice, row of arrays and output; nil where columns are not
  ///   counted.
  func conversions(ofLayer index: Int, positions: Int) -> (count: Int, rows: Int, streams: Int)? {
    guard counted.contains(index), let prepared = layers[index]?.prepared else { return nil }
    let rows = prepared.mapping.sliceCount * prepared.grid.rowRanges.count
    return (
      positions * prepared.matrix.groups * rows * prepared.matrix.outputs, positions,
      prepared.inputConverter.streamCount
    )
  }

  /// The numbers of the layers whose columns are counted.
  package var counted: Set<Int> {
    Set(
      layers.indices.filter {
        if case .counts = layers[$0]?.conversion { true } else { false }
      })
  }

  /// Refuses counted sums that have no gradient.
  ///
  /// - Throws: `InputError` that names technology and layer.
  package func requireSlopes() throws {
    for layer in layers.compactMap({ $0 }) {
      guard case .counts = layer.conversion else { continue }
      guard layer.integers(of: layer.nominal).groups.allSatisfy({ $0 is CountingLayer }) else {
        throw layer.unknownSlopes
      }
    }
  }

  /// Where the converters of every layer that can be learned lie among the numbers of all; nil for layers whose columns
  /// are not counted.
  ///
  /// - Parameter first: The place of the first number.
  /// - Returns: The places, layer after layer.
  package func learned(from first: Int) -> [LearnedConverters?] {
    var next = first
    return layers.map { layer in
      guard let layer, case .counts = layer.conversion,
        let sums = layer.prepared.mapping.counting
      else { return nil }
      let (prepared, groups) = (layer.prepared, layer.prepared.matrix.groups)
      let outputs = groups * prepared.matrix.outputs
      // Hardware whose range is given is not set by a training.
      let isFixed = sums.range != .calibrated
      let ofTile = sums.scale == .column ? outputs : 1
      let places = LearnedConverters(
        from: next,
        inputs: prepared.mapping.inputs.scale == .token ? 0 : prepared.inputConverters.count,
        slopes: isFixed ? 0 : ofTile, rowTiles: isFixed ? 0 : prepared.grid.rowRanges.count,
        ofTile: ofTile, outputs: outputs)
      next = places.all.upperBound
      return places
    }
  }

  /// The settings of all converters.
  ///
  /// - Parameter changes: For each layer how they are set against those that were chosen; nil for as those.
  /// - Returns: The settings, as those of the network that chose them.
  package func ranges(_ changes: [ConverterChange?] = []) -> ConverterRanges {
    ConverterRanges(
      network: origin.network, chosenBy: origin.chosenBy,
      layers: layers.enumerated().compactMap { index, layer in
        layer.map { layer in
          let change = changes.isEmpty ? nil : changes[index]
          return ConverterRanges.Layer(
            layer.holding(
              layer.prepared.changed(change), arrays: layer.nominal, change: change))
        }
      })
  }

  /// Programs the weights of a network.
  ///
  /// - Parameters:
  ///   - network: The network, with the layers of that which chose the ranges.
  ///   - changes: For each layer how its converters are set against those that were chosen; empty for as those.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - isBackward: Whether the arrays' own weights are wanted, by which gradients go back.
  /// - Returns: The arrays.
  /// - Throws: Whatever keeps arrays from being programmed or read.
  package func programmed(
    _ network: [MatrixLayer], changes: [ConverterChange?] = [],
    instance: LayerArrays.Instance?, isBackward: Bool
  ) throws -> ProgrammedCircuit {
    let matrices = network.map(LayerMatrix.init)
    let parts = try concurrentMap(matrices.count, threads: threads) {
      index throws -> ProgrammedCircuit.Layer? in
      guard let ranged = layers[index] else { return nil }
      let change = changes.isEmpty ? nil : changes[index]
      let prepared = PreparedLayer(ranged.prepared, matrix: matrices[index]).changed(change)
      let arrays = try prepared.arrays(
        model: models.model(ofLayer: index), instance: prepared.isVaried ? instance : nil,
        wires: .alike(ranged.nominal), threads: 1)
      let layer = ranged.holding(prepared, arrays: arrays, change: change)
      return ProgrammedCircuit.Layer(
        layer: layer, arrays: arrays, integers: layer.integers(of: arrays),
        weights: isBackward ? try layer.weights(of: arrays) : nil,
        slopes: isBackward ? slopes[index] : nil)
    }
    return ProgrammedCircuit(layers: parts, digital: matrices.map(DigitalMatrix.init))
  }
}

/// A network's layers on arrays as they are programmed.
package struct ProgrammedCircuit: Sendable {
  /// A layer.
  struct Layer: Sendable {
    let layer: CrossbarLayer
    let arrays: LayerArrays
    let integers: LayerIntegers
    let weights: [[Float]]?
    let slopes: [[Float]]?
  }

  /// The layers; nil for those that stay digital.
  let layers: [Layer?]
  let digital: [DigitalMatrix]

  /// What multiplies on the arrays.
  ///
  /// - Parameters:
  ///   - firstImage: The number of the first image, so that every image has read noise and draws of its own.
  ///   - drawsCounts: Whether counts are drawn; else they are their means.
  ///   - undrawn: Layers whose counts are their means all the same.
  /// - Returns: The engine, for one batch of images.
  package func engine(
    firstImage: Int, drawsCounts: Bool = true, undrawn: Set<Int> = []
  ) -> any MatrixEngine & Sendable {
    CrossbarEngine(
      layers.map { $0?.layer }, arrays: layers.map { $0?.arrays },
      integers: layers.map { $0?.integers ?? LayerIntegers() }, digital: digital,
      measuresErrors: false, firstImage: firstImage, drawsCounts: drawsCounts, undrawn: undrawn)
  }

  /// The variance of what the outputs of a layer's group are, by the draws of its converters alone.
  ///
  /// - Parameters:
  ///   - index: The number of the layer.
  ///   - group: The group.
  ///   - inputs: Its inputs.
  /// - Returns: For each stream *vectors × outputs*; nil where columns are not counted as integers.
  /// - Throws: `InputError` if an input is not finite.
  package func variances(
    ofLayer index: Int, group: Int, inputs: LayerInputs
  ) throws -> [[Float]]? {
    guard let layer = layers[index], !layer.integers.groups.isEmpty else { return nil }
    return try layer.layer.variances(
      inputs, group: group, integers: layer.integers.groups[group])
  }

  /// The means of a group's outputs where thresholds are stepped.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - group: The group.
  ///   - inputs: Its inputs.
  /// - Returns: *vectors × outputs*; nil for other converters.
  /// - Throws: `InputError` if an input is not finite.
  func steppedMeans(
    _ layer: MatrixLayer, group: Int, inputs: LayerInputs
  ) throws -> [Float]? {
    guard let own = layers[layer.index],
      own.layer.prepared.mapping.counting?.isStepped == true,
      let integers = own.integers.groups[group]
    else { return nil }
    return try own.layer.product(inputs, group: group, integers: integers)
  }

  /// What the arrays of a layer multiply by; nil for digital layers, and where nobody wanted to know.
  ///
  /// - Parameter index: The number of the layer.
  /// - Returns: For each group *inputs × outputs*.
  package func weights(ofLayer index: Int) -> [[Float]]? { layers[index]?.weights }

  /// What gradients go back by: the numbers of a network, with what the arrays multiply by in the place of its weights.
  ///
  /// - Parameters:
  ///   - parameters: Weights and biases.
  ///   - layout: Their order.
  /// - Returns: As many numbers.
  package func weights(of parameters: [Float], layout: ParameterLayout) -> [Float] {
    var found = parameters
    for (index, layer) in layout.layers.enumerated() {
      guard let weights = weights(ofLayer: index) else { continue }
      found.replaceSubrange(layer.weights, with: weights.joined())
    }
    return found
  }

  /// By how much that changes with a weight; nil as above.
  ///
  /// - Parameter index: The number of the layer.
  /// - Returns: For each group *inputs × outputs*.
  package func slopes(ofLayer index: Int) -> [[Float]]? { layers[index]?.slopes }

  /// What makes codes of the inputs of every layer; nil for digital layers, and where every vector has a range of its
  /// own.
  package var quantizers: [CircuitPass.Quantizer?] {
    layers.map { layer in
      guard let converters = layer?.layer.prepared.inputConverters, let first = converters.first,
        !first.isOfVectors
      else { return nil }
      return CircuitPass.Quantizer(
        steps: converters.map { $0.converter.step / $0.magnification },
        codes: first.converter.lowest...first.converter.highest)
    }
  }
}

extension CrossbarLayer {
  /// The layer with other weights, between the same converters or changed ones.
  fileprivate func holding(
    _ prepared: PreparedLayer, arrays: LayerArrays, change: ConverterChange?
  ) -> CrossbarLayer {
    var (conversion, gains) = (conversion, gains)
    if let change, case .counts(let converters) = conversion {
      let outputs = prepared.matrix.outputs
      conversion = .counts(
        change.changed(converters, grid: prepared.grid, groups: prepared.matrix.groups))
      gains = gains.enumerated().map { group, gains in
        gains.enumerated().map { $1 * change.gainFactor(ofOutput: group * outputs + $0) }
      }
    }
    return CrossbarLayer(
      prepared, conversion: conversion, gains: gains, trims: trims, nominal: arrays)
  }
}

extension PreparedLayer {
  /// The layer with steps of its rows as a training set them.
  fileprivate func changed(_ change: ConverterChange?) -> PreparedLayer {
    change.map { stepped(by: $0.inputFactor) } ?? self
  }
}
