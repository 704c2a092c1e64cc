internal import CrossbarModels
public import Crossbars
public import NodalAnalysis
public import Records

/// The exact circuit with fitted parameters: the nodal solver with a stretched law of the cells.
///
/// Fast models are approximations of it, so that a calibration by it is free of their errors; and
/// its currents are synthetic golden data whose parameters are known.
public struct CircuitModel: CrossbarModel {
  /// The parameters.
  public let parameters: ModelParameters

  /// Creates the model.
  ///
  /// - Parameter parameters: The resistances and the factors of the law.
  public init(parameters: ModelParameters) {
    self.parameters = parameters
  }

  /// Prepares an array.
  ///
  /// - Parameter crossbar: A programmed array; of its technology the resistances are replaced.
  /// - Returns: The array, ready to be solved.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedNodal {
    var technology = crossbar.technology
    technology.resistances = parameters.resistances
    let law = technology.cellLaw.map {
      ScaledCellLaw(
        $0, conductanceFactor: parameters.conductanceFactor,
        voltageFactor: parameters.voltageFactor)
    }
    return try NodalSolver(law: law).program(
      Crossbar(
        technology: technology, conductances: crossbar.conductances,
        deviations: crossbar.deviations))
  }
}
