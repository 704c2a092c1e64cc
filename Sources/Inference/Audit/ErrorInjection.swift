internal import Crossbars
internal import Networks

/// An engine that multiplies by another one and adds errors to the outputs of layers.
///
/// What follows the signal follows that of every vector. What is left an image gets, in all layers, from the same
/// few images that were looked at, drawn for it: what an image does to several layers stays together. Of
/// their vectors each of its own takes that with the nearest load, so that whole vectors of errors go to
/// loads like their own, and positions of an image with the same codes have the same error, as they have on
/// arrays. A vector without any input has none.
final class ErrorInjection: MatrixEngine, Sendable {
  /// What the errors of an image are drawn from.
  struct Draw: Sendable {
    /// The seed of all chance.
    let seed: UInt64
    /// The number of the pass.
    let injection: Int

    /// What the errors of the layers are in this pass.
    ///
    /// - Parameter errors: For each layer what was measured; nil for those that get none.
    /// - Returns: One field each.
    func fields(of errors: [OutputErrors?]) -> [ErrorField?] {
      // The same images in all layers.
      errors.map { errors in
        guard let errors, !errors.images.isEmpty else { return nil }
        var generator = SeededGenerator(seed: seed, stream: .max - 4, UInt64(injection))
        return ErrorField(errors, using: &generator)
      }
    }

    /// Places on the scale from 0 to 1 where the images are that an image gets its errors from.
    ///
    /// - Parameter image: The number of the image.
    /// - Returns: One place each.
    func places(ofImage image: Int) -> [Double] {
      var generator = SeededGenerator(
        seed: seed, stream: .max - 3, UInt64(injection), UInt64(image))
      return (0..<ErrorInjection.candidates).map { _ in generator.uniform() }
    }
  }

  /// Among how many vectors the one with the nearest load is found.
  private static let candidates = 4

  private let products: CrossbarEngine
  private let errors: [ErrorField?]
  private let firstImage: Int
  private let draw: Draw

  /// Prepares the products of some images.
  ///
  /// - Parameters:
  ///   - errors: For each layer its errors; nil for those that get none.
  ///   - products: What multiplies.
  ///   - firstImage: The number of the first image.
  ///   - draw: What the errors are drawn from.
  init(_ errors: [ErrorField?], products: CrossbarEngine, firstImage: Int, draw: Draw) {
    self.products = products
    self.errors = errors
    self.firstImage = firstImage
    self.draw = draw
  }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    var found = try products.product(layer: layer, group: group, inputs: inputs)
    guard let errors = errors[layer.index], errors.imageCount > 0 else { return found }
    let vectors = inputs.vectors.elements
    var image = -1
    var candidates: [ErrorField.Remainder] = []
    for (vector, row) in inputs.rows.enumerated() {
      let own = vectors[vector * layer.inputs..<(vector + 1) * layer.inputs]
      let load = own.reduce(0) { $0 + $1.magnitude }
      guard load > 0 else { continue }
      if row / inputs.positions != image {
        image = row / inputs.positions
        candidates = self.candidates(
          errors, image: inputs.firstImage + image, group: group)
      }
      let nearest = candidates.min {
        ($0.load - load).magnitude < ($1.load - load).magnitude
      }
      errors.add(
        load, nearest, group: group,
        to: &found.elements[vector * layer.outputs..<(vector + 1) * layer.outputs])
    }
    return found
  }

  func fill(
    _ outputs: LayerOutputs, layer: MatrixLayer, inputs: (_ group: Int) -> LayerInputs
  ) throws -> Bool {
    guard errors[layer.index] == nil else { return false }
    return try products.fill(outputs, layer: layer, inputs: inputs)
  }

  /// The vectors from which an image takes what is left of its errors.
  private func candidates(
    _ errors: ErrorField, image: Int, group: Int
  ) -> [ErrorField.Remainder] {
    var found: [ErrorField.Remainder] = []
    for place in draw.places(ofImage: firstImage + image) where found.count < Self.candidates {
      let donor = min(Int(place * Double(errors.imageCount)), errors.imageCount - 1)
      found += errors.remainders(ofImage: donor, group: group)
    }
    return found
  }
}
