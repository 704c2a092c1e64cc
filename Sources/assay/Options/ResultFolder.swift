import ArrayStorage
import Configuration
import Foundation
import LinearAlgebra

/// A folder for the results of one command; it is made when the first result is written.
struct ResultFolder {
  private let place: URL

  /// Checks that the folder exists or can be made, because minutes of work must not end at a wrong
  /// name.
  init(_ path: String) throws {
    place = URL(fileURLWithPath: path)
    if FileManager.default.fileExists(atPath: place.path) {
      try OutputFolder.require(place)
    } else {
      try requirePlace(for: path)
    }
  }

  /// The paths of files in the folder, none if it does not exist yet.
  func files(_ names: [String]) -> [String] {
    guard FileManager.default.fileExists(atPath: place.path) else { return [] }
    return names.map { place.appendingPathComponent($0).path }
  }

  /// Writes a matrix as NPY.
  func write(_ matrix: Matrix, to name: String) throws {
    try make()
    try NPYFile.write(matrix, to: place.appendingPathComponent(name))
  }

  /// Writes an array of any rank as NPY.
  func write(shape: [Int], _ values: [Double], to name: String) throws {
    try make()
    try NPYFile.write(shape: shape, values, to: place.appendingPathComponent(name))
  }

  /// Writes a file as it is.
  func write(_ data: Data, to name: String) throws {
    try make()
    try AtomicFile.write(data, to: place.appendingPathComponent(name))
  }

  /// Writes a result as JSON.
  func write(_ result: some Encodable, to name: String) throws {
    try make()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(
      encoder.encode(result) + Data("\n".utf8), to: place.appendingPathComponent(name))
  }

  private func make() throws {
    try OutputFolder.make(place)
  }
}
