internal import Configuration
internal import Execution
internal import LinearAlgebra
internal import Networks
internal import Synchronization

extension RelativeError {
  /// The RMS of a layer's errors over the RMS of its digital outputs; nil if those are all zero or
  /// were not compared, for which a result has no number.
  var relative: Double? { squaredReference > 0 ? relativeRMSE : nil }
}

/// An engine that multiplies on arrays, except in layers that stay digital.
final class CrossbarEngine: MatrixEngine, Sendable {
  /// On about how many vectors of all groups of a layer the codes of its converters are counted.
  private static let countedVectors = 1 << 14

  private let layers: [CrossbarLayer?]
  private let arrays: [LayerArrays?]
  /// For each layer the integers of its arrays.
  private let integers: [LayerIntegers]
  private let digital: [DigitalMatrix]
  private let measuresErrors: Bool
  private let firstImage: Int
  private let corrections: RestatingEngine.Corrections?
  private let drawsCounts: Bool
  private let undrawn: Set<Int>
  private let state: Mutex<[RelativeError]>
  private let uses: Mutex<[CodeUse]>
  /// For each layer and group how many vectors were compared.
  private let compared: Mutex<[[Int]]>
  /// For each layer and group the first of the images that it computes, −1 before any, and how often it was asked for
  /// these before.
  private let asks: Mutex<[[(image: Int, step: Int)]]>

  /// Prepares the products of some images.
  ///
  /// - Parameters:
  ///   - layers: The layers; nil for those that stay digital.
  ///   - arrays: Their arrays of one instance.
  ///   - integers: For each layer the integers of these; empty for none.
  ///   - digital: Their matrices.
  ///   - measuresErrors: Whether outputs are compared with digital ones.
  ///   - firstImage: The number of the first image, so that every image has read noise of its own.
  ///   - corrections: What follows the arrays of every layer; nil for nothing.
  ///   - drawsCounts: Whether counts of integers are drawn; else they are their means.
  ///   - undrawn: Layers whose counts are their means all the same.
  init(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], integers: [LayerIntegers] = [],
    digital: [DigitalMatrix], measuresErrors: Bool, firstImage: Int,
    corrections: RestatingEngine.Corrections? = nil, drawsCounts: Bool = true,
    undrawn: Set<Int> = []
  ) {
    (self.drawsCounts, self.undrawn) = (drawsCounts, undrawn)
    self.layers = layers
    self.arrays = arrays
    self.integers = integers
    self.digital = digital
    self.measuresErrors = measuresErrors
    self.firstImage = firstImage
    self.corrections = corrections
    asks = Mutex(arrays.map { [(Int, Int)](repeating: (-1, 0), count: $0?.groups.count ?? 0) })
    compared = Mutex(arrays.map { [Int](repeating: 0, count: $0?.groups.count ?? 0) })
    uses = Mutex([CodeUse](repeating: CodeUse(), count: layers.count))
    state = Mutex([RelativeError](repeating: RelativeError(), count: layers.count))
  }

  /// Creates an engine that computes all layers digitally.
  convenience init(digital: [DigitalMatrix]) {
    let none = [CrossbarLayer?](repeating: nil, count: digital.count)
    self.init(
      none, arrays: none.map { _ in nil }, digital: digital, measuresErrors: false, firstImage: 0)
  }

  /// The errors of the outputs against digital products of the same inputs, layer after layer.
  var errors: [RelativeError] { state.withLock { $0 } }

  /// How the column converters were used by the first images, layer after layer.
  var codeUses: [CodeUse] { uses.withLock { $0 } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    let shape = [inputs.rows.count, layer.outputs]
    guard let prepared = layers[layer.index], let programmed = arrays[layer.index] else {
      return Tensor(shape: shape, elements: digital(layer, inputs.vectors, group: group))
    }
    let step = step(of: layer, group: group, inputs)
    let firstImage = firstImage + inputs.firstImage
    let first =
      UInt64(step) &<< 48 &+ UInt64(firstImage) &* UInt64(inputs.positions)
      &+ UInt64(inputs.rows.lowerBound)
    let integer =
      integers.isEmpty
      ? nil
      : drawing(
        integers[layer.index].groups[group], layer: layer, group: group, inputs, step: step)
    let compared = measuresErrors ? newlyCompared(inputs, layer: layer, group: group) : 0
    let vectors =
      integer == nil ? inputs.vectors : compared > 0 ? inputs.prefix(compared).vectors : nil
    var found: [Float]
    if let integer {
      found = try prepared.product(inputs, group: group, integers: integer)
    } else {
      found = try (vectors?.elements ?? []).withUnsafeBufferPointer {
        try prepared.product(
          $0, group: group, arrays: programmed, first: first, positions: inputs.positions)
      }
    }
    if measuresErrors, firstImage == 0, step == 0, inputs.rows.lowerBound == 0, let vectors {
      // The first vectors are plenty, and cost the reads once more.
      let use = try vectors.elements.withUnsafeBufferPointer {
        try prepared.codeUse(
          UnsafeBufferPointer(
            rebasing: $0.prefix(max(256, Self.countedVectors / layer.groups) * layer.inputs)),
          group: group, arrays: programmed, first: first)
      }
      uses.withLock { $0[layer.index] += use }
    }
    if let correction = corrections?[layer.index][group] {
      found = correction.applied(to: found)
    }
    guard found.withUnsafeBufferPointer(\.areFinite) else { throw prepared.unfinishedOutput }
    if let vectors, compared > 0 {
      let reference = vectors.elements.withUnsafeBufferPointer {
        digital[layer.index].product(
          UnsafeBufferPointer(rebasing: $0.prefix(compared * layer.inputs)), group: group)
      }
      let error = RelativeError(ofSingles: Array(found.prefix(reference.count)), against: reference)
      state.withLock { $0[layer.index] += error }
    }
    return Tensor(shape: shape, elements: found)
  }

  /// How many vectors of a group are still to be compared with digital ones.
  private func uncompared(_ layer: MatrixLayer, positions: Int, group: Int) -> Int {
    let most =
      Evaluation.comparedImages(positions: positions, groups: layer.groups) - firstImage
    return compared.withLock { max(0, most * positions - $0[layer.index][group]) }
  }

  /// How many of some inputs are compared with digital products.
  private func newlyCompared(_ inputs: LayerInputs, layer: MatrixLayer, group: Int) -> Int {
    let count = min(
      inputs.rows.count, uncompared(layer, positions: inputs.positions, group: group))
    compared.withLock { $0[layer.index][group] += count }
    return count
  }

  func fill(
    _ outputs: LayerOutputs, layer: MatrixLayer, inputs: (_ group: Int) -> LayerInputs
  ) throws -> Bool {
    guard corrections == nil, !integers.isEmpty, let prepared = layers[layer.index],
      !measuresErrors
        || uncompared(layer, positions: outputs.positions, group: layer.groups - 1) == 0
    else { return false }
    let integers = integers[layer.index]
    if let all = integers.all {
      try prepared.write(inputs(0), integers: all, to: outputs)
      return true
    }
    let groups = integers.groups.compactMap(\.self)
    guard groups.count == layer.groups else { return false }
    for (group, product) in groups.enumerated() {
      let inputs = inputs(group)
      let step = step(of: layer, group: group, inputs)
      guard
        let product = drawing(product, layer: layer, group: group, inputs, step: step)
      else { return false }
      try prepared.write(inputs, group: group, integers: product, to: outputs)
    }
    return true
  }

  func partSlopes(
    layer: MatrixLayer, group: Int, inputs: LayerInputs
  ) throws -> [PartSlopes]? {
    guard let prepared = layers[layer.index], !integers.isEmpty else { return nil }
    return try prepared.partSlopes(
      inputs, group: group,
      integers: drawing(
        integers[layer.index].groups[group], layer: layer, group: group, inputs, step: 0))
  }

  /// How often a group of a layer was asked for before, for the same images.
  ///
  /// A layer that is asked for one step after the other gets all images of a piece each time: steps are counted apart, so
  /// that an image's numbers are the same in every batch, and in every piece of one.
  private func step(of layer: MatrixLayer, group: Int, _ inputs: LayerInputs) -> Int {
    asks.withLock { asks in
      let known = asks[layer.index][group]
      if known.image != inputs.firstImage {
        asks[layer.index][group] = (inputs.firstImage, 0)
      } else if inputs.rows.lowerBound == 0 {
        asks[layer.index][group].step += 1
      }
      return asks[layer.index][group].step
    }
  }

  /// A product with the draws of some images.
  private func drawing(
    _ product: (any CodeProduct)?, layer: MatrixLayer, group: Int, _ inputs: LayerInputs, step: Int
  ) -> (any CodeProduct)? {
    guard drawsCounts, !undrawn.contains(layer.index), let product,
      let arrays = arrays[layer.index],
      let draws = layers[layer.index]?.draws(
        arrays, group: group, positions: inputs.positions, step: step,
        firstImage: firstImage + inputs.firstImage)
    else { return product }
    return product.drawing(draws)
  }

  private func digital(_ layer: MatrixLayer, _ vectors: Tensor, group: Int) -> [Float] {
    vectors.elements.withUnsafeBufferPointer { digital[layer.index].product($0, group: group) }
  }
}
