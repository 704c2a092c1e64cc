public import LinearAlgebra

/// How far currents are from reference currents, over one case or several.
///
/// Sums over currents are kept, so that the measures of cases add up to those of a size or of a
/// technology: every current counts alike, whatever case it is from. A NaN among the currents makes
/// every measure NaN, and so meets no tolerance.
///
/// For currents *I* against reference currents *R* over all input vectors and columns:
/// - relative RMSE = RMS(I − R) / RMS(R);
/// - worst error of full scale = max|I − R| / max|R|, each case by its own full scale;
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
  /// The sums of every column, by its number.
  private var columns: [Sums] = []
  private var nonIdealitySquares = 0.0
  private var nonIdealityCount = 0

  /// Sums of squares, in square amperes.
  private struct Sums: Sendable, Equatable {
    var error = 0.0
    var reference = 0.0

    static func += (left: inout Sums, right: Sums) {
      left.error += right.error
      left.reference += right.reference
    }

    var relativeRMSE: Double {
      // An error beside no current at all has no relative size; it is as wrong as can be.
      guard reference != 0 else { return error == 0 ? 0 : error * .infinity }
      return (error / reference).squareRoot()
    }
  }

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
    columns = Array(repeating: Sums(), count: reference.columns)
    var worst = 0.0
    for (index, (value, stored)) in zip(values.elements, reference.elements).enumerated() {
      let error = value - stored
      columns[index % reference.columns] += Sums(error: error * error, reference: stored * stored)
      if !(error.magnitude <= worst) && !worst.isNaN { worst = error.magnitude }
      guard let ideal = ideal?.elements[index], ideal > 0 else { continue }
      nonIdealitySquares += (error / ideal) * (error / ideal)
      nonIdealityCount += 1
    }
    let fullScale = reference.largestMagnitude
    worstOfFullScale = worst == 0 ? 0 : worst / fullScale
  }

  /// Adds the currents of other cases.
  ///
  /// - Parameters:
  ///   - left: The measures that grow.
  ///   - right: The measures of the other cases.
  public static func += (left: inout ErrorMeasures, right: ErrorMeasures) {
    left.cases += right.cases
    left.currents += right.currents
    if !(right.worstOfFullScale <= left.worstOfFullScale) && !left.worstOfFullScale.isNaN {
      left.worstOfFullScale = right.worstOfFullScale
    }
    while left.columns.count < right.columns.count { left.columns.append(Sums()) }
    for (column, sums) in right.columns.enumerated() { left.columns[column] += sums }
    left.nonIdealitySquares += right.nonIdealitySquares
    left.nonIdealityCount += right.nonIdealityCount
  }

  /// The root mean square of the error over that of the reference.
  public var relativeRMSE: Double {
    var sum = Sums()
    for column in columns { sum += column }
    return sum.relativeRMSE
  }

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
