internal import Configuration
public import Crossbars
public import Foundation

extension CalibratedModel {
  /// Reads a model file.
  ///
  /// - Parameter url: A JSON file that ``encoded()`` made.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is no model, has
  ///   unknown keys, or holds parameters that no array can have.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw UnavailableError(url.path, reason: "the file cannot be read")
    }
    try Self.requireHeader(data, source: url.path)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(CalibratedModel.self, from: data)
    } catch let error as DecodingError {
      let (location, found) = JSONText.explanation(of: error, in: data)
      throw InputError(
        source: url.path, location: location, found: found,
        accepted: "a model that `assay calibrate` wrote")
    }
    if let key = try JSONText.unknownKey(in: data, comparedWith: encoded()) {
      throw InputError(source: url.path, location: "key \(key)", found: "the key is unknown")
    }
    try validate(source: url.path)
  }

  /// The model as JSON that reads back to the same bits.
  ///
  /// - Returns: The text of a model file.
  /// - Throws: An encoding error if a number is not finite.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Checks that the model stands for a technology.
  ///
  /// - Parameters:
  ///   - technology: The technology that is to be modeled.
  ///   - source: The name of the model file, for the message.
  /// - Throws: `InputError` that names the first value in which the two differ.
  public func requireMatch(_ technology: Technology, source: String) throws {
    guard let difference = self.technology.difference(from: technology) else { return }
    throw InputError(
      source: source, location: "technology \(self.technology.name)", found: difference,
      accepted: "a model calibrated for \(technology.name)")
  }
}
