import ArgumentParser
import ArrayStorage
import Crossbars
import Foundation
import LinearAlgebra

/// One array and its inputs, from files.
struct ArrayOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The technology file.", valueName: "T.toml"))
  var technology: String

  @Option(
    help: ArgumentHelp(
      "The conductances in siemens, rows × columns; negative ones are refused.",
      valueName: "G.npy"))
  var conductances: String

  @Option(help: ArgumentHelp("The row voltages in volts, batch × rows.", valueName: "V.npy"))
  var inputs: String

  /// Reads and checks all three files before any work.
  ///
  /// - Parameters:
  ///   - outputs: The files that will be written.
  ///   - inputs: What else is read.
  /// - Returns: The array and its inputs.
  /// - Throws: `UsageError` if an output is an input, `InputError` or `UnavailableError` if a file is
  ///   malformed or missing.
  func load(
    writing outputs: [String?], besides inputs: [String?] = []
  ) throws -> (crossbar: Crossbar, inputs: Matrix) {
    let read = inputs + [technology, conductances, self.inputs]
    try requirePlaces(for: outputs, besides: read)
    let described = try Technology(contentsOf: URL(fileURLWithPath: technology))
    try requirePlaces(for: outputs, besides: read + resourceFiles(of: described, at: technology))
    let crossbar = try Crossbar(
      technology: described,
      validating: NPYFile.read(URL(fileURLWithPath: conductances)), source: conductances)
    let voltages = try NPYFile.read(URL(fileURLWithPath: self.inputs))
    try crossbar.validate(inputs: voltages, source: self.inputs)
    return (crossbar, voltages)
  }
}

/// The files beside a technology file that it names.
func resourceFiles(of technology: Technology, at file: String) -> [String] {
  let folder = URL(fileURLWithPath: file).absoluteURL.deletingLastPathComponent()
  return technology.resources.keys.map { folder.appendingPathComponent($0).path }
}
