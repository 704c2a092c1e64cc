internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra

/// The linear model's column currents on a list of cases.
///
/// Cases of one array share its equivalent conductance matrix, which is most of the work.
struct LinearPrediction {
  private let cases: [CalibrationCase]
  /// For every case the first case with the same array.
  private let arrayOwner: [Int]

  init(_ cases: [CalibrationCase]) {
    self.cases = cases
    var owners: [[Double]: Int] = [:]
    arrayOwner = cases.enumerated().map { index, item in
      let owner = owners[item.conductances.elements] ?? index
      owners[item.conductances.elements] = owner
      return owner
    }
  }

  /// The column currents of every case, in amperes; *batch × columns* each.
  func currents(_ parameters: LinearModelParameters) -> [Matrix] {
    var matrices: [Int: ProgrammedMatrix] = [:]
    return cases.enumerated().map { index, item in
      let owner = arrayOwner[index]
      let programmed =
        matrices[owner]
        ?? LinearModel(parameters: parameters).program(cellConductances: item.conductances)
      matrices[owner] = programmed
      return programmed.read(item.inputs)
    }
  }
}
