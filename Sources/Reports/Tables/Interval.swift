internal import Foundation
internal import Records

/// A number within its 95 % interval.
public struct Interval: Sendable, Equatable {
  var value: Double
  var lower: Double
  var upper: Double

  /// Creates a number within an interval.
  public init(_ value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }

  init(_ found: Estimate) {
    self.init(found.value, lower: found.lower, upper: found.upper)
  }

  init(_ found: Perplexity) {
    self.init(found.value, lower: found.lower, upper: found.upper)
  }

  /// The number with its interval, for a cell of a table.
  ///
  /// - Parameters:
  ///   - format: The format of the numbers.
  ///   - factor: What they are multiplied by.
  /// - Returns: The text.
  func text(_ format: String, factor: Double = 1) -> String {
    let numbers = [value, lower, upper].map { String(format: format, factor * $0) }
    return "\(numbers[0]) [\(numbers[1]), \(numbers[2])]"
  }
}
