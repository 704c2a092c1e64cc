internal import Foundation

/// A reader of the `.model` card of a transistor, which takes the parameters of a model and nothing else.
///
/// A card becomes a part of a circuit word for word, and simulators obey more than cards: commands in
/// comments (`*#`), control blocks, included files and expressions. None of these is a parameter, so none
/// is accepted, and no number that the simulator would have to guess at.
struct ModelCardReader {
  /// What a card may not have.
  struct Fault: Error {
    var line: Int
    var parameter: String?
    var found: String
    var accepted: String
  }

  private struct Word {
    var text: Substring
    var line: Int
  }

  private var words: [Word] = []
  private var position = 0

  /// Checks a card.
  ///
  /// - Parameters:
  ///   - text: The text of the file.
  ///   - name: The name that the card must define.
  /// - Throws: ``Fault`` at the first line that may not be there.
  static func check(_ text: String, name: String) throws(Fault) {
    var reader = try ModelCardReader(text)
    try reader.readHead(name: name)
    try reader.readParameters()
  }

  private init(_ text: String) throws(Fault) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      try append(line, number: index + 1)
    }
  }

  private mutating func append(_ line: Substring, number: Int) throws(Fault) {
    func fault(_ found: String, _ accepted: String) -> Fault {
      Fault(line: number, found: found, accepted: accepted)
    }
    for scalar in line.unicodeScalars where scalar != "\t" {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        throw fault("the control character U+\(String(scalar.value, radix: 16))", "text")
      default: break
      }
    }
    // The simulator would take the next line for a part of this one.
    if line.hasSuffix("\\") { throw fault("a backslash at the end of a line", "complete lines") }
    let content = line.drop(while: \.isWhitespace)
    guard let first = content.first else { return }
    if first == "*" {
      if content.drop(while: { $0 == "*" || $0.isWhitespace }).first == "#" {
        throw fault("a command in a comment (*#)", "comments without commands")
      }
      return
    }
    var rest = content
    if words.isEmpty {
      guard content.prefix(6).lowercased() == ".model" else {
        throw fault("\"\(content.prefix(40))\"", "one .model card of an nmos")
      }
    } else {
      guard first == "+" else {
        throw fault(
          "\"\(content.prefix(40))\"", "one .model card, whose further lines begin with +")
      }
      rest = content.dropFirst()
    }
    while let character = rest.first {
      if character.isWhitespace {
        rest = rest.drop(while: \.isWhitespace)
      } else if "=()".contains(character) {
        words.append(Word(text: rest.prefix(1), line: number))
        rest = rest.dropFirst()
      } else {
        let word = rest.prefix { Self.isPlain($0) }
        guard !word.isEmpty else {
          throw Fault(
            line: number, parameter: parameterAtEnd, found: "\"\(rest.prefix(40))\"",
            accepted: "parameters as name=number")
        }
        words.append(Word(text: word, line: number))
        rest = rest[word.endIndex...]
      }
    }
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_.+-".contains(character))
  }

  /// The parameter whose value is expected behind the words that there are.
  private var parameterAtEnd: String? {
    words.count > 1 && words[words.count - 1].text == "="
      ? words[words.count - 2].text.lowercased() : nil
  }

  private mutating func next() -> Word? {
    guard position < words.count else { return nil }
    position += 1
    return words[position - 1]
  }

  private mutating func readHead(name: String) throws(Fault) {
    guard let directive = next() else {
      throw Fault(line: 1, found: "no card", accepted: "one .model card of an nmos")
    }
    guard directive.text.lowercased() == ".model", let found = next(), let type = next() else {
      throw Fault(
        line: directive.line, found: "\"\(directive.text.prefix(40))\"",
        accepted: "one .model card of an nmos")
    }
    guard found.text.lowercased() == name.lowercased() else {
      throw Fault(
        line: found.line, found: "a model named \"\(found.text.prefix(40))\"",
        accepted: "the model \"\(name)\"")
    }
    guard Self.isName(found.text) else {
      throw Fault(
        line: found.line, found: "a model named \"\(found.text.prefix(40))\"",
        accepted: "a letter, then letters, digits and underscores")
    }
    guard type.text.lowercased() == "nmos" else {
      throw Fault(
        line: type.line, found: "a model of type \"\(type.text.prefix(40))\"", accepted: "nmos")
    }
  }

  private static func isName(_ text: Substring) -> Bool {
    text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  private mutating func readParameters() throws(Fault) {
    var parameters: [(name: String, value: Double, line: Int)] = []
    var level: (value: Double, line: Int)?
    var isOpen = false
    let lastLine = words[words.count - 1].line
    if position < words.count, words[position].text == "(" {
      isOpen = true
      position += 1
    }
    while let word = next() {
      if isOpen, word.text == ")", position == words.count {
        isOpen = false
        break
      }
      let name = word.text.lowercased()
      guard Self.isName(word.text), let equals = next(), equals.text == "=", let value = next()
      else {
        throw Fault(
          line: word.line, found: "\"\(word.text.prefix(40))\"",
          accepted: "parameters as name=number")
      }
      func fault(_ accepted: String) -> Fault {
        Fault(
          line: value.line, parameter: name, found: "\"\(value.text.prefix(40))\"",
          accepted: accepted)
      }
      guard !parameters.contains(where: { $0.name == name }) else {
        throw Fault(
          line: word.line, parameter: name, found: "a second value",
          accepted: "every parameter once")
      }
      guard let number = Self.number(value.text, of: name) else {
        throw fault("a finite number, such as 1.75e-9 or 1.75n")
      }
      if name == "level" { level = (number, value.line) }
      parameters.append((name, number, value.line))
    }
    if isOpen {
      throw Fault(
        line: lastLine, found: "a bracket without end", accepted: "parameters in brackets")
    }
    try check(parameters, level: level, line: lastLine)
  }

  private func check(
    _ parameters: [(name: String, value: Double, line: Int)], level: (value: Double, line: Int)?,
    line: Int
  ) throws(Fault) {
    let number = level?.value ?? 1
    guard let whole = Int(exactly: number), let names = ModelCardParameters.names(ofLevel: whole)
    else {
      throw Fault(
        line: level?.line ?? line, parameter: "level", found: "\(number)",
        accepted: "14 or 54 (BSIM4), or 1")
    }
    for (name, value, line) in parameters where name != "level" {
      if name == "version", whole != 1 { continue }
      guard names.contains(name) else {
        throw Fault(
          line: line, parameter: name, found: "an unknown parameter",
          accepted: "the parameters of level \(whole)")
      }
      let range = ModelCardParameters.range(of: name)
      guard range.contains(value) else {
        throw Fault(
          line: line, parameter: name, found: "\(value)",
          accepted: "\(range.lowerBound) to \(range.upperBound)")
      }
    }
  }

  /// A number with one of SPICE's suffixes; nil if it is none, or not finite.
  ///
  /// A version may have a third part.
  private static func number(_ text: Substring, of name: String) -> Double? {
    if name == "version" {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard (1...3).contains(parts.count), parts[0] == "4",
        parts.allSatisfy({ $0.count == 1 && $0.allSatisfy(\.isNumber) })
      else { return nil }
      return 4
    }
    let suffixes: KeyValuePairs = [
      "meg": 1e6, "mil": 25.4e-6, "t": 1e12, "g": 1e9, "k": 1e3, "m": 1e-3, "u": 1e-6, "n": 1e-9,
      "p": 1e-12, "f": 1e-15, "a": 1e-18,
    ]
    let small = text.lowercased()
    let suffix = suffixes.first { small.hasSuffix($0.key) }
    let digits = small.dropLast(suffix?.key.count ?? 0)
    guard digits.allSatisfy({ $0.isNumber || "+-.e".contains($0) }),
      digits.contains(where: \.isNumber), let value = Double(digits)
    else { return nil }
    let scaled = value * (suffix?.value ?? 1)
    return scaled.isFinite ? scaled : nil
  }
}

extension AccessTransistor.ModelCard {
  /// Why the card cannot be a part of a circuit.
  public struct Refusal: Sendable, Equatable {
    /// The line and, where it is about one, the parameter.
    public var location: String
    /// What was found there.
    public var found: String
    /// What would have been accepted.
    public var accepted: String
  }

  /// Why the card cannot be a part of a circuit, or nil: it must be one `.model` card of an nmos of this
  /// name, with the parameters of level 1 or BSIM4 and finite numbers, and comments without commands.
  public var refusal: Refusal? {
    do throws(ModelCardReader.Fault) {
      try ModelCardReader.check(text, name: name)
      return nil
    } catch {
      return Refusal(
        location: "line \(error.line)\(error.parameter.map { ", parameter \($0)" } ?? "")",
        found: error.found, accepted: error.accepted)
    }
  }
}
