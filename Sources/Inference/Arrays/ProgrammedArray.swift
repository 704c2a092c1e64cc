internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra

/// One array that a model has prepared for reading.
enum ProgrammedArray: Sendable {
  /// The model is a matrix product: the conductance from every row to every column, in siemens.
  case linear(Matrix)
  /// The model is anything else.
  case general(any ProgrammedCrossbar)

  /// Programs an array with a model.
  init(_ model: some CrossbarModel, _ crossbar: Crossbar) throws {
    let programmed = try model.program(crossbar)
    self = programmed.product.map(Self.linear) ?? .general(programmed)
  }
}
