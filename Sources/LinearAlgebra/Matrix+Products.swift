internal import CKernels

extension Matrix {
  /// The product of two matrices.
  ///
  /// - Parameters:
  ///   - left: A matrix, *m × k*.
  ///   - right: A matrix, *k × n*.
  /// - Returns: The product, *m × n*. A row of the product depends on that row of `left` alone, to
  ///   the last bit, whatever other rows there are.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columns == right.rows,
      "\(left.rows) × \(left.columns) times \(right.rows) × \(right.columns)")
    var product = Matrix(rows: left.rows, columns: right.columns)
    product.elements.withUnsafeMutableBufferPointer { output in
      left.elements.withUnsafeBufferPointer { a in
        right.elements.withUnsafeBufferPointer { b in
          assay_matrix_product(
            left.rows, right.columns, left.columns, a.baseAddress, b.baseAddress,
            output.baseAddress)
        }
      }
    }
    return product
  }
}
