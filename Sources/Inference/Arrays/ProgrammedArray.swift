internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import LinearAlgebra

/// One array that a model has prepared for reading.
enum ProgrammedArray: Sendable {
  /// The model is a matrix product: the conductance from every row to every column, in siemens.
  case linear(Matrix)
  /// The model is anything else.
  case general(SerialReader)

  /// Programs an array with a model.
  init(_ model: some CrossbarModel, _ crossbar: Crossbar) throws {
    let programmed = try model.program(crossbar)
    if let matrix = programmed as? ProgrammedMatrix {
      self = .linear(matrix.conductances)
    } else if let matrix = (programmed as? ProgrammedFastCrossbar)?.matrix {
      self = .linear(matrix)
    } else {
      self = .general(SerialReader(programmed))
    }
  }
}

/// An array that is read by one task at a time, unless reading leaves it as it is.
///
/// `@unchecked Sendable`: the array is created for this object alone and touched under its lock only.
final class SerialReader: @unchecked Sendable {
  private let lock = NSLock()
  private var programmed: any ProgrammedCrossbar
  /// The same array, if several tasks may read it at a time.
  private let shared: ProgrammedFastCrossbar?

  fileprivate init(_ programmed: any ProgrammedCrossbar) {
    self.programmed = programmed
    shared = programmed as? ProgrammedFastCrossbar
  }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: An error if the currents cannot be found.
  func read(_ inputs: Matrix) throws -> Matrix {
    if let shared { return try shared.read(inputs) }
    return try lock.withLock { try programmed.read(inputs) }
  }
}
