internal import Configuration
public import Crossbars

/// The secant Fast Crossbar Model: one matrix, in which every cell has the secant of its law over
/// the voltages that the inputs' statistics give it.
public struct SecantModel: CrossbarModel {
  /// The parameters of the model.
  public let parameters: ModelParameters
  /// How often a row has which voltage.
  public let statistics: InputStatistics

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - parameters: Physical or calibrated parameters.
  ///   - statistics: How often a row has which voltage.
  public init(parameters: ModelParameters, statistics: InputStatistics) {
    self.parameters = parameters
    self.statistics = statistics
  }

  /// Finds the secants and the matrix of the array that they make.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as one matrix.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell, or if unselected
  ///   rows do not stay at 0 V.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedMatrix {
    throw UnavailableError("the secant model", reason: "it is being built")
  }
}
