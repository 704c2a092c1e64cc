internal import Foundation

/// The bytes that a network was read from.
struct ModelFile: Sendable {
  /// The model.
  let data: Data
  /// The files with its numbers, by their names in the model.
  let numbers: [String: Data]
}
