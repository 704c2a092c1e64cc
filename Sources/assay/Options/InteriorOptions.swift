import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Records
import Simulation

/// The files that get what is inside an array: node voltages, cell currents, static power.
struct InteriorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Write the node voltages in volts, batch × 2 × rows × columns: word lines, then bit lines; for \
      cells of two devices batch × 3 × rows × columns, the nodes between the devices last. By nodal \
      or spice.
      """, valueName: "FILE.npy"))
  var voltages: String?

  @Option(
    help: ArgumentHelp(
      "Write the current of every cell into its bit line in amperes, batch × rows × columns.",
      valueName: "FILE.npy"))
  var cellCurrents: String?

  @Option(
    help: ArgumentHelp(
      """
      Write the static power in watts, batch × 7: from the sources of the rows; into drivers, word \
      lines, bit lines, cells, sense resistances, amplifiers.
      """, valueName: "FILE.npy"))
  var power: String?

  /// The files that are asked for.
  var paths: [String?] { [voltages, cellCurrents, power] }

  /// Refuses files that a solver cannot fill.
  func requireUse(by solver: Solver) throws {
    for (option, path) in [
      ("voltages", voltages), ("cell-currents", cellCurrents), ("power", power),
    ] where path != nil && !ArraySimulation.solversOfNodes.contains(solver) {
      throw ValidationError("--\(option): \(ArraySimulation.refusalOfInterior(by: solver))")
    }
  }

  /// Begins the files.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - source: The name of the file of inputs, for messages.
  /// - Returns: The files; nil if none is asked for.
  /// - Throws: `InputError` if a file would be larger than any that is read, `UnavailableError` if one
  ///   cannot be written.
  func files(of crossbar: Crossbar, inputs: Matrix, source: String) throws -> InteriorFiles? {
    guard paths.contains(where: { $0 != nil }) else { return nil }
    let (batch, rows, columns) = (inputs.rows, crossbar.rows, crossbar.columns)
    func stream(_ option: String, _ path: String?, _ shape: [Int]) throws -> NPYStream? {
      guard let path else { return nil }
      let vector = shape.dropFirst().reduce(MemoryLayout<Double>.size, *)
      guard let bytes = NPYStream.byteCount(of: shape), bytes <= NPYStream.sizeLimit else {
        throw InputError(
          source: source,
          found: "\(batch) vectors of \(vector) bytes each for --\(option), "
            + "\(shape.map(String.init).joined(separator: " × ")) numbers",
          accepted: "a batch of at most \(NPYStream.sizeLimit / vector) vectors, whose file has "
            + "\(NPYStream.sizeLimit) bytes")
      }
      return try NPYStream(shape: shape, to: URL(fileURLWithPath: path))
    }
    var nodes = 2
    if case .memory = crossbar.technology.cell.topology {} else { nodes = 3 }
    return InteriorFiles(
      voltages: try stream("voltages", voltages, [batch, nodes, rows, columns]),
      cellCurrents: try stream("cell-currents", cellCurrents, [batch, rows, columns]),
      power: try stream("power", power, [batch, StaticPower.names.count]))
  }
}
