internal import Configuration
public import Crossbars

/// A technology as a suite carries it: the text of its file, and of the files that it names.
public struct GoldenTechnology: Sendable, Equatable {
  /// The name within the suite: that of the technology file, without its ending.
  public var key: String
  /// The technology file, as its author wrote it.
  public var text: String
  /// The texts of the files that the technology file names, by name.
  public var resources: [String: String]

  /// Creates a technology of a suite.
  ///
  /// - Parameters:
  ///   - key: The name within the suite: small letters, digits and hyphens.
  ///   - text: The technology file, as its author wrote it.
  ///   - resources: The texts of the files that the technology file names, by name.
  public init(key: String, text: String, resources: [String: String] = [:]) {
    self.key = key
    self.text = text
    self.resources = resources
  }

  /// Reads the technology.
  ///
  /// - Returns: The technology.
  /// - Throws: `InputError` if the text is not a technology file.
  public func technology() throws -> Technology {
    try Technology(
      ConfigurationDocument(text: text, source: "technology \(key)"),
      resources: .recorded(resources))
  }

  /// Whether a text may be a ``key``.
  ///
  /// - Parameter text: The text.
  /// - Returns: Whether it has small letters, digits and hyphens alone, and at most 60.
  public static func isKey(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 60
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
