public import Crossbars
public import Records

/// The separable Fast Crossbar Model: every row contributes a function of its own voltage, and all
/// functions are spanned by a few.
public struct SeparableModel: CrossbarModel {
  /// The parameters of the model.
  public let parameters: ModelParameters
  /// How often a row has which voltage.
  public let statistics: InputStatistics
  /// Whether the other rows' drive changes a row's share: the output polynomial.
  public let coupling: Bool
  /// The number of products per vector; nil lets ``basisTolerance`` choose.
  public let products: Int?
  /// The error that the basis may leave in the column currents, relative to their root mean square.
  public let basisTolerance: Double

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - parameters: Physical or calibrated parameters.
  ///   - statistics: How often a row has which voltage.
  ///   - coupling: Whether the other rows' drive changes a row's share.
  ///   - products: The number of products per vector; nil lets `basisTolerance` choose, up to three.
  ///   - basisTolerance: The error that the basis may leave in the column currents, relative to
  ///     their root mean square.
  public init(
    parameters: ModelParameters, statistics: InputStatistics, coupling: Bool,
    products: Int? = nil, basisTolerance: Double = CoreSettings.defaultBasisTolerance
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.coupling = coupling
    self.products = products
    self.basisTolerance = basisTolerance
  }

  /// Finds the functions of every row and their basis.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as a sum of products.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell, or if unselected
  ///   rows float; ``MeanFieldError`` if the operating point cannot be found.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedSeparable {
    let array = try EffectiveArray(crossbar, parameters: parameters)
    let field = MeanField(array, statistics: statistics)
    let functions = try RowFunctions(field, hasCoupling: coupling)
    let fit = SeparableFit(
      field, functions, products: products, tolerance: basisTolerance,
      couplingFactor: coupling ? parameters.polynomial.first ?? 1 : 0,
      base: try array.currentsWithoutDrive())
    return ProgrammedSeparable(
      fit, crossbar: array.crossbar,
      polynomial: coupling ? Array(parameters.polynomial.dropFirst()) : [])
  }
}
