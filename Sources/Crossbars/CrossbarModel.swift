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
}

/// An array that a model has prepared for reading.
public protocol ProgrammedCrossbar {
  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: An error if the currents cannot be found.
  mutating func read(_ inputs: Matrix) throws -> Matrix
}
