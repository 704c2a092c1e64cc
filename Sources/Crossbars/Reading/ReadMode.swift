public import LinearAlgebra

/// How an array is driven and sensed.
///
/// A row whose input is exactly 0 V is *unselected*; what becomes of it is a part of the mode. All
/// columns are sensed at virtual ground.
public struct ReadMode: Sendable, Equatable {
  /// What an unselected row does.
  public enum UnselectedRows: String, Sendable, CaseIterable {
    /// Its driver holds it at 0 V.
    case grounded
    /// Its driver is disconnected: current may sneak through it from column to column.
    case floating
    /// Its driver holds it at half the read voltage (V/2 scheme).
    case half
    /// Its driver holds it at a third of the read voltage (V/3 scheme).
    case third
  }

  /// Where the driver of a row is connected.
  public enum DriveSide: String, Sendable, CaseIterable {
    /// At the first column.
    case single
    /// At both ends of the word line, with one driver resistance at each.
    case double
  }

  /// Where the sense circuit of a column is connected.
  public enum SenseSide: String, Sendable, CaseIterable {
    /// At the last row.
    case bottom
    /// At the first row.
    case top
    /// At both ends of the bit line, with one sense resistance at each; the column current is
    /// their sum.
    case both
  }

  /// What unselected rows do.
  public var unselectedRows: UnselectedRows
  /// Where drivers are connected.
  public var driveSide: DriveSide
  /// Where sense circuits are connected.
  public var senseSide: SenseSide

  /// The mode of a vector-matrix product: every row is driven at its first column, every column is
  /// sensed at its last row.
  public static let standard = ReadMode()

  /// Creates a mode.
  ///
  /// - Parameters:
  ///   - unselectedRows: What unselected rows do.
  ///   - driveSide: Where drivers are connected.
  ///   - senseSide: Where sense circuits are connected.
  public init(
    unselectedRows: UnselectedRows = .grounded, driveSide: DriveSide = .single,
    senseSide: SenseSide = .bottom
  ) {
    self.unselectedRows = unselectedRows
    self.driveSide = driveSide
    self.senseSide = senseSide
  }

  /// The voltages of the row drivers, in volts.
  ///
  /// - Parameters:
  ///   - input: The input of every row, in volts.
  ///   - readVoltage: The full-scale row voltage, in volts.
  /// - Returns: The voltage of every driver, in volts; 0 where the driver is disconnected.
  public func driverVoltages(for input: [Double], readVoltage: Double) -> [Double] {
    switch unselectedRows {
    case .grounded, .floating: input
    case .half: input.map { $0 == 0 ? readVoltage / 2 : $0 }
    case .third: input.map { $0 == 0 ? readVoltage / 3 : $0 }
    }
  }

  /// The voltages of the row drivers for a batch of input vectors.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, in volts; *batch × rows*.
  ///   - readVoltage: The full-scale row voltage, in volts.
  /// - Returns: The voltages, in volts; *batch × rows*.
  public func driverVoltages(for inputs: Matrix, readVoltage: Double) -> Matrix {
    guard unselectedRows != .grounded else { return inputs }
    return Matrix(
      (0..<inputs.rows).map { driverVoltages(for: inputs.row($0), readVoltage: readVoltage) })
  }

  /// Whether the driver of every row is connected.
  ///
  /// - Parameter input: The input of every row, in volts.
  /// - Returns: False for the rows that float.
  public func connections(for input: [Double]) -> [Bool] {
    input.map { unselectedRows != .floating || $0 != 0 }
  }
}
