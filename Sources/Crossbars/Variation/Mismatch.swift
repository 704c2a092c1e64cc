internal import Foundation
internal import LinearAlgebra

/// How wires, transistors, amplifiers and ladder resistors of one array differ from each other.
public struct Mismatch: Sendable, Equatable {
  /// The standard deviation of the logarithm of a word line's width.
  public var rowWidth = 0.0
  /// The standard deviation of the logarithm of a bit line's width.
  public var columnWidth = 0.0
  /// The standard deviation of the threshold voltage of an access transistor, in volts.
  public var threshold = 0.0
  /// The standard deviation of the offset voltage of a sense amplifier, in volts.
  public var senseOffset = 0.0
  /// The relative standard deviation of a resistor of a DAC's ladder.
  public var ladderResistor = 0.0

  /// No mismatch.
  public static let none = Mismatch()

  /// Creates a mismatch; the units are those of the properties.
  public init(
    rowWidth: Double = 0, columnWidth: Double = 0, threshold: Double = 0, senseOffset: Double = 0,
    ladderResistor: Double = 0
  ) {
    self.rowWidth = rowWidth
    self.columnWidth = columnWidth
    self.threshold = threshold
    self.senseOffset = senseOffset
    self.ladderResistor = ladderResistor
  }

  /// The deviations of an array; a part whose standard deviation is 0 does not deviate.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - ladderResistors: The number of resistors of a ladder.
  ///   - generator: The source of chance of a part.
  /// - Returns: The deviations.
  func deviations(
    rows: Int, columns: Int, ladderResistors: Int,
    generator: (VariationPart) -> SeededGenerator
  ) -> ArrayDeviations {
    func normals(_ part: VariationPart, _ sigma: Double, _ rows: Int, _ columns: Int) -> Matrix? {
      guard sigma > 0, rows * columns > 0 else { return nil }
      var chance = generator(part)
      return Matrix(rows: rows, columns: columns) { _, _ in sigma * chance.normal() }
    }
    // The resistance is that of a wire of the width exp(n): never negative, whatever is drawn.
    return ArrayDeviations(
      rowWireFactors: normals(.rowWires, rowWidth, rows, 1)?.elements.map { exp(-$0) },
      columnWireFactors: normals(.columnWires, columnWidth, columns, 1)?.elements.map { exp(-$0) },
      thresholdShifts: normals(.thresholds, threshold, rows, columns),
      senseOffsets: normals(.senseOffsets, senseOffset, columns, 1)?.elements,
      ladderMismatch: normals(.ladders, ladderResistor, rows, ladderResistors).map { drawn in
        // exp(n) − 1 is n to first order and never at or below −1.
        Matrix(rows: rows, columns: ladderResistors) { expm1(drawn[$0, $1]) }
      })
  }
}
