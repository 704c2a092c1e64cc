internal import Foundation
internal import LinearAlgebra

/// How wires, transistors, amplifiers, resistors and converters by comparison of one array differ from each other.
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
  /// The standard deviation of the offset voltage of a difference amplifier, in volts.
  public var differenceOffset = 0.0
  /// The relative standard deviation of a resistor of a difference amplifier.
  public var differenceResistor = 0.0
  /// The standard deviation of the threshold of a clocked sense amplifier, in volts.
  public var latchOffset = 0.0
  /// The standard deviation of x₀ of a stochastic converter.
  public var stochasticOffset = 0.0
  /// The relative standard deviation of the sensitivity of a stochastic converter.
  public var stochasticSensitivity = 0.0

  /// No mismatch.
  public static let none = Mismatch()

  /// Creates a mismatch; the units are those of the properties.
  public init(
    rowWidth: Double = 0, columnWidth: Double = 0, threshold: Double = 0, senseOffset: Double = 0,
    ladderResistor: Double = 0, differenceOffset: Double = 0, differenceResistor: Double = 0,
    latchOffset: Double = 0, stochasticOffset: Double = 0, stochasticSensitivity: Double = 0
  ) {
    self.rowWidth = rowWidth
    self.columnWidth = columnWidth
    self.threshold = threshold
    self.senseOffset = senseOffset
    self.ladderResistor = ladderResistor
    self.differenceOffset = differenceOffset
    self.differenceResistor = differenceResistor
    self.latchOffset = latchOffset
    self.stochasticOffset = stochasticOffset
    self.stochasticSensitivity = stochasticSensitivity
  }

  /// The deviations of an array; a part whose standard deviation is 0 does not deviate.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - ladderResistors: The number of resistors of a ladder.
  ///   - pairs: The number of pairs of columns that differences are taken of.
  ///   - converters: The number of converters.
  ///   - generator: The source of chance of a part.
  /// - Returns: The deviations.
  func deviations(
    rows: Int, columns: Int, ladderResistors: Int, pairs: Int = 0, converters: Int = 0,
    generator: (VariationPart) -> SeededGenerator
  ) -> ArrayDeviations {
    func normals(_ part: VariationPart, _ sigma: Double, _ rows: Int, _ columns: Int) -> Matrix? {
      guard sigma > 0, rows * columns > 0 else { return nil }
      var chance = generator(part)
      return Matrix(rows: rows, columns: columns) { _, _ in sigma * chance.normal() }
    }
    // The resistance is that of a wire of the width exp(n): never negative, whatever is drawn.
    // exp(n) − 1 is n to first order and never at or below −1.
    func relative(
      _ part: VariationPart, _ sigma: Double, _ rows: Int, _ columns: Int
    ) -> Matrix? {
      normals(part, sigma, rows, columns).map { drawn in
        Matrix(rows: rows, columns: columns) { expm1(drawn[$0, $1]) }
      }
    }
    return ArrayDeviations(
      rowWireFactors: normals(.rowWires, rowWidth, rows, 1)?.elements.map { exp(-$0) },
      columnWireFactors: normals(.columnWires, columnWidth, columns, 1)?.elements.map { exp(-$0) },
      thresholdShifts: normals(.thresholds, threshold, rows, columns),
      senseOffsets: normals(.senseOffsets, senseOffset, columns, 1)?.elements,
      ladderMismatch: relative(.ladders, ladderResistor, rows, ladderResistors),
      differenceOffsets: normals(.differenceOffsets, differenceOffset, pairs, 1)?.elements,
      differenceMismatch: relative(
        .differenceResistors, differenceResistor, pairs, DifferenceAmplifier.resistorCount),
      latchOffsets: normals(.latchOffsets, latchOffset, converters, 1)?.elements,
      stochasticOffsets: normals(.stochasticOffsets, stochasticOffset, converters, 1)?.elements,
      stochasticSensitivities: relative(
        .stochasticSensitivities, stochasticSensitivity, converters, 1)?.elements)
  }

  /// How a difference amplifier alone deviates.
  ///
  /// - Parameter chance: Which one.
  /// - Returns: The deviation; that of the first pair of an array of the same chance.
  public func differenceDeviation(chance: InstanceChance) -> DifferenceAmplifier.Deviation {
    deviations(rows: 0, columns: 0, ladderResistors: 0, pairs: 1, generator: chance.generator)
      .differenceDeviations.first ?? .none
  }

  /// The offset of a clocked sense amplifier alone.
  ///
  /// - Parameter chance: Which one.
  /// - Returns: The offset, in volts; that of the first converter of an array of the same chance.
  public func latchOffset(chance: InstanceChance) -> Double {
    comparators(1, chance: chance).latchOffsets?.first ?? 0
  }

  /// How converters by comparison deviate, with the difference amplifiers in front of them.
  ///
  /// - Parameters:
  ///   - count: The number of converters.
  ///   - chance: Of which array.
  /// - Returns: The deviations of these alone.
  package func comparators(_ count: Int, chance: InstanceChance) -> ArrayDeviations {
    deviations(
      rows: 0, columns: 0, ladderResistors: 0, pairs: count, converters: count,
      generator: chance.generator)
  }
}
