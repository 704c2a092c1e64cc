internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// The nodal solver without anything kept between readings.
///
/// The factors of an array take a hundred times the memory of its conductances, and a large network has
/// thousands of arrays, each of which is read a few times.
struct LeanNodalSolver: CrossbarModel {
  /// An array that is factored anew for every batch.
  struct Programmed: ProgrammedCrossbar {
    fileprivate let crossbar: Crossbar

    var readout: ColumnReadout { crossbar.readout }

    func read(_ inputs: Matrix) throws -> Matrix {
      try NodalSolver().program(crossbar).read(inputs)
    }

    func reading(of inputs: Matrix) throws -> ArrayReading {
      try NodalSolver().program(crossbar).reading(of: inputs)
    }

    func reading(of inputs: Matrix, columns: Int) throws -> ArrayReading {
      try NodalSolver().program(crossbar).reading(of: inputs, columns: columns)
    }
  }

  func program(_ crossbar: Crossbar) throws -> Programmed {
    Programmed(crossbar: crossbar)
  }
}
