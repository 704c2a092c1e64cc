/// A dense matrix of doubles in row-major order.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row after row.
  public var elements: [Double]

  /// Creates a matrix from its elements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - elements: The elements, row after row; exactly *rows · columns* of them.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == rows * columns,
      "\(elements.count) elements do not make \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix that holds one value everywhere.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - value: The value.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// Creates a matrix from a formula for its elements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - element: The element at a row and a column.
  public init(rows: Int, columns: Int, _ element: (Int, Int) throws -> Double) rethrows {
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { elements.append(try element(row, column)) }
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }

  /// Creates a matrix from its rows, which must be equally long.
  ///
  /// - Parameter rows: The rows.
  public init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }

  /// The element at a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// One row.
  ///
  /// - Parameter index: The number of the row.
  /// - Returns: Its elements.
  public func row(_ index: Int) -> [Double] {
    Array(elements[index * columns..<(index + 1) * columns])
  }

  /// One column.
  ///
  /// - Parameter index: The number of the column.
  /// - Returns: Its elements.
  public func column(_ index: Int) -> [Double] {
    (0..<rows).map { self[$0, index] }
  }

  /// Some of the rows, in order.
  ///
  /// - Parameter range: The numbers of the rows.
  /// - Returns: A matrix of these rows.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// Some of the columns, in order.
  ///
  /// - Parameter range: The numbers of the columns.
  /// - Returns: A matrix of these columns.
  public func columns(_ range: Range<Int>) -> Matrix {
    Matrix(rows: rows, columns: range.count) { self[$0, range.lowerBound + $1] }
  }

  /// The transposed matrix.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { self[$1, $0] }
  }

  /// The largest magnitude of an element; 0 for an empty matrix, NaN if an element is no number.
  public var largestMagnitude: Double { elements.largestMagnitude }

  /// The root of the mean square of the elements; 0 for an empty matrix.
  public var rootMeanSquare: Double {
    guard !elements.isEmpty else { return 0 }
    return (elements.reduce(0) { $0 + $1 * $1 } / Double(elements.count)).squareRoot()
  }

  /// Whether every element is finite.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// The difference of two matrices of one shape.
  ///
  /// - Parameters:
  ///   - left: The matrix to subtract from.
  ///   - right: The matrix to subtract.
  /// - Returns: The difference, element by element.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.rows == right.rows && left.columns == right.columns,
      "\(left.rows) × \(left.columns) minus \(right.rows) × \(right.columns)")
    return Matrix(
      rows: left.rows, columns: left.columns,
      elements: zip(left.elements, right.elements).map(-))
  }
}
