internal import Configuration
public import Crossbars
public import Records

/// The fast model for any load: rows alone, rows with all others at full drive, and the column's own
/// current between them.
public struct TwoPointModel: CrossbarModel {
  /// The parameters of the model.
  public let parameters: ModelParameters
  /// The voltages that drivers can have: their range, and whether there are no others.
  public let statistics: InputStatistics
  /// The driver voltage of a row at rest, in volts.
  public let rest: Double
  /// The number of products that make up the shares of the rows; nil takes as many as help.
  public let products: Int?
  /// Whether amplifiers stand behind the columns, whose inputs load them.
  let isLoaded: Bool

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - parameters: Physical or calibrated parameters.
  ///   - statistics: The voltages that drivers can have.
  ///   - rest: The driver voltage of a row at rest, in volts.
  ///   - products: The number of products that make up the shares of the rows, up to three; nil takes
  ///     as many as help.
  public init(
    parameters: ModelParameters, statistics: InputStatistics, rest: Double = 0,
    products: Int? = nil
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.rest = rest
    self.products = products
    isLoaded = false
  }

  /// Creates the core of an array with amplifiers, of which it may know nothing itself.
  init(
    parameters: ModelParameters, statistics: InputStatistics, rest: Double, products: Int?,
    isLoaded: Bool
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.rest = rest
    self.products = products
    self.isLoaded = isLoaded
  }

  /// Finds both points, the functions of the rows, and the numbers of every column.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as a sum of products.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell, or if unselected
  ///   rows float; ``MeanFieldError`` if a row's response cannot be found; `NodalError` if the array
  ///   cannot be solved exactly.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedTwoPoint {
    try TwoPointPreparation(self, crossbar).programmed(products: products)
  }

  /// Finds them for the first columns, with what all others do to these.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - outputs: The number of columns, from the first, that are read.
  /// - Returns: The array as a sum of products, with these columns; all of them where amplifiers stand
  ///   behind.
  /// - Throws: What ``program(_:)`` throws.
  public func program(_ crossbar: Crossbar, outputs: Int) throws -> ProgrammedTwoPoint {
    try TwoPointPreparation(self, crossbar, outputs: outputs).programmed(products: products)
  }
}
