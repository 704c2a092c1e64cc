public import LinearAlgebra

/// A way to compute column currents.
///
/// Programming is separate from reading because a network programs once and reads thousands of
/// times. Put everything that depends on the conductances alone into ``program(_:)``.
public protocol CrossbarModel: Sendable {
  /// What ``program(_:)`` makes of an array.
  associatedtype Programmed: ProgrammedCrossbar

  /// Prepares an array for reading.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as this model sees it.
  /// - Throws: An error if the model does not apply to the array.
  func program(_ crossbar: Crossbar) throws -> Programmed

  /// Prepares an array of which the first columns alone are read.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - outputs: The number of columns, from the first, that are read.
  /// - Returns: The array as this model sees it; it may have no other columns.
  /// - Throws: An error if the model does not apply to the array.
  func program(_ crossbar: Crossbar, outputs: Int) throws -> Programmed
}

extension CrossbarModel {
  /// Prepares all columns.
  public func program(_ crossbar: Crossbar, outputs: Int) throws -> Programmed {
    try program(crossbar)
  }
}

/// An array that a model has prepared for reading.
///
/// Reading leaves it as it is, so that tasks may share it: workspace belongs to the call.
public protocol ProgrammedCrossbar: Sendable {
  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*. A vector's currents do not depend on
  ///   the others.
  /// - Throws: An error if the currents cannot be found.
  func read(_ inputs: Matrix) throws -> Matrix

  /// Reads the columns through what stands behind them.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: The currents of ``read(_:)``, with amplifier outputs, codes or means, and evidence.
  /// - Throws: What ``read(_:)`` throws.
  func reading(of inputs: Matrix) throws -> ArrayReading

  /// Reads the first columns through what stands behind them, as an array needs that is filled in
  /// part.
  ///
  /// - Parameters:
  ///   - inputs: Row voltages, in volts; *batch × rows*.
  ///   - columns: The number of columns.
  /// - Returns: The currents, amplifier outputs, codes or means of ``reading(of:)``, to the bit, of
  ///   these columns; evidence may be missing.
  /// - Throws: What ``read(_:)`` throws.
  func reading(of inputs: Matrix, columns: Int) throws -> ArrayReading

  /// What stands behind the columns.
  var readout: ColumnReadout { get }

  /// The conductance from every row to every column, in siemens, *rows × columns*, if ``read(_:)``
  /// is the product of the inputs with it and nothing else; nil otherwise.
  var product: Matrix? { get }

  /// The number of products of the inputs with matrices of the array's size that an input vector
  /// costs; nil if a read solves equations.
  var productsPerVector: Int? { get }

  /// What ``read(_:)`` is for rows that have few voltages.
  ///
  /// - Parameter inputs: The voltages that rows can have, in volts.
  /// - Returns: Tables, matrices and equations; nil if the array is read otherwise, or has no such voltages.
  func levelFunctions(at inputs: [Double]) -> LevelFunctions?
}

extension ProgrammedCrossbar {
  /// The currents of ``read(_:)``, through the amplifiers and converters of ``readout``.
  public func reading(of inputs: Matrix) throws -> ArrayReading {
    readout.reading(currents: try read(inputs))
  }

  /// The whole reading, of which the other columns are left out.
  public func reading(of inputs: Matrix, columns: Int) throws -> ArrayReading {
    try reading(of: inputs).firstColumns(columns)
  }

  /// Nil: most models are more than one product.
  public var product: Matrix? { nil }

  /// One for a product, nil for anything else.
  public var productsPerVector: Int? { product == nil ? nil : 1 }

  /// Nil: most models are no such functions.
  public func levelFunctions(at inputs: [Double]) -> LevelFunctions? { nil }
}
