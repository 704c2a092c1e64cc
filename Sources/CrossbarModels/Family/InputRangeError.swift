public import Configuration

/// A row voltage that a model was not made for.
public struct InputRangeError: CategorizedError {
  /// The number of the input vector in its batch, from 0.
  public let sample: Int
  /// The number of the row, from 0.
  public let row: Int
  /// The voltage, in volts.
  public let voltage: Double
  /// The voltages that the model holds for, in volts.
  public let range: ClosedRange<Double>
  /// Whether the model holds for some voltages of the range only.
  public let isDiscrete: Bool

  /// The input is not what the model accepts.
  public var category: FailureCategory { .malformedInput }

  /// What was found where, and what is accepted.
  public var description: String {
    "input \(sample), row \(row): \(voltage) V; the model holds from \(range.lowerBound) V to "
      + "\(range.upperBound) V" + (isDiscrete ? " at the voltages of its input statistics" : "")
  }

  /// The same error of a vector that has another number in the whole batch.
  func at(sample: Int) -> InputRangeError {
    InputRangeError(
      sample: sample, row: row, voltage: voltage, range: range, isDiscrete: isDiscrete)
  }
}
