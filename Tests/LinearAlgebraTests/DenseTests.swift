import LinearAlgebra
import Testing

@Suite struct DenseTests {
  /// A matrix of small integers, whose products are exact in any order.
  private func integers(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { Double((7 * $0 + 3 * $1 * $1) % 11 - 5) }
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (8, 8, 8), (17, 9, 23), (2, 16, 33)])
  func `multiplies like the definition`(m: Int, k: Int, n: Int) {
    let left = integers(m, k)
    let right = integers(k, n)
    let expected = Matrix(rows: m, columns: n) { row, column in
      (0..<k).reduce(0) { $0 + left[row, $1] * right[$1, column] }
    }
    #expect(left * right == expected)
  }

  @Test(arguments: [1, 2, 7, 8, 9, 16, 31])
  func `inverts a definite matrix of any size`(size: Int) throws {
    let root = integers(size, size)
    var matrix = root * root.transposed
    for index in 0..<size { matrix[index, index] += 10 }
    let inverse = try #require(matrix.inverseOfDefinite())
    let product = matrix * inverse
    for row in 0..<size {
      for column in 0..<size {
        // The condition number is below 1e3.
        #expect((product[row, column] - (row == column ? 1 : 0)).magnitude < 1e-12)
      }
    }
  }

  @Test func `does not invert a singular matrix`() {
    #expect(Matrix([[1, 1], [1, 1]]).inverseOfDefinite() == nil)
    #expect(Matrix([[0, 0], [0, 1]]).inverseOfDefinite() == nil)
  }
}
