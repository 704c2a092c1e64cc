import ArgumentParser
import Configuration
import Foundation

/// How much a command says, and in which form.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON value on standard output and nothing else there.")
  var json = false

  @Flag(help: "Say nothing on standard error unless something fails.")
  var quiet = false

  /// Writes a result to standard output: as text, or as JSON if that was asked for.
  func report<Result: Encodable>(_ result: Result, text: @autoclosure () -> String) throws {
    guard json else {
      try StandardStream.output.write(text() + "\n")
      return
    }
    try report(json: encoded(result))
  }

  /// A result as it is written as JSON.
  func encoded(_ result: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(result) + Data("\n".utf8)
  }

  /// Writes a result that is JSON already to standard output.
  func report(json: Data) throws {
    try StandardStream.output.write(
      Data(PrintedText.json(String(decoding: json, as: UTF8.self)).utf8))
  }

  /// Writes a diagnostic line to standard error, unless the command is to be quiet.
  func note(_ message: String) {
    guard !quiet else { return }
    try? StandardStream.error.write("\(PrintedText.line(message))\n")
  }
}
