/// A value that a device's law depends on, under the key of a technology file or one like it.
public struct DeviceParameter: Sendable, Equatable, Codable {
  /// The key in the technology file, with the unit.
  public var key: String
  /// The value, or the values of a list, in the unit that the key names.
  public var values: [Double]

  /// Creates a parameter of one value.
  ///
  /// - Parameters:
  ///   - key: The key in the technology file, with the unit.
  ///   - value: The value.
  public init(_ key: String, _ value: Double) {
    self.init(key, values: [value])
  }

  /// Creates a parameter of several values.
  ///
  /// - Parameters:
  ///   - key: The key in the technology file, with the unit.
  ///   - values: The values.
  public init(_ key: String, values: [Double]) {
    self.key = key
    self.values = values
  }
}
