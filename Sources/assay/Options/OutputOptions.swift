import ArgumentParser
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
      print(text())
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }

  /// Writes a diagnostic line to standard error, unless the command is to be quiet.
  func note(_ message: String) {
    guard !quiet else { return }
    FileHandle.standardError.write(Data("\(message)\n".utf8))
  }
}
