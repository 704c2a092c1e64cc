internal import Configuration
public import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
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

  /// What more products must leave of the residual to be taken.
  private static let gain = 0.9

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
    let array = try EffectiveArray(crossbar, parameters: parameters)
    let exact = ExactArray(array)
    let points = try TwoPoints(array, statistics: statistics, rest: rest, exact: exact)
    let own = try points.shares()
    let variants = (own.bent == nil ? [false] : [false, true]).map {
      TwoPointFunctions(points, own, isBent: $0, isLoaded: isLoaded)
    }
    let functions = variants[0]
    let most = functions.share.functions.rows
    let fit = try functions.hasChange ? ExactCurrents(points, exact: exact) : nil
    let wanted = products.map { min($0, most)...min($0, most) }
    let candidates = try variants.flatMap { variant in
      try (wanted ?? 1...most).map { count in
        var candidate = ProgrammedTwoPoint(variant, products: count)
        if let fit { try candidate.fit(fit) }
        return candidate
      }
    }
    // No product that all the others together do not make worth its time.
    let least = candidates.map(\.residual).min() ?? 0
    var taken =
      candidates.first { Self.gain * $0.residual <= least } ?? candidates[candidates.count - 1]
    if let levels = functions.levels { taken.restrict(to: levels) }
    return taken
  }
}
