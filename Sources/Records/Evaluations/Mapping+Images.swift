extension Mapping {
  /// How images reach the rows of the first layer: as streams of random bits.
  ///
  /// A pixel is 1 with the probability that its value is of the largest; the whole network is read once for every bit of
  /// the stream, and the means of its outputs count.
  public struct Images: Sendable, Equatable, Codable {
    /// How a pixel is encoded.
    public enum Encoding: String, Sendable, CaseIterable, Codable {
      /// A stream of random bits.
      case stochastic
    }

    /// How a pixel is encoded.
    public var encoding = Encoding.stochastic
    /// The bits of a stream.
    public var length = 8

    /// Creates the default stream.
    public init() {}
  }

  /// The accepted lengths of a stream.
  package static let streamLengths = 1...4096
}
