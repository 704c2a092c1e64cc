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

  @Option(
    help: ArgumentHelp(
      """
      A folder with what the array has of its own beside its conductances, as assay fabricate writes \
      it, edited or measured: row_wire_factors.npy, column_wire_factors.npy, threshold_shifts.npy, \
      sense_offsets.npy, ladder_mismatch.npy, converter_mismatch.npy, difference_offsets.npy, \
      difference_mismatch.npy, stochastic_offsets.npy, stochastic_sensitivities.npy, \
      sense_amplifier_offsets.npy; what is not there does not deviate.
      """, valueName: "DIR"))
  var deviations: String?

  /// Reads and checks all files before any work.
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
    let files = try CommandFiles(
      writing: outputs, reading: inputs + [technology, conductances, self.inputs, deviations])
    let described = try Technology(contentsOf: URL(fileURLWithPath: technology))
    try files.read(resourceFiles(of: described, at: technology))
    let nominal = try Crossbar(
      technology: described,
      validating: NPYFile.read(URL(fileURLWithPath: conductances)), source: conductances)
    let crossbar = try deviations.map { try DeviationFolder($0).applied(to: nominal) } ?? nominal
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
