internal import Configuration
internal import Foundation
internal import Records

/// What a folder of programmed states says of itself, in `states.json`.
struct StatesIndex: Codable, Equatable {
  static let currentSchema = 1
  static let kindName = "programmed states"
  static let fileName = "states.json"

  /// The arrays of one layer.
  struct Layer: Codable, Equatable {
    /// The name of the layer.
    var name: String
    /// The number of its arrays, in the order of `assay fabricate --array`.
    var arrays: Int
    /// The size of each.
    var rows: Int
    var columns: Int
  }

  var schema = Self.currentSchema
  var kind = Self.kindName
  /// The network whose weights the arrays hold.
  var network: EvaluationResult.Source
  /// The technology of the evaluation that wrote them.
  var technology: String
  /// Its seed.
  var seed: UInt64
  /// The number of instances, from 0.
  var instances: Int
  var layers: [Layer]

  /// Reads the index of a folder.
  ///
  /// - Parameter folder: The folder.
  /// - Throws: `UnavailableError` if there is none; `InputError` with the key if it is malformed.
  init(of folder: URL) throws {
    let place = folder.appendingPathComponent(Self.fileName)
    let data = try JSONRecord.text(of: place)
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, kinds: [Self.kindName], of: data, source: place.path,
      remedy: "write the states again with assay evaluate --write-states")
    self = try JSONRecord.value(
      from: data, source: place.path, accepted: "the states that assay evaluate writes")
    for (key, value) in [("instances", instances)]
      + layers.flatMap({ layer in
        [("arrays", layer.arrays), ("rows", layer.rows), ("columns", layer.columns)]
      }) where !(1...1 << 30).contains(value)
    {
      throw InputError(
        source: place.path, location: "key \(key)", found: "\(value)", accepted: "1 to \(1 << 30)")
    }
  }

  init(
    network: EvaluationResult.Source, technology: String, seed: UInt64, instances: Int,
    layers: [Layer]
  ) {
    self.network = network
    self.technology = technology
    self.seed = seed
    self.instances = instances
    self.layers = layers
  }

  /// The file of the conductances of a layer, or of something else of it.
  ///
  /// - Parameters:
  ///   - part: What it holds; nil for conductances.
  ///   - layer: The place of the layer in ``layers``.
  ///   - instance: The instance.
  /// - Returns: A path relative to the folder.
  static func file(_ part: String? = nil, layer: Int, instance: Int) -> String {
    "instance-\(instance)/layer-\(layer)\(part.map { "-\($0)" } ?? "").npy"
  }

  /// The part of a file's name for standard deviations of reads.
  static let readNoise = "read_noise"
}
