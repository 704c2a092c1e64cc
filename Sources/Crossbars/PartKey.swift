internal import Configuration

/// A number of a part of a technology: its keys in technology files and in records, the property
/// that holds it, and the values that are accepted.
public struct PartKey<Part>: Sendable {
  /// The key in the part's table of a technology file, with the unit.
  public let name: String
  /// The key in records, which have no tables to tell the parts apart.
  public let recordName: String
  /// The property that holds the number.
  let property: any WritableKeyPath<Part, Double> & Sendable
  /// The accepted numbers; nil if files do not have the number, because it follows from others.
  let accepted: ClosedRange<Double>?
  /// Whether 0 is accepted beside them.
  let acceptsZero: Bool
  /// Whether a file may leave the number out.
  public let isOptional: Bool

  /// Creates a key.
  ///
  /// - Parameters:
  ///   - name: The key in a technology file, with the unit.
  ///   - property: The property that holds the number.
  ///   - accepted: The accepted numbers.
  ///   - acceptsZero: Whether 0 is accepted beside them: a part that is not there.
  ///   - isOptional: Whether a file may leave the number out; the part then keeps the one it has.
  ///   - recordName: The key in records, if it is not the same.
  init(
    _ name: String, _ property: any WritableKeyPath<Part, Double> & Sendable,
    in accepted: ClosedRange<Double>, orZero acceptsZero: Bool = false, isOptional: Bool = false,
    recordName: String? = nil
  ) {
    self.name = name
    self.recordName = recordName ?? name
    self.property = property
    self.accepted = accepted
    self.acceptsZero = acceptsZero
    self.isOptional = isOptional
  }

  /// Creates a key of records alone, for a number that follows from others.
  ///
  /// - Parameters:
  ///   - name: The key.
  ///   - property: The property that holds the number.
  init(recorded name: String, _ property: any WritableKeyPath<Part, Double> & Sendable) {
    self.name = name
    recordName = name
    self.property = property
    accepted = nil
    acceptsZero = false
    isOptional = true
  }

  /// Whether a number may stand under the key.
  ///
  /// - Parameter value: The number.
  /// - Returns: Whether it is finite and, if files have it, in their range.
  public func accepts(_ value: Double) -> Bool {
    acceptsZero && value == 0 || accepted?.contains(value) ?? value.isFinite
  }

  /// What ``accepts(_:)`` accepts, in words.
  public var acceptedText: String {
    switch accepted {
    case nil: "a finite number"
    case .positive?: "a number above 0"
    case .nonNegative?: "a number of at least 0"
    case let range? where acceptsZero:
      "0, or a number from \(range.lowerBound) to \(range.upperBound)"
    case let range?: "a number from \(range.lowerBound) to \(range.upperBound)"
    }
  }

  /// The number under its key in records.
  ///
  /// - Parameter part: The part that has it.
  /// - Returns: The number; nil if it is not finite, as JSON has no such numbers: an amplifier
  ///   without saturation has no saturation voltage.
  func parameter(of part: Part) -> DeviceParameter? {
    let value = part[keyPath: property]
    return value.isFinite ? DeviceParameter(recordName, value) : nil
  }
}

extension ClosedRange where Bound == Double {
  /// Every finite number above 0.
  static var positive: Self { .leastNonzeroMagnitude ... .greatestFiniteMagnitude }
  /// Every finite number from 0.
  static var nonNegative: Self { 0 ... .greatestFiniteMagnitude }
}

extension ConfigurationTable {
  /// Reads numbers of a part.
  ///
  /// - Parameters:
  ///   - keys: The keys of the numbers.
  ///   - part: What gets them.
  /// - Throws: `InputError` if a key is missing or out of range.
  func read<Part>(_ keys: [PartKey<Part>], into part: inout Part) throws {
    for key in keys {
      guard let accepted = key.accepted else { continue }
      let range = key.acceptsZero ? .nonNegative : accepted
      let number =
        key.isOptional
        ? try optionalNumber(key.name, in: range) : try number(key.name, in: range)
      guard let number else { continue }
      guard key.accepts(number) else {
        throw refusal(of: key.name, found: "\(number)", accepted: key.acceptedText)
      }
      part[keyPath: key.property] = number
    }
  }
}
