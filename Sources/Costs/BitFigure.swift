internal import Configuration
internal import Foundation

/// A figure that depends on a number of bits.
///
/// A fit c0 + c1 b + c2 2^b + c4 4^b, as energies and areas of converters are given, or a table of numbers of bits.
public struct BitFigure: Sendable, Equatable {
  private enum Form: Sendable, Equatable {
    case polynomial(c0: Double, c1: Double, c2: Double, c4: Double)
    case table([Int: Double])
  }

  private let form: Form
  /// Where the figure stands in its file, for messages.
  private let location: InputError

  /// The figure for a number of bits.
  ///
  /// - Parameter bits: The number of bits.
  /// - Returns: The figure, in the unit of its key.
  /// - Throws: `InputError` with file and key if a table does not have these bits.
  public func value(bits: Int) throws -> Double {
    switch form {
    case .polynomial(let c0, let c1, let c2, let c4):
      let b = Double(bits)
      return c0 + c1 * b + c2 * exp2(b) + c4 * exp2(2 * b)
    case .table(let values):
      guard let value = values[bits] else {
        var error = location
        error.found = "no figure for \(bits) bit\(bits == 1 ? "" : "s")"
        error.accepted =
          "a table that has them beside \(values.keys.sorted().map(String.init).joined(separator: ", "))"
        throw error
      }
      return value
    }
  }

  fileprivate init(polynomial: [Double], at location: InputError) {
    form = .polynomial(
      c0: polynomial[0], c1: polynomial[1], c2: polynomial[2], c4: polynomial[3])
    self.location = location
  }

  fileprivate init(table: [Int: Double], at location: InputError) {
    form = .table(table)
    self.location = location
  }
}

extension ConfigurationTable {
  /// A figure of at least 0.
  ///
  /// - Parameter key: The key, whose value is a number.
  /// - Returns: The figure.
  /// - Throws: `InputError` if it is missing, negative or no number.
  func figure(_ key: String) throws -> Double {
    try number(key, in: 0...Double.greatestFiniteMagnitude)
  }

  /// A figure that may depend on a number of bits.
  ///
  /// - Parameter key: The key: a number, `{ c0, c1, c2, c4 }` of which any may be left out, or `{ bits, values }`.
  /// - Returns: The figure.
  /// - Throws: `InputError` if it is missing, negative or none of these.
  func bitFigure(_ key: String) throws -> BitFigure {
    let place = refusal(of: key, found: "", accepted: nil)
    guard let inner = try? optionalTable(key) else {
      do {
        return BitFigure(polynomial: [try figure(key), 0, 0, 0], at: place)
      } catch let error as InputError {
        throw refusal(
          of: key, found: error.found,
          accepted: "a number of at least 0 | { c0, c1, c2, c4 } | { bits, values }")
      }
    }
    guard inner.keys.contains("bits") || inner.keys.contains("values") else {
      guard !inner.keys.isEmpty else {
        throw refusal(
          of: key, found: "an empty table", accepted: "{ c0, c1, c2, c4 } | { bits, values }")
      }
      return BitFigure(
        polynomial: try ["c0", "c1", "c2", "c4"].map {
          try inner.optionalNumber($0, in: 0...Double.greatestFiniteMagnitude) ?? 0
        }, at: place)
    }
    let bits = try inner.optionalNumbers("bits", in: 1...16) ?? []
    let values =
      try inner.optionalNumbers("values", in: 0...Double.greatestFiniteMagnitude) ?? []
    let whole = bits.map { Int($0) }
    guard !bits.isEmpty, bits.count == values.count, whole.map(Double.init) == bits,
      Set(whole).count == whole.count
    else {
      throw refusal(
        of: key, found: "\(bits.count) bits and \(values.count) values",
        accepted: "whole numbers of bits, each once, and a value for each")
    }
    return BitFigure(table: Dictionary(uniqueKeysWithValues: zip(whole, values)), at: place)
  }
}
