public import Crossbars

/// The effective parameters of a fast model: the physical ones of a technology, or what a
/// calibration makes of them.
public struct ModelParameters: Sendable, Equatable {
  /// The resistances around the cells.
  public var resistances: ArrayResistances
  /// The factor a on every cell's current: the cell's law f becomes a / b · f(b v).
  public var conductanceFactor: Double
  /// The factor b on every cell's voltage; for a sinh cell V₀ becomes V₀ / b.
  public var voltageFactor: Double

  /// Creates a set of parameters.
  ///
  /// - Parameters:
  ///   - resistances: The resistances around the cells, in ohms.
  ///   - conductanceFactor: The factor on every cell's current.
  ///   - voltageFactor: The factor on every cell's voltage.
  public init(
    resistances: ArrayResistances, conductanceFactor: Double = 1, voltageFactor: Double = 1
  ) {
    self.resistances = resistances
    self.conductanceFactor = conductanceFactor
    self.voltageFactor = voltageFactor
  }

  /// The physical parameters of a technology.
  ///
  /// - Parameter technology: The technology.
  public init(_ technology: Technology) {
    self.init(resistances: technology.resistances)
  }
}
