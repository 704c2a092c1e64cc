import LinearAlgebra
import Testing

@Suite struct SingularDecompositionTests {
  @Test func `has the singular values of a product of known factors`() {
    // Columns (3, 4, 0) and (−4, 3, 0) / 5 are orthonormal; 7 and 0.5 scale them.
    let parts = SingularDecomposition(
      Matrix([[3.0 / 5 * 0.5, -4.0 / 5 * 7], [4.0 / 5 * 0.5, 3.0 / 5 * 7], [0, 0]]))
    #expect((parts.values[0] - 7).magnitude < 1e-14)
    #expect((parts.values[1] - 0.5).magnitude < 1e-15)
  }

  @Test func `multiplies back to the matrix`() {
    let matrix = Matrix(rows: 7, columns: 4) {
      Double(($0 * 5 + $1 * 3) % 11) - 4 + 0.1 * Double($1)
    }
    let parts = SingularDecomposition(matrix)
    for row in 0..<7 {
      for column in 0..<4 {
        let value = (0..<4).reduce(0.0) {
          $0 + parts.left[row, $1] * parts.values[$1] * parts.right[column, $1]
        }
        #expect((value - matrix[row, column]).magnitude < 1e-13)
      }
    }
    #expect(zip(parts.values, parts.values.dropFirst()).allSatisfy(>=))
  }

  @Test func `keeps the digits of small singular values`() {
    // Columns e₁ and e₁ + 1e-9 e₂: the product of the singular values is the area, 1e-9.
    let parts = SingularDecomposition(Matrix([[1, 1], [0, 1e-9]]))
    #expect((parts.values[0] * parts.values[1] / 1e-9 - 1).magnitude < 1e-12)
  }

  @Test func `finds a column that repeats another`() {
    let parts = SingularDecomposition(Matrix([[1, 2, 0], [1, 2, 1], [3, 6, 0], [0, 0, 2]]))
    #expect(parts.values[2] < 1e-15)
    // The direction that leads nowhere: twice the first less the second.
    #expect((parts.right[0, 2] / parts.right[1, 2] + 2).magnitude < 1e-12)
  }
}
