internal import Foundation

/// The check that a job is data: a deck cannot run commands or read files, nor can an analysis.
///
/// ngspice obeys control blocks and comments that begin with `*#`, including their `shell` lines,
/// and an analysis line is an ordinary command line. Whatever is not known to be harmless is
/// refused before the library sees it. Files may not be included, because the digest of a deck
/// has to determine its result.
package enum DeckScreening {
  private static let acceptedCards: Set<String> = [
    ".param", ".params", ".func", ".subckt", ".ends", ".macro", ".eom", ".model", ".global",
    ".options", ".option", ".opt", ".opts", ".temp", ".ic", ".nodeset", ".title", ".if", ".elseif",
    ".else", ".endif", ".op", ".dc", ".tran", ".ac", ".print", ".width",
  ]

  /// Why a deck is refused, or nil.
  ///
  /// - Parameter deck: The deck as UTF-8.
  /// - Returns: The reason with the line number, or nil if the deck is data.
  package static func refusal(ofDeck deck: [UInt8]) -> String? {
    var lineNumber = 0
    var elementCount = 0
    var hasEnded = false
    var start = deck.startIndex
    while start < deck.endIndex {
      let end = deck[start...].firstIndex(of: UInt8(ascii: "\n")) ?? deck.endIndex
      let line = deck[start..<end]
      start = end + 1
      lineNumber += 1
      if let bad = line.first(where: { ($0 < 32 && $0 != 9 && $0 != 13) || $0 == 127 }) {
        return "line \(lineNumber) holds the control character \(bad)"
      }
      let text = line.drop { $0 == 32 || $0 == 9 || $0 == 13 }
      guard let first = text.first else { continue }
      if hasEnded { return "line \(lineNumber) follows .end" }
      switch first {
      case UInt8(ascii: "*"):
        if text.dropFirst().first == UInt8(ascii: "#") {
          return "line \(lineNumber) is a command in a comment (*#)"
        }
      case UInt8(ascii: "."):
        let card = String(
          decoding: text.prefix { $0 != 32 && $0 != 9 && $0 != 13 && $0 != 40 && $0 != 61 },
          as: UTF8.self
        ).lowercased()
        if card == ".end" {
          hasEnded = true
        } else if !acceptedCards.contains(card) {
          return "line \(lineNumber) holds \(card), which a job's deck may not"
        }
      case UInt8(ascii: "+"): break
      default: if lineNumber > 1 { elementCount += 1 }
      }
    }
    if elementCount == 0 { return "the deck has no elements" }
    if !hasEnded { return "the deck does not end with .end" }
    return nil
  }

  /// Why an analysis is refused, or nil.
  ///
  /// - Parameter analysis: The command.
  /// - Returns: The reason, or nil if it is `op`, `dc` with complete sweeps of finite numbers, or
  ///   `tran` from 0 s with a largest step.
  package static func refusal(ofAnalysis analysis: String) -> String? {
    let accepted = "accepted: op | dc SOURCE START STOP STEP | tran STEP STOP 0 LARGEST_STEP"
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+- ")
    guard analysis.count < 512, analysis.allSatisfy(allowed.contains) else {
      return "the analysis holds characters that commands are made of; \(accepted)"
    }
    let words = analysis.split(separator: " ").map { $0.lowercased() }
    switch words.first {
    case "op" where words.count == 1: return nil
    case "dc" where words.count == 5 || words.count == 9:
      // Without a step ngspice sweeps for ever, and a step that points away never arrives.
      for sweep in stride(from: 1, to: words.count, by: 4) {
        let numbers = words[(sweep + 1)..<(sweep + 4)].compactMap(Double.init)
        guard numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[2] != 0,
          (numbers[1] - numbers[0]) * numbers[2] >= 0
        else { return "the sweep of \(words[sweep]) has no end; \(accepted)" }
      }
      return nil
    case "tran" where words.count == 5:
      // Without a largest step the simulator takes one that may miss what happens between.
      let numbers = words.dropFirst().compactMap(Double.init)
      guard numbers.count == 4, numbers.allSatisfy(\.isFinite), numbers[0] > 0, numbers[3] > 0,
        numbers[1] >= max(numbers[0], numbers[3]), numbers[2] == 0
      else { return "the steps of the transient do not fit its end; \(accepted)" }
      return nil
    default: return "the analysis is \"\(analysis)\"; \(accepted)"
    }
  }

  /// Why wanted vectors are refused, or nil.
  ///
  /// - Parameters:
  ///   - vectors: The names.
  ///   - isTransient: Whether the analysis is a transient, which has the vector `time`.
  /// - Returns: The reason, or nil if there are vectors and all are `v(NODE)` or `i(SOURCE)`.
  package static func refusal(ofVectors vectors: [String], isTransient: Bool = false) -> String? {
    if vectors.isEmpty { return "the job wants no vectors" }
    let name = vectors.first { vector in
      if isTransient && vector == "time" { return false }
      var bytes = Array(vector.lowercased().utf8)
      guard bytes.count > 3, bytes.popLast() == UInt8(ascii: ")"), bytes[1] == UInt8(ascii: "("),
        bytes[0] == UInt8(ascii: "v") || bytes[0] == UInt8(ascii: "i")
      else { return true }
      return !bytes[2...].allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || "_.#:-+".utf8.contains(byte)
      }
    }
    return name.map { "\"\($0)\" is no vector; accepted: v(NODE) | i(SOURCE)" }
  }
}
