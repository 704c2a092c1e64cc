/// How far numbers are from reference numbers, over all of them together.
///
/// For numbers *x* against references *r*:
/// - relative RMSE = RMS(x − r) / RMS(r) = √(Σ (x − r)² / Σ r²);
/// - worst error of full scale = max|x − r| / max|r|.
///
/// The sums are kept, not the quotients, so that the errors of parts add up to that of the whole.
/// An error beside a reference of zero has no relative size and is infinite, and no error is none. A
/// NaN on either side makes every measure NaN, which no comparison with a bound admits. Squares of
/// magnitudes below 1e-162 are lost, as if there were nothing.
public struct RelativeError: Sendable, Equatable {
  /// Σ (x − r)².
  public private(set) var squaredError = 0.0
  /// Σ r².
  public private(set) var squaredReference = 0.0
  /// Σ x r.
  public private(set) var product = 0.0
  /// The largest |x − r|.
  public private(set) var worst = 0.0
  /// The largest |r|.
  public private(set) var fullScale = 0.0

  /// The error of no numbers, to which others are added.
  public init() {}

  /// Compares numbers with their references, in order.
  ///
  /// - Parameters:
  ///   - values: The numbers to judge.
  ///   - references: As many reference numbers.
  public init(of values: some Collection<Double>, against references: some Collection<Double>) {
    precondition(
      values.count == references.count, "\(values.count) against \(references.count) numbers")
    for (value, reference) in zip(values, references) { add(value, reference: reference) }
  }

  /// Compares numbers with their references, in order.
  ///
  /// The same as for any collections, without the price of not knowing which.
  ///
  /// - Parameters:
  ///   - values: The numbers to judge.
  ///   - references: As many reference numbers.
  public init(of values: [Double], against references: [Double]) {
    precondition(
      values.count == references.count, "\(values.count) against \(references.count) numbers")
    for place in values.indices { add(values[place], reference: references[place]) }
  }

  /// Compares numbers of single precision with their references, in order.
  ///
  /// - Parameters:
  ///   - values: The numbers to judge.
  ///   - references: As many reference numbers.
  public init(ofSingles values: [Float], against references: [Float]) {
    precondition(
      values.count == references.count, "\(values.count) against \(references.count) numbers")
    for place in values.indices {
      add(Double(values[place]), reference: Double(references[place]))
    }
  }

  /// Compares matrices.
  ///
  /// - Parameters:
  ///   - values: The numbers to judge.
  ///   - reference: The reference numbers, in a matrix of the same shape.
  public init(of values: Matrix, against reference: Matrix) {
    precondition(
      values.rows == reference.rows && values.columns == reference.columns,
      "\(values.rows) × \(values.columns) against \(reference.rows) × \(reference.columns)")
    self.init(of: values.elements, against: reference.elements)
  }

  /// Adds one number.
  ///
  /// - Parameters:
  ///   - value: The number to judge.
  ///   - reference: Its reference.
  public mutating func add(_ value: Double, reference: Double) {
    let error = value - reference
    squaredError += error * error
    squaredReference += reference * reference
    product += value * reference
    worst.grow(toMagnitudeOf: error)
    fullScale.grow(toMagnitudeOf: reference)
  }

  /// Adds the numbers of another part.
  ///
  /// - Parameters:
  ///   - left: The error that grows.
  ///   - right: The error of the other part.
  public static func += (left: inout RelativeError, right: RelativeError) {
    left.squaredError += right.squaredError
    left.squaredReference += right.squaredReference
    left.product += right.product
    left.worst.grow(toMagnitudeOf: right.worst)
    left.fullScale.grow(toMagnitudeOf: right.fullScale)
  }

  /// The root mean square of the errors over that of the references.
  public var relativeRMSE: Double {
    Self.ratio(of: squaredError, to: squaredReference).squareRoot()
  }

  /// What is left of the relative RMSE where one factor on all numbers takes away as much as it can.
  ///
  /// With the factor Σ x r / Σ x² the errors are √(1 − (Σ x r)² / (Σ x² Σ r²)) of the references.
  public var relativeRMSEBehindFactor: Double {
    let squaredValue = squaredError + 2 * product - squaredReference
    guard squaredValue > 0, squaredReference > 0 else { return relativeRMSE }
    return max(0, 1 - product / squaredValue * (product / squaredReference)).squareRoot()
  }

  /// The largest error over the largest reference.
  public var worstOfFullScale: Double { Self.ratio(of: worst, to: fullScale) }

  /// An error over its reference: 0/0 is 0, and any other error over 0 is infinite.
  ///
  /// - Parameters:
  ///   - error: The error, not negative.
  ///   - reference: The reference, not negative.
  /// - Returns: The relative error; NaN if either is no number.
  public static func ratio(of error: Double, to reference: Double) -> Double {
    guard reference == 0 else { return error / reference }
    return error == 0 ? 0 : error * .infinity
  }
}
