internal import Networks

/// What the digital network made of the images, for evaluations of the same network on the same images.
public struct DigitalReference: Sendable {
  let pass: Evaluation.Pass
  /// The SHA-256 of the network's file.
  let network: String
  /// The number of images.
  let images: Int
}

extension Evaluation {
  /// Lets the images pass through the digital network.
  ///
  /// - Returns: What became of them, which no option but ``EvaluationOptions/keepsOutputs`` changes.
  /// - Throws: `InputError` if an output is not finite.
  public func digitalReference() throws -> DigitalReference {
    DigitalReference(
      pass: try digitalPass(ProgressMeter { _ in }), network: network.sha256,
      images: images.count)
  }
}
