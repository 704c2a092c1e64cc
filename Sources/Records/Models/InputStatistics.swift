/// How often a row has which voltage: what a model's operating point is chosen for.
///
/// Rows are taken as independent and alike.
public struct InputStatistics: Sendable, Equatable, Codable {
  /// Row voltages in ascending order, in volts.
  public let voltages: [Double]
  /// The probability of every voltage; their sum is 1.
  public let probabilities: [Double]
  /// Whether a row has one of the voltages and never one between them.
  public let isDiscrete: Bool

  /// Creates statistics.
  ///
  /// - Parameters:
  ///   - voltages: Row voltages in ascending order, in volts; at least two.
  ///   - probabilities: The weight of every voltage, as many as voltages, none negative, not all
  ///     zero.
  ///   - isDiscrete: Whether a row has one of the voltages and never one between them.
  public init(voltages: [Double], probabilities: [Double], isDiscrete: Bool) {
    precondition(
      voltages.count >= 2 && voltages.count == probabilities.count,
      "\(voltages.count) voltages, \(probabilities.count) probabilities")
    let sum = probabilities.reduce(0, +)
    precondition(sum > 0 && probabilities.allSatisfy { $0 >= 0 }, "weights \(probabilities)")
    self.voltages = voltages
    self.probabilities = probabilities.map { $0 / sum }
    self.isDiscrete = isDiscrete
  }

  /// Any voltage up to a limit, all as likely, as an unknown load has it.
  ///
  /// - Parameter limit: The full-scale row voltage, in volts.
  /// - Returns: Sixteen voltages of equal probability.
  public static func uniform(upTo limit: Double) -> InputStatistics {
    InputStatistics(
      voltages: (0...15).map { limit * Double($0) / 15 },
      probabilities: Array(repeating: 1, count: 16), isDiscrete: false)
  }

  /// Any voltage of either sign up to a limit, all as likely.
  ///
  /// - Parameter limit: The full-scale row voltage, in volts.
  /// - Returns: Thirty-one voltages of equal probability.
  public static func signed(upTo limit: Double) -> InputStatistics {
    InputStatistics(
      voltages: (-15...15).map { limit * Double($0) / 15 },
      probabilities: Array(repeating: 1, count: 31), isDiscrete: false)
  }

  /// The mean voltage, in volts.
  public var mean: Double {
    zip(voltages, probabilities).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The lowest and the highest voltage, in volts.
  public var range: ClosedRange<Double> {
    (voltages.first ?? 0)...(voltages.last ?? 0)
  }

  /// Whether a model that is made for these statistics can read another load.
  ///
  /// - Parameter other: The load.
  /// - Returns: Whether all its voltages are possible here.
  package func covers(_ other: InputStatistics) -> Bool {
    let slack = 1e-6 * (range.upperBound - range.lowerBound)
    if isDiscrete {
      return other.isDiscrete
        && other.voltages.allSatisfy { voltage in
          voltages.contains { ($0 - voltage).magnitude <= slack }
        }
    }
    return other.range.lowerBound >= range.lowerBound - slack
      && other.range.upperBound <= range.upperBound + slack
  }
}
