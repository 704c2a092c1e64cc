internal import ArrayStorage
internal import Configuration
package import Crossbars
public import Foundation
internal import LinearAlgebra
internal import Records

/// The programmed arrays of a network's instances, in a folder that an evaluation wrote or that holds
/// what was measured on a chip.
public struct ProgrammedStates: Sendable {
  /// The folder.
  public let folder: URL
  private let index: StatesIndex

  /// Reads what a folder holds; its arrays are read when an instance needs them.
  ///
  /// - Parameter folder: The folder.
  /// - Throws: `UnavailableError` if there is no `states.json` in it; `InputError` with the key if that is
  ///   malformed.
  public init(contentsOf folder: URL) throws {
    self.folder = folder
    index = try StatesIndex(of: folder)
  }

  /// The number of instances.
  public var instances: Int { index.instances }

  /// The SHA-256 of the network whose weights the arrays hold.
  var networkSha256: String? { index.network.sha256 }

  /// The file that describes the folder, for messages.
  var source: String { folder.appendingPathComponent(StatesIndex.fileName).path }

  /// The arrays of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer as it is mapped now.
  ///   - instance: The instance.
  /// - Returns: The arrays, in the order of `LayerFabrication.places`.
  /// - Throws: `UnavailableError` if a file is missing; `InputError` if the folder has no such layer, or
  ///   arrays of another number or size, or a value makes no cell.
  package func reads(of layer: PreparedLayer, instance: Int) throws -> [RepeatedReads] {
    let name = layer.matrix.name
    let count = layer.fabrication.places.count
    let tile = layer.mapping.tile
    guard let place = index.layers.firstIndex(where: { $0.name == name }) else {
      throw InputError(
        source: source, location: "key layers", found: "no layer \(name)",
        accepted: "states of every layer that is on arrays")
    }
    let wanted = StatesIndex.Layer(
      name: name, arrays: count, rows: tile.rows, columns: tile.columns)
    guard index.layers[place] == wanted else {
      let found = index.layers[place]
      throw InputError(
        source: source, location: "layer \(name)",
        found: "\(found.arrays) arrays of \(found.rows) × \(found.columns) cells",
        accepted: "\(count) of \(tile.rows) × \(tile.columns), as the mapping has them")
    }
    func url(_ part: String? = nil) -> URL {
      folder.appendingPathComponent(
        StatesIndex.file(part, layer: place, instance: instance))
    }
    func read(_ part: String? = nil, shape: [Int]) throws -> [Double] {
      let (found, values) = try NPYFile.readArray(url(part))
      guard found == shape else {
        throw InputError(
          source: url(part).path, location: "shape", found: "\(found)", accepted: "\(shape)")
      }
      return values
    }
    let cells = tile.rows * tile.columns
    let shape = [count, tile.rows, tile.columns]
    let conductances = try read(shape: shape)
    let exists = { (part: String) in FileManager.default.fileExists(atPath: url(part).path) }
    let spreads =
      try exists(StatesIndex.readNoise) ? read(StatesIndex.readNoise, shape: shape) : nil
    if let spreads, let wrong = spreads.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw InputError(
        source: url(StatesIndex.readNoise).path, found: "a deviation of \(wrong) S",
        accepted: "0 S or more")
    }
    var parts: [DeviationPart: (values: [Double], shape: [Int])] = [:]
    for part in DeviationPart.allCases where exists(part.rawValue) {
      guard
        let own = part.shape(
          rows: tile.rows, columns: tile.columns, technology: layer.technology)
      else {
        throw InputError(
          source: url(part.rawValue).path,
          found: "\(part.rawValue) for technology \(layer.technology.name)",
          accepted: "no such file, or a technology whose arrays deviate so")
      }
      parts[part] = (try read(part.rawValue, shape: [count] + own), own)
    }
    return try (0..<count).map { array in
      func own(_ values: [Double], _ size: Int) -> [Double] {
        Array(values[array * size..<(array + 1) * size])
      }
      let crossbar = try Crossbar(
        technology: layer.technology,
        validating: Matrix(
          rows: tile.rows, columns: tile.columns, elements: own(conductances, cells)),
        source: url().path
      ).deviating(
        by: parts.mapValues { values, shape in
          DeviationValues(shape: shape, elements: own(values, shape.reduce(1, *)))
        }
      ) { url($0.rawValue).path }
      return RepeatedReads(
        of: crossbar,
        deviations: spreads.map {
          Matrix(rows: tile.rows, columns: tile.columns, elements: own($0, cells))
        })
    }
  }
}
