public import LinearAlgebra

/// How signed weights lie in the columns of an array.
///
/// A column has a conductance where a weight has a sign, so a weight takes two cells, or one and a
/// share of a column that all weights refer to.
public enum ColumnArrangement: String, Sendable, CaseIterable {
  /// Every column stands for itself; weights are not negative.
  case plain
  /// A weight is a pair of cells in neighboring columns, the positive one first.
  case interleaved
  /// A weight is a pair of cells: all positive columns first, then all negative ones.
  case separated
  /// The last column holds the conductance halfway between off and on in every row; a weight is the
  /// difference of its cell from it.
  case referenceColumn = "reference-column"

  /// The number of weights in a row of an array.
  ///
  /// - Parameter columns: The number of columns of the array.
  /// - Returns: The number of columns of weights; nil if the columns do not form pairs, or leave no
  ///   weight beside the reference.
  public func weightColumns(in columns: Int) -> Int? {
    switch self {
    case .plain: columns >= 1 ? columns : nil
    case .interleaved, .separated: columns >= 2 && columns % 2 == 0 ? columns / 2 : nil
    case .referenceColumn: columns >= 2 ? columns - 1 : nil
    }
  }

  /// The number of columns that an array needs.
  ///
  /// - Parameter weightColumns: The number of columns of weights.
  /// - Returns: The number of columns of the array.
  public func columns(for weightColumns: Int) -> Int {
    switch self {
    case .plain: weightColumns
    case .interleaved, .separated: 2 * weightColumns
    case .referenceColumn: weightColumns + 1
    }
  }

  /// The conductances that stand for weights.
  ///
  /// - Parameters:
  ///   - weights: The weights, from −1 to 1; from 0 to 1 if columns stand for themselves; *rows ×
  ///     weight columns*.
  ///   - off: The conductance of a cell that is off, in siemens.
  ///   - on: The conductance of a cell that is on, in siemens.
  /// - Returns: The targets of programming, in siemens; *rows × columns*. A pair holds the magnitude
  ///   of its weight in one cell and off in the other.
  public func conductances(for weights: Matrix, off: Double, on: Double) -> Matrix {
    let count = weights.columns
    func cell(_ share: Double) -> Double {
      precondition(
        (0...1).contains(share), "a share of \(share) of the conductance in \(rawValue) columns")
      return off + (on - off) * share
    }
    return Matrix(rows: weights.rows, columns: columns(for: count)) { row, column in
      switch self {
      case .plain: return cell(weights[row, column])
      case .interleaved:
        let weight = weights[row, column / 2]
        return cell(max(0, column % 2 == 0 ? weight : -weight))
      case .separated:
        let weight = weights[row, column % count]
        return cell(max(0, column < count ? weight : -weight))
      case .referenceColumn: return cell(column < count ? 0.5 + 0.5 * weights[row, column] : 0.5)
      }
    }
  }

  /// The signed results in column currents: differences within pairs, or from the reference.
  ///
  /// - Parameter currents: Column currents, in amperes; *batch × columns*.
  /// - Returns: The differences, in amperes; *batch × weight columns*. A weight of 1 counts on − off
  ///   siemens in a pair, and half of that beside a reference.
  public func differences(of currents: Matrix) -> Matrix {
    guard let count = weightColumns(in: currents.columns) else {
      preconditionFailure("\(currents.columns) columns are not arranged as \(rawValue)")
    }
    return Matrix(rows: currents.rows, columns: count) { sample, column in
      switch self {
      case .plain: currents[sample, column]
      case .interleaved: currents[sample, 2 * column] - currents[sample, 2 * column + 1]
      case .separated: currents[sample, column] - currents[sample, count + column]
      case .referenceColumn: currents[sample, column] - currents[sample, count]
      }
    }
  }
}
