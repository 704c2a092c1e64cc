internal import Configuration
public import Foundation

/// By how much both cells of every pair of a network are raised: what gives weights spreads beside their means.
///
/// A raise leaves the difference of a pair, the mean of the weight, and moves its cells to where the technology programs
/// them with another spread.
public struct WeightRaises: Sendable, Equatable, Codable {
  /// A layer.
  public struct Layer: Sendable, Equatable, Codable {
    /// The name in the network.
    public var name: String
    /// A byte for each weight, group after group, *inputs × outputs* each: the raise in 255ths of the range of a cell.
    public var raises: Data

    /// Creates the raises of a layer.
    package init(name: String, raises: Data) { (self.name, self.raises) = (name, raises) }
  }

  /// The version of the format that this package writes.
  public static let currentSchema = 1
  /// What ``kind`` is.
  public static let kindName = "weight-raises"
  /// What a byte counts.
  package static let parts = 255

  /// The version of the format.
  public var schema = Self.currentSchema
  /// What the file holds, for readers of several kinds.
  public var kind = Self.kindName
  /// The network that the raises belong to.
  public var network: EvaluationResult.Source
  /// The layers; those that are not named have no raises.
  public var layers: [Layer]

  /// Creates raises from their parts.
  package init(network: EvaluationResult.Source, layers: [Layer]) {
    (self.network, self.layers) = (network, layers)
  }

  /// Reads a file of raises.
  ///
  /// - Parameter url: A file that `assay train` wrote.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with the key if it is none, has unknown keys, or
  ///   names a layer twice.
  public init(contentsOf url: URL) throws {
    let (data, source) = (try JSONRecord.text(of: url), url.path)
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, kinds: [Self.kindName], of: data, source: source,
      remedy: "train the network again with `assay train`")
    self = try JSONRecord.value(
      from: data, source: source, accepted: "raises as this version of `assay train` writes them")
    let check = RecordCheck(source: source)
    if let digest = network.sha256 { try check.requireDigest(digest, "network.sha256") }
    var names: Set<String> = []
    for (index, layer) in layers.enumerated() {
      try check.inside("layers[\(index)]").require(
        names.insert(layer.name).inserted, "name", "\"\(layer.name)\", which was there before",
        "another layer")
    }
  }

  /// The raises as JSON, the same for the same raises.
  ///
  /// - Returns: The text of a file of raises.
  /// - Throws: An encoding error, which none of the values gives.
  public func encoded() throws -> Data { try JSONRecord.encoded(self) }
}
