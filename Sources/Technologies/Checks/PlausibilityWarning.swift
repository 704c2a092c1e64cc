/// A value of a technology that is accepted and unusual.
public struct PlausibilityWarning: Sendable, Equatable {
  /// The file.
  public var source: String
  /// The line and the key.
  public var location: String
  /// What stands there.
  public var found: String
  /// What is usual.
  public var usual: String

  /// Everything in one line.
  public var description: String { "\(source): \(location): \(found); usual: \(usual)" }
}
