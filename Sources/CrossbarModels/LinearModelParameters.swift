public import Crossbars

/// The effective parameters of the linear fast model.
///
/// Taken from a technology they are the physical ones; fitted to golden data they are the ohmic
/// array that comes closest to the circuit.
public struct LinearModelParameters: Sendable, Equatable {
  /// The resistances around the cells.
  public var resistances: ArrayResistances
  /// The effective conductance of a cell over its conductance at zero volts: the secant of its
  /// law at the voltages that it sees.
  public var cellSecant: Double

  /// Creates a set of parameters.
  ///
  /// - Parameters:
  ///   - resistances: The resistances around the cells, in ohms.
  ///   - cellSecant: The effective conductance of a cell over its conductance at zero volts.
  public init(resistances: ArrayResistances, cellSecant: Double) {
    self.resistances = resistances
    self.cellSecant = cellSecant
  }

  /// The physical parameters of a technology: its resistances, and its cells at zero volts.
  ///
  /// - Parameter technology: The technology.
  public init(_ technology: Technology) {
    self.init(resistances: technology.resistances, cellSecant: 1)
  }
}

extension LinearModelParameters {
  /// The names of the parameters in model files, in the order of ``values``.
  public static let names = [
    "row_segment_resistance_ohm", "column_segment_resistance_ohm", "driver_resistance_ohm",
    "sense_resistance_ohm", "cell_secant",
  ]

  /// The parameters as a list, in the order of ``names``.
  public var values: [Double] {
    [
      resistances.rowSegment, resistances.columnSegment, resistances.driver, resistances.sense,
      cellSecant,
    ]
  }

  /// Creates a set of parameters from a list.
  ///
  /// - Parameter values: The values, in the order of ``names``.
  public init(values: [Double]) {
    precondition(values.count == Self.names.count, "\(values.count) values")
    self.init(
      resistances: ArrayResistances(
        rowSegment: values[0], columnSegment: values[1], driver: values[2], sense: values[3]),
      cellSecant: values[4])
  }
}
