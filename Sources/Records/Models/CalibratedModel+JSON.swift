internal import Configuration
public import Crossbars
public import Foundation

extension CalibratedModel {
  /// Reads a model file.
  ///
  /// - Parameters:
  ///   - url: A JSON file that ``encoded()`` made.
  ///   - trustingClaims: False refuses a model whose parameters are not those of their digest, or
  ///     whose errors contradict its cases. True is for the regression test, which computes them
  ///     anew and says what differs.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is no model, has
  ///   unknown keys, holds parameters that no array can have, or contradicts itself.
  public init(contentsOf url: URL, trustingClaims: Bool = false) throws {
    let data = try JSONRecord.text(of: url)
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, kinds: ModelKind.allCases.map(\.rawValue), of: data,
      source: url.path, remedy: "make the model again with `assay calibrate`")
    self = try JSONRecord.value(
      from: data, source: url.path, accepted: "a model that `assay calibrate` wrote")
    try validate(source: url.path)
    if !trustingClaims { try validateClaims(source: url.path) }
  }

  /// The model as JSON that reads back to the same bits.
  ///
  /// - Returns: The text of a model file.
  /// - Throws: An encoding error if a number is not finite.
  public func encoded() throws -> Data {
    try JSONRecord.encoded(self)
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
