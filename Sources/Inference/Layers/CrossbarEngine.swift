internal import Configuration
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
  private let layers: [CrossbarLayer?]
  private let arrays: [LayerArrays?]
  private let digital: [DigitalMatrix]
  private let measuresErrors: Bool
  private let firstImage: Int
  private let imageCount: Int
  private let corrections: RestatingEngine.Corrections?
  private let state: Mutex<[RelativeError]>
  private let uses: Mutex<[CodeUse]>
  /// For each layer and group the number of vectors that came so far.
  private let counts: Mutex<[[Int]]>

  /// Prepares the products of some images.
  ///
  /// - Parameters:
  ///   - layers: The layers; nil for those that stay digital.
  ///   - arrays: Their arrays of one instance.
  ///   - digital: Their matrices.
  ///   - measuresErrors: Whether outputs are compared with digital ones.
  ///   - firstImage: The number of the first image, so that every image has read noise of its own.
  ///   - imageCount: How many images there are.
  ///   - corrections: What follows the arrays of every layer; nil for nothing.
  init(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], digital: [DigitalMatrix],
    measuresErrors: Bool, firstImage: Int, imageCount: Int,
    corrections: RestatingEngine.Corrections? = nil
  ) {
    self.layers = layers
    self.arrays = arrays
    self.digital = digital
    self.measuresErrors = measuresErrors
    self.firstImage = firstImage
    self.imageCount = imageCount
    self.corrections = corrections
    counts = Mutex(arrays.map { [Int](repeating: 0, count: $0?.groups.count ?? 0) })
    uses = Mutex([CodeUse](repeating: CodeUse(), count: layers.count))
    state = Mutex([RelativeError](repeating: RelativeError(), count: layers.count))
  }

  /// Creates an engine that computes all layers digitally.
  convenience init(digital: [DigitalMatrix]) {
    let none = [CrossbarLayer?](repeating: nil, count: digital.count)
    self.init(
      none, arrays: none.map { _ in nil }, digital: digital, measuresErrors: false, firstImage: 0,
      imageCount: 1)
  }

  /// The errors of the outputs against digital products of the same inputs, layer after layer.
  var errors: [RelativeError] { state.withLock { $0 } }

  /// How the column converters were used by the first images, layer after layer.
  var codeUses: [CodeUse] { uses.withLock { $0 } }

  func product(
    layer: MatrixLayer, group: Int, positions: Int, inputs: Tensor
  ) throws -> Tensor {
    try inputs.elements.withUnsafeBufferPointer { values in
      let shape = [values.count / layer.inputs, layer.outputs]
      guard let prepared = layers[layer.index], let programmed = arrays[layer.index] else {
        return Tensor(shape: shape, elements: digital[layer.index].product(values, group: group))
      }
      let seen = counts.withLock { counts in
        defer { counts[layer.index][group] += shape[0] }
        return counts[layer.index][group]
      }
      // A layer that is asked for one step after the other gets all images of the batch each time: only
      // the steps are counted apart, so that an image's numbers are the same in every batch.
      let ofOperation = max(imageCount * positions, 1)
      let (operation, place) = seen.quotientAndRemainder(dividingBy: ofOperation)
      let first = UInt64(operation) &<< 48 &+ UInt64(firstImage * positions + place)
      var found = try prepared.product(values, group: group, arrays: programmed, first: first)
      if measuresErrors, firstImage == 0, seen == 0 {
        // The first block of vectors is plenty, and costs the reads once more.
        let use = try prepared.codeUse(values, group: group, arrays: programmed, first: first)
        uses.withLock { $0[layer.index] += use }
      }
      if let correction = corrections?[layer.index][group] {
        found = correction.applied(to: found)
      }
      guard found.withUnsafeBufferPointer(InputConverter.areFinite) else {
        throw InputError(
          source: "layer \(layer.name)", found: "an output on arrays that is not finite",
          accepted: "a network and images that stay within single precision")
      }
      if measuresErrors {
        let reference = digital[layer.index].product(values, group: group)
        let error = RelativeError(of: found.map(Double.init), against: reference.map(Double.init))
        state.withLock { $0[layer.index] += error }
      }
      return Tensor(shape: shape, elements: found)
    }
  }
}
