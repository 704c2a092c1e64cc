internal import Crossbars
internal import LinearAlgebra

/// One array that a model has prepared for reading.
enum ProgrammedArray: Sendable {
  /// The model is a matrix product: the conductance from every row to every column, in siemens.
  case linear(Matrix)
  /// The model is anything else.
  case general(any ProgrammedCrossbar)
}
