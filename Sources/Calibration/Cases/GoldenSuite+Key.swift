internal import Configuration
public import GoldenData

extension GoldenSuite {
  /// Finds the technology that a calibration is for.
  ///
  /// - Parameters:
  ///   - wanted: The key that a user gave; nil for the suite's only technology.
  ///   - source: The name of the suite's folder, for messages.
  /// - Returns: The key of the technology.
  /// - Throws: `InputError` that lists the technologies if there is no such one, or if there are
  ///   several and none was named.
  public func key(of wanted: String?, source: String) throws -> String {
    let keys = technologies.map(\.key)
    if let wanted {
      guard keys.contains(wanted) else {
        throw InputError(
          source: source, found: "no technology \"\(wanted)\"",
          accepted: "one of \(keys.joined(separator: ", "))")
      }
      return wanted
    }
    guard keys.count == 1 else {
      throw InputError(
        source: source, found: "\(keys.count) technologies, and none was named",
        accepted: "--technology with one of \(keys.joined(separator: ", "))")
    }
    return keys[0]
  }
}
