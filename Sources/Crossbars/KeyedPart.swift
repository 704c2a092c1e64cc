/// A part of a technology whose values stand under keys, in technology files and in records.
public protocol KeyedPart {
  /// The keys of the part's numbers.
  static var keys: [PartKey<Self>] { get }
  /// The values of the part under their keys in records.
  var parameters: [DeviceParameter] { get }
}

extension KeyedPart {
  /// The numbers of the part under their keys in records.
  public var parameters: [DeviceParameter] { Self.keys.compactMap { $0.parameter(of: self) } }
}

extension KeyedPart {
  /// The number under a key.
  ///
  /// - Parameter key: One of ``keys``.
  package subscript(key: PartKey<Self>) -> Double {
    get { self[keyPath: key.property] }
    set { self[keyPath: key.property] = newValue }
  }
}
