internal import Configuration
public import Foundation

/// The files that a technology file names: measured sweeps and transistor cards.
///
/// They are kept with the technology, so that a record of it is complete.
public final class TechnologyResources {
  /// The texts that were asked for, by name.
  public private(set) var texts: [String: String] = [:]
  private let read: (String) throws -> String?

  /// The most bytes of a file; golden data carry it as an attribute, whose size HDF5 limits.
  public static let sizeLimit = 50_000

  /// Creates the set from a way to read a file.
  ///
  /// - Parameter read: Gives the text of a file, or nil if there is none; what it throws is the reason.
  public init(reading read: @escaping (String) throws -> String?) {
    self.read = read
  }

  /// The files beside a technology file.
  ///
  /// - Parameter folder: The folder of the technology file.
  /// - Returns: The set.
  public static func files(in folder: URL) -> TechnologyResources {
    TechnologyResources { name in
      try InputFile.text(
        of: folder.appendingPathComponent(name), limit: sizeLimit, accepted: "text")
    }
  }

  /// Texts that were recorded.
  ///
  /// - Parameter texts: The texts by name.
  /// - Returns: The set.
  public static func recorded(_ texts: [String: String]) -> TechnologyResources {
    TechnologyResources { texts[$0] }
  }

  /// The text of a file.
  ///
  /// - Parameters:
  ///   - name: A name without a folder.
  ///   - table: The table that names the file, for messages.
  ///   - key: The key that names the file, for messages.
  /// - Returns: The text.
  /// - Throws: `InputError` if there is no such file, or it is not text or too large.
  func text(of name: String, for table: ConfigurationTable, key: String) throws -> String {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw table.refusal(
        of: key, found: "\"\(name)\"", accepted: "the name of a file beside the technology file")
    }
    let accepted = "a text file beside the technology file"
    let found: String?
    do {
      found = try read(name)
    } catch let error as UnavailableError {
      throw table.refusal(of: key, found: "\"\(name)\": \(error.reason)", accepted: accepted)
    } catch let error as InputError {
      throw table.refusal(
        of: key, found: "\"\(name)\", \(error.location.map { "\($0): " } ?? "")\(error.found)",
        accepted: error.accepted)
    }
    guard let text = found else {
      throw table.refusal(of: key, found: "\"\(name)\", which is not there", accepted: accepted)
    }
    guard text.utf8.count <= Self.sizeLimit else {
      throw table.refusal(
        of: key, found: "\"\(name)\", \(text.utf8.count) bytes",
        accepted: "at most \(Self.sizeLimit) bytes")
    }
    texts[name] = text
    return text
  }
}
