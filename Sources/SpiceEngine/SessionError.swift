/// Why libngspice did not start.
public struct SessionError: Error, CustomStringConvertible {
  /// What happened.
  public let reason: String
  /// What the library said.
  public let transcript: [String]

  /// The reason and the transcript, line by line.
  public var description: String { ([reason] + transcript).joined(separator: "\n") }
}
