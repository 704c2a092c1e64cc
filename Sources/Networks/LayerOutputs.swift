/// Where the outputs of a layer for some images go, with the bias and the limits that follow at once.
public struct LayerOutputs {
  /// The first number of the first image.
  package let start: UnsafeMutablePointer<Float>
  /// The vectors of an image.
  package let positions: Int
  /// The outputs of all groups.
  package let channels: Int
  /// Whether each output has a plane of its own in an image; otherwise the outputs of a vector lie beside each
  /// other.
  package let isPlanar: Bool
  /// What is added to each output; nil for nothing.
  package let bias: [Float]?
  /// The limits of the outputs behind the bias; infinite without.
  package let limits: ClosedRange<Float>

  /// Describes where outputs go.
  package init(
    _ start: UnsafeMutablePointer<Float>, positions: Int, channels: Int, isPlanar: Bool = false,
    bias: [Float]? = nil, limits: ClosedRange<Float> = -.infinity ... .infinity
  ) {
    self.start = start
    self.positions = positions
    self.channels = channels
    self.isPlanar = isPlanar
    self.bias = bias
    self.limits = limits
  }

  /// How far two outputs of a vector are apart.
  package var outputStep: Int { isPlanar ? positions : 1 }
  /// How far neighboring vectors of an image are apart.
  package var vectorStep: Int { isPlanar ? 1 : channels }

  /// Where an output of a vector goes.
  ///
  /// - Parameters:
  ///   - vector: The number of the vector among those of all images.
  ///   - channel: The output, counted over all groups.
  /// - Returns: Its place.
  package func target(vector: Int, channel: Int) -> UnsafeMutablePointer<Float> {
    guard isPlanar else { return start + vector * channels + channel }
    let (image, position) = vector.quotientAndRemainder(dividingBy: positions)
    return start + (image * channels + channel) * positions + position
  }
}
