public import LinearAlgebra

/// What is inside an array under one input vector: node voltages, cell currents and static power.
public struct ArrayInterior: Sendable {
  /// The word-line voltage of every cell, in volts; *rows × columns*.
  public var wordLine: Matrix
  /// The bit-line voltage of every cell, in volts; *rows × columns*.
  public var bitLine: Matrix
  /// The voltage of the node between the two devices of every cell, in volts, *rows × columns*; nil for
  /// cells of one device.
  ///
  /// NaN stands for a cell of 0 S, which is left out with its node.
  public var inner: Matrix?
  /// The current of every cell into its bit line, in amperes; *rows × columns*.
  public var cellCurrents: Matrix
  /// Where the power goes.
  public var power: StaticPower

  /// Creates an interior from its parts; the units are those of the properties.
  public init(
    wordLine: Matrix, bitLine: Matrix, inner: Matrix?, cellCurrents: Matrix, power: StaticPower
  ) {
    self.wordLine = wordLine
    self.bitLine = bitLine
    self.inner = inner
    self.cellCurrents = cellCurrents
    self.power = power
  }
}
