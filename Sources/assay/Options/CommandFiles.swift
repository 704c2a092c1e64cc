import Configuration

/// The files of one command: what it writes is none of what it reads.
///
/// Some inputs are known only when others have been read: the files that a technology or a network
/// names.
struct CommandFiles {
  private let outputs: [String?]

  /// Checks that files can be written and are none of the inputs.
  ///
  /// - Parameters:
  ///   - outputs: The files that will be written.
  ///   - inputs: Files that are read, and folders of which any file may be.
  /// - Throws: What ``requirePlaces(for:besides:)`` throws.
  init(writing outputs: [String?], reading inputs: [String?]) throws {
    self.outputs = outputs
    try requirePlaces(for: outputs, besides: inputs)
  }

  /// Checks the same beside inputs that another one names.
  ///
  /// - Parameter inputs: Files that are read as well.
  /// - Throws: What ``requirePlaces(for:besides:)`` throws.
  func read(_ inputs: [String?]) throws {
    try requirePlaces(for: outputs, besides: inputs)
  }
}
