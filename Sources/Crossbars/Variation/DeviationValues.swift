internal import LinearAlgebra

/// The values of one ``DeviationPart``.
public struct DeviationValues: Sendable, Equatable {
  /// The lengths of the axes: one, or two.
  public var shape: [Int]
  /// The values, the last index running fastest; the unit is that of the part.
  public var elements: [Double]

  /// Creates values; their number is that of the shape.
  public init(shape: [Int], elements: [Double]) {
    precondition(
      shape.reduce(1, *) == elements.count, "\(elements.count) elements do not make \(shape)")
    self.shape = shape
    self.elements = elements
  }

  init(_ vector: [Double]) { self.init(shape: [vector.count], elements: vector) }

  init(_ matrix: Matrix) {
    self.init(shape: [matrix.rows, matrix.columns], elements: matrix.elements)
  }

  var matrix: Matrix {
    precondition(shape.count == 2, "\(shape) is no shape of a matrix")
    return Matrix(rows: shape[0], columns: shape[1], elements: elements)
  }
}
