internal import Configuration
public import Crossbars
public import LinearAlgebra
internal import NodalAnalysis
public import Records

/// The linear Fast Crossbar Model: the array as one equivalent conductance matrix.
///
/// The model is the middle stage of RxNN (arXiv:1809.00072): column currents are the inputs times
/// a matrix that holds wires, ends and sneak paths. For ohmic cells and physical parameters it is
/// exact. For other cells it is the ohmic array that the parameters describe, whose cells have the
/// conductance of the whole cell at zero volts, selector or transistor included.
public struct LinearModel: CrossbarModel {
  /// The parameters of the model.
  public let parameters: ModelParameters

  /// Creates the model.
  ///
  /// - Parameter parameters: Physical or calibrated parameters; the model has no use for the factor on
  ///   voltages.
  public init(parameters: ModelParameters) {
    self.parameters = parameters
  }

  /// Finds the equivalent conductance matrix of an array.
  ///
  /// - Parameter crossbar: A programmed array without deviations but those of its converters; of its
  ///   technology nothing but the law of the cell is used, since the parameters stand for the
  ///   rest.
  /// - Returns: The array as one matrix.
  /// - Throws: `UnavailableError` if the array has deviations, which the model cannot use, or if the
  ///   simulator alone can evaluate the cell.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedMatrix {
    guard crossbar.deviations.beforeConverters == .none else {
      throw UnavailableError(
        "the linear model of \(crossbar.technology.name)",
        reason: "it has equal wires and ideal circuits, not the mismatch of this array")
    }
    return program(
      cellConductances: try Self.cellConductances(of: crossbar), readout: crossbar.readout)
  }

  /// The conductance of every whole cell at zero volts, selector or transistor included.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The conductances, in siemens; *rows × columns*.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func cellConductances(of crossbar: Crossbar) throws -> Matrix {
    try EquivalentConductance.cellSlopes(of: crossbar)
  }

  /// Finds the equivalent conductance matrix of an array.
  ///
  /// - Parameters:
  ///   - cellConductances: The conductance of every whole cell at zero volts, in siemens;
  ///     *rows × columns*.
  ///   - readout: What stands behind the columns.
  /// - Returns: The array as one matrix.
  public func program(
    cellConductances: Matrix, readout: ColumnReadout = .ideal
  ) -> ProgrammedMatrix {
    var conductances = cellConductances
    if parameters.conductanceFactor != 1 {
      for cell in conductances.elements.indices {
        conductances.elements[cell] *= parameters.conductanceFactor
      }
    }
    return ProgrammedMatrix(
      conductances: EquivalentConductance.matrix(
        conductances: conductances, resistances: parameters.resistances), readout: readout)
  }
}
