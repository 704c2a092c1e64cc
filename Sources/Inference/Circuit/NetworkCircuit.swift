internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
package import Networks
internal import Records

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

  /// Chooses ranges and gains on the sample images of an evaluation.
  ///
  /// - Parameters:
  ///   - evaluation: The network with its mapping, technology and sample images.
  ///   - other: A circuit whose members read the arrays here, too; nil to choose them.
  /// - Throws: `InputError` if mapping and technology do not fit; whatever keeps arrays from being programmed.
  package init(_ evaluation: Evaluation, modelsOf other: NetworkCircuit? = nil) throws {
    guard let technology = evaluation.options.technology else {
      preconditionFailure("a circuit without a technology")
    }
    let options = evaluation.options
    threads = options.threads
    let matrices = evaluation.network.matrixLayers.map(LayerMatrix.init)
    let samples = try evaluation.sampled(matrices, digital: matrices.map(DigitalMatrix.init))
    let onArrays = matrices.filter { !options.mapping.isDigital(layer: $0.name) }
    let prepared = try concurrentMap(onArrays.count, threads: options.threads) { index in
      try PreparedLayer(
        onArrays[index], mapping: options.mapping,
        technology: options.technology(ofLayer: onArrays[index].name) ?? technology,
        sample: samples[onArrays[index].index])
    }
    let models =
      try other?.models
      ?? LayerModels(
        options, technology: technology, layers: prepared.map { ($0, samples[$0.matrix.index]) },
        progress: evaluation.stages)
    self.models = models
    var layers = [CrossbarLayer?](repeating: nil, count: matrices.count)
    let meter = StageMeter("ranges of layers", of: prepared.count, evaluation.stages)
    for prepared in prepared {
      defer { meter.add() }
      let index = prepared.matrix.index
      layers[index] = try LayerRanging.layer(
        prepared, sample: samples[index], model: models.model(ofLayer: index), wires: .kept,
        threads: options.threads)
    }
    self.layers = layers
    slopes = try concurrentMap(layers.count, threads: options.threads) { [layers] index in
      try layers[index]?.slopes(model: models.model(ofLayer: index))
    }
  }

  /// The numbers of the layers on arrays.
  package var onArrays: Set<Int> { Set(layers.indices.filter { layers[$0] != nil }) }

  /// The numbers of the layers whose columns are counted.
  package var counted: Set<Int> {
    Set(
      layers.indices.filter {
        if case .counts = layers[$0]?.conversion { true } else { false }
      })
  }

  /// Programs the weights of a network.
  ///
  /// - Parameters:
  ///   - network: The network, with the layers of that which chose the ranges.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - isBackward: Whether the arrays' own weights are wanted, by which gradients go back.
  /// - Returns: The arrays.
  /// - Throws: Whatever keeps arrays from being programmed or read.
  package func programmed(
    _ network: [MatrixLayer], instance: LayerArrays.Instance?, isBackward: Bool
  ) throws -> ProgrammedCircuit {
    let matrices = network.map(LayerMatrix.init)
    let parts = try concurrentMap(matrices.count, threads: threads) {
      index throws -> ProgrammedCircuit.Layer? in
      guard let ranged = layers[index] else { return nil }
      let prepared = PreparedLayer(ranged.prepared, matrix: matrices[index])
      let arrays = try prepared.arrays(
        model: models.model(ofLayer: index), instance: prepared.isVaried ? instance : nil,
        wires: .alike(ranged.nominal), threads: 1)
      let layer = ranged.holding(prepared, arrays: arrays)
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
  /// - Parameter firstImage: The number of the first image, so that every image has read noise of its own.
  /// - Returns: The engine, for one batch of images.
  package func engine(firstImage: Int) -> any MatrixEngine & Sendable {
    CrossbarEngine(
      layers.map { $0?.layer }, arrays: layers.map { $0?.arrays },
      integers: layers.map { $0?.integers ?? LayerIntegers() }, digital: digital,
      measuresErrors: false, firstImage: firstImage)
  }

  /// What the arrays of a layer multiply by; nil for digital layers, and where nobody wanted to know.
  ///
  /// - Parameter index: The number of the layer.
  /// - Returns: For each group *inputs × outputs*.
  package func weights(ofLayer index: Int) -> [[Float]]? { layers[index]?.weights }

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
  /// The layer with other weights, between the same converters.
  fileprivate func holding(_ prepared: PreparedLayer, arrays: LayerArrays) -> CrossbarLayer {
    CrossbarLayer(
      prepared, conversion: conversion, gains: gains, trims: trims, nominal: arrays)
  }
}
