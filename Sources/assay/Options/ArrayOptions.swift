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
  func load() throws -> (crossbar: Crossbar, inputs: Matrix) {
    let crossbar = try Crossbar(
      technology: Technology(contentsOf: URL(fileURLWithPath: technology)),
      validating: NPYFile.read(URL(fileURLWithPath: conductances)), source: conductances)
    let voltages = try NPYFile.read(URL(fileURLWithPath: inputs))
    try crossbar.validate(inputs: voltages, source: inputs)
    return (crossbar, voltages)
  }
}
