import Foundation
import SpiceProtocol
import TestSupport
import Testing

/// A circuit of `netlists/decks` with the values that it expects of itself.
struct ReferenceDeck: Sendable, CustomTestStringConvertible {
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  struct Expectation: Sendable {
    let vector: String
    let values: [Double]
    let tolerance: Tolerance
  }

  let name: String
  let text: String
  var testDescription: String { name }

  /// The decks of the folder, by name.
  static let all: [ReferenceDeck] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/decks")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".cir") }.sorted().compactMap { file in
      guard
        let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      else { return nil }
      return ReferenceDeck(name: String(file.dropLast(4)), text: text)
    }
  }()

  private var lines: [Substring] { text.split(separator: "\n") }

  /// The one analysis card, without its dot.
  func analysis() throws -> String {
    let cards = lines.filter {
      $0.hasPrefix(".op") && !$0.hasPrefix(".opt") || $0.hasPrefix(".dc ")
        || $0.hasPrefix(".tran ")
    }
    guard cards.count == 1 else {
      throw Malformed(description: "\(name) has \(cards.count) analysis cards, wanted is one")
    }
    return String(cards[0].dropFirst())
  }

  /// What the deck expects; of a transient, the values at its end.
  ///
  /// `*expect VECTOR = VALUE… [rel TOLERANCE] [abs TOLERANCE]`, one line per vector.
  func expectations() throws -> [Expectation] {
    try lines.filter { $0.hasPrefix("*expect") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      func fail(_ why: String) -> Malformed { Malformed(description: "\(name): \(line): \(why)") }
      guard words.count > 4, words[0] == "*expect", words[2] == "=" else {
        throw fail("wanted is *expect VECTOR = VALUE… rel TOLERANCE")
      }
      var values: [Double] = []
      var bounds: [String: Double] = [:]
      var index = 3
      while index < words.count {
        if words[index] == "rel" || words[index] == "abs" {
          guard index + 1 < words.count, let bound = Double(words[index + 1]), bound >= 0,
            bounds.updateValue(bound, forKey: words[index]) == nil
          else { throw fail("\(words[index]) has no tolerance") }
          index += 2
        } else {
          guard let value = Double(words[index]), value.isFinite, bounds.isEmpty else {
            throw fail("\(words[index]) is no value")
          }
          values.append(value)
          index += 1
        }
      }
      guard !bounds.isEmpty else { throw fail("there is no tolerance") }
      return Expectation(
        vector: words[1], values: values,
        tolerance: Tolerance(relative: bounds["rel"] ?? 0, absolute: bounds["abs"] ?? 0))
    }
  }
}
