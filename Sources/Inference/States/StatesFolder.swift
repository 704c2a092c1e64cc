internal import ArrayStorage
internal import Configuration
internal import Crossbars
public import Foundation
internal import LinearAlgebra
internal import Records

/// A folder that gets the programmed arrays of every instance of an evaluation.
public struct StatesFolder: Sendable {
  private let folder: URL

  /// Chooses a folder.
  ///
  /// - Parameter folder: The folder; it is made when the first instance is written.
  /// - Throws: `UsageError` if it holds something already; `UnavailableError` if it takes no files, or cannot be
  ///   made.
  public init(_ folder: URL) throws {
    self.folder = folder
    try OutputFolder.require(folder)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return
    }
    guard names.isEmpty else {
      throw UsageError(
        "\(folder.path) is not empty (\(names.sorted().prefix(3).joined(separator: ", "))); states "
          + "go to a folder of their own")
    }
  }

  /// Writes the arrays of an instance.
  ///
  /// - Parameters:
  ///   - layers: The layers on arrays, in their order.
  ///   - instance: The instance.
  ///   - threads: How many threads share the work.
  /// - Throws: `UnavailableError` if a file cannot be written.
  func write(
    _ layers: [PreparedLayer], instance: LayerArrays.Instance, threads: Int
  ) throws {
    try OutputFolder.make(folder.appendingPathComponent("instance-\(instance.trial)"))
    for (place, layer) in layers.enumerated() {
      let fabrication = layer.fabrication
      let arrays = concurrentMap(fabrication.places.count, threads: threads) {
        fabrication.repeatedReads($0, in: instance)
      }
      let tile = layer.mapping.tile
      let shape = [arrays.count, tile.rows, tile.columns]
      func write(_ part: String?, _ shape: [Int], _ values: [Double]) throws {
        try NPYFile.write(
          shape: shape, values,
          to: folder.appendingPathComponent(
            StatesIndex.file(part, layer: place, instance: instance.trial)))
      }
      try write(nil, shape, arrays.flatMap(\.crossbar.conductances.elements))
      if arrays[0].deviations != nil {
        try write(
          StatesIndex.readNoise, shape, arrays.flatMap { $0.deviations?.elements ?? [] })
      }
      for part in arrays[0].crossbar.deviations.parts {
        let values = arrays.compactMap { $0.crossbar.deviations[part] }
        try write(
          part.rawValue, [arrays.count] + values[0].shape, values.flatMap(\.elements))
      }
    }
  }

  /// Writes what the folder holds, after all instances.
  func finish(_ index: StatesIndex) throws {
    try OutputFolder.make(folder)
    try AtomicFile.write(
      JSONRecord.encoded(index), to: folder.appendingPathComponent(StatesIndex.fileName))
  }
}
