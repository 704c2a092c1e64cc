internal import Foundation
internal import SwiftProtobuf

/// The attributes of one node; whatever is not read is unknown and refused.
final class NodeAttributes {
  private let values: [String: ONNXAttributeProto]
  private let refusal: (String, String?) -> any Error
  private var read: Set<String> = []

  init(
    _ attributes: [ONNXAttributeProto], refusal: @escaping (String, String?) -> any Error
  ) throws {
    var values: [String: ONNXAttributeProto] = [:]
    for attribute in attributes {
      guard values.updateValue(attribute, forKey: attribute.name) == nil else {
        throw refusal("the attribute \(attribute.name) stands twice", nil)
      }
    }
    self.values = values
    self.refusal = refusal
  }

  /// The attribute, if it is present and of the wanted type; a type of 0 stands for an old file.
  private func attribute(_ name: String, type: Int32, called: String) throws -> ONNXAttributeProto?
  {
    read.insert(name)
    guard let attribute = values[name] else { return nil }
    guard !attribute.hasRefAttrName, attribute.type == type || attribute.type == 0 else {
      throw refusal("the attribute \(name) has another type", called)
    }
    return attribute
  }

  func integer(_ name: String, in range: ClosedRange<Int> = Int.min...Int.max) throws -> Int? {
    guard let attribute = try attribute(name, type: 2, called: "an integer") else { return nil }
    let value = Int(attribute.i)
    guard range.contains(value) else {
      throw refusal(
        "\(name) is \(value)", "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func flag(_ name: String) throws -> Bool { try integer(name, in: 0...1) == 1 }

  func integers(_ name: String) throws -> [Int]? {
    try attribute(name, type: 7, called: "a list of integers")?.ints.map(Int.init)
  }

  func number(_ name: String) throws -> Float? {
    guard let attribute = try attribute(name, type: 1, called: "a number") else { return nil }
    guard !attribute.f.isNaN else { throw refusal("\(name) is not a number", nil) }
    return attribute.f
  }

  func numbers(_ name: String) throws -> [Float]? {
    try attribute(name, type: 6, called: "a list of numbers")?.floats
  }

  func text(_ name: String) throws -> String? {
    guard let attribute = try attribute(name, type: 3, called: "a text") else { return nil }
    guard let text = String(data: attribute.s, encoding: .utf8) else {
      throw refusal("\(name) is not UTF-8", "a text")
    }
    return text
  }

  func texts(_ name: String) throws -> [String]? {
    try attribute(name, type: 8, called: "a list of texts")?.strings.map { bytes in
      guard let text = String(data: bytes, encoding: .utf8) else {
        throw refusal("\(name) is not UTF-8", "texts")
      }
      return text
    }
  }

  func tensor(_ name: String) throws -> ONNXTensorProto? {
    guard let attribute = try attribute(name, type: 4, called: "a tensor") else { return nil }
    do {
      return try ONNXTensorProto(serializedBytes: attribute.t)
    } catch {
      throw refusal("\(name) is no tensor (\(error))", "a tensor")
    }
  }

  /// An attribute as it stands in the file, for a function that hands it on.
  func raw(_ name: String) -> ONNXAttributeProto? {
    read.insert(name)
    return values[name]
  }

  /// Marks an attribute that has no influence as known.
  func ignore(_ name: String) { read.insert(name) }

  /// Checks that every attribute was asked for.
  func finish() throws {
    for name in values.keys.sorted() where !read.contains(name) {
      throw refusal("the attribute \(name) is not supported", read.sorted().joined(separator: ", "))
    }
  }
}
