internal import Configuration

/// The checks that a record of a file passes beyond the types of its values.
struct RecordCheck {
  /// The name of the file.
  let source: String
  /// The keys around what is checked, such as `trials[0].`; empty at the top.
  private let path: String

  /// Creates the checks of a file.
  ///
  /// - Parameters:
  ///   - source: The name of the file.
  ///   - path: The keys around what is checked, with a point at the end; empty at the top.
  init(source: String, path: String = "") {
    self.source = source
    self.path = path
  }

  /// The checks of what a key of these holds.
  ///
  /// - Parameter key: The key, such as `trials[0]`.
  /// - Returns: The checks.
  func inside(_ key: String) -> RecordCheck {
    RecordCheck(source: source, path: "\(path)\(key).")
  }

  /// Refuses a value.
  ///
  /// - Parameters:
  ///   - holds: Whether the value is accepted.
  ///   - key: The key of the value.
  ///   - found: What it holds.
  ///   - accepted: What it may hold.
  /// - Throws: `InputError` if it is not accepted.
  func require(
    _ holds: Bool, _ key: String, _ found: @autoclosure () -> String,
    _ accepted: @autoclosure () -> String
  ) throws {
    guard holds else {
      throw InputError(
        source: source, location: "key \(path)\(key)", found: found(), accepted: accepted())
    }
  }

  /// Refuses a number outside a range; NaN is outside every range.
  func require<Value: Comparable>(
    _ value: Value, in range: ClosedRange<Value>, _ key: String
  ) throws {
    try require(
      range.contains(value), key, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
  }

  /// Refuses a number that is not what other values of the record make it.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - expected: What the others make it.
  ///   - key: The key of the number.
  ///   - scale: The size of the numbers that it was computed from.
  ///   - reason: What makes it so.
  /// - Throws: `InputError` if they differ by more than rounding.
  func require(
    _ value: Double, is expected: Double, _ key: String, scale: Double = 1,
    as reason: @autoclosure () -> String
  ) throws {
    let rounding = 1e-9 * max(scale, expected.magnitude)
    try require(
      (value - expected).magnitude <= rounding, key, "\(value)",
      "\(expected), as \(reason())")
  }

  /// Refuses a text that is no SHA-256.
  func requireDigest(_ text: String, _ key: String) throws {
    try require(
      text.utf8.count == 64
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) },
      key, "\"\(text)\"", "64 hexadecimal digits")
  }
}
