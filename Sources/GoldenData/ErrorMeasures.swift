public import LinearAlgebra

/// How far currents are from reference currents, over one case or several.
///
/// Relative RMSE and worst error of full scale are those of `RelativeError`, with its rules for zero
/// references and for what is no number: the measures of cases add up to those of a size or of a
/// technology, where every current counts alike, whatever case it is from. The worst error is taken
/// of each case's own full scale. Beside them, for currents *I*:
/// - NF RMSE = RMS of the difference of the non-ideality factors NF = (I_ideal − I) / I_ideal of
///   GENIEx (arXiv:2003.06902), over currents with I_ideal > 0, where I_ideal = V G is what the
///   array is meant to compute. In points, a hundred times that.
public struct ErrorMeasures: Sendable, Equatable {
  /// The number of cases.
  public private(set) var cases = 0
  /// The number of currents.
  public private(set) var currents = 0
  /// The largest error of a case over the largest reference current of that case.
  public private(set) var worstOfFullScale = 0.0
  /// The error over all currents.
  private var whole = RelativeError()
  /// The error of every column, by its number.
  private var columns: [RelativeError] = []
  private var nonIdealitySquares = 0.0
  private var nonIdealityCount = 0

  /// The measures of no currents, to which others are added.
  public init() {}

  /// Compares the currents of one case.
  ///
  /// - Parameters:
  ///   - values: The currents to judge, in amperes; *batch × columns*.
  ///   - reference: The reference currents, in amperes; *batch × columns*.
  ///   - ideal: The currents of the ideal product, in amperes; *batch × columns*. Without them
  ///     there is no NF RMSE.
  public init(of values: Matrix, against reference: Matrix, ideal: Matrix? = nil) {
    precondition(
      values.rows == reference.rows && values.columns == reference.columns,
      "\(values.rows) × \(values.columns) against \(reference.rows) × \(reference.columns)")
    cases = 1
    currents = reference.elements.count
    whole = RelativeError(of: values, against: reference)
    worstOfFullScale = whole.worstOfFullScale
    columns = Array(repeating: RelativeError(), count: reference.columns)
    for (index, (value, stored)) in zip(values.elements, reference.elements).enumerated() {
      columns[index % reference.columns].add(value, reference: stored)
      guard let ideal = ideal?.elements[index], ideal > 0 else { continue }
      let error = (value - stored) / ideal
      nonIdealitySquares += error * error
      nonIdealityCount += 1
    }
  }

  /// Adds the currents of other cases.
  ///
  /// - Parameters:
  ///   - left: The measures that grow.
  ///   - right: The measures of the other cases.
  public static func += (left: inout ErrorMeasures, right: ErrorMeasures) {
    left.cases += right.cases
    left.currents += right.currents
    left.worstOfFullScale.grow(toMagnitudeOf: right.worstOfFullScale)
    left.whole += right.whole
    while left.columns.count < right.columns.count { left.columns.append(RelativeError()) }
    for (column, error) in right.columns.enumerated() { left.columns[column] += error }
    left.nonIdealitySquares += right.nonIdealitySquares
    left.nonIdealityCount += right.nonIdealityCount
  }

  /// The root mean square of the error over that of the reference.
  public var relativeRMSE: Double { whole.relativeRMSE }

  /// The relative RMSE of every column, by its number.
  public var columnRelativeRMSE: [Double] { columns.map(\.relativeRMSE) }

  /// The column with the largest relative RMSE, from 0; nil without columns.
  public var worstColumn: Int? {
    let errors = columnRelativeRMSE
    return errors.firstIndex(where: \.isNaN) ?? errors.indices.max { errors[$0] < errors[$1] }
  }

  /// The root mean square error of the non-ideality factor; nil if no ideal currents were given or
  /// none of them is positive.
  public var nonIdealityRMSE: Double? {
    nonIdealityCount == 0 ? nil : (nonIdealitySquares / Double(nonIdealityCount)).squareRoot()
  }
}
