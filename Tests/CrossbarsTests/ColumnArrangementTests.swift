import Crossbars
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ColumnArrangementTests {
  static let weights = Matrix([[1, -0.5, 0], [-1, 0.25, 0.75]])

  @Test func `puts the cells of a pair into neighboring columns`() {
    let conductances = ColumnArrangement.interleaved.conductances(
      for: Self.weights, off: 1, on: 9)
    #expect(conductances == Matrix([[9, 1, 1, 5, 1, 1], [1, 9, 3, 1, 7, 1]]))
  }

  @Test func `puts all negative columns behind the positive ones`() {
    let conductances = ColumnArrangement.separated.conductances(for: Self.weights, off: 1, on: 9)
    #expect(conductances == Matrix([[9, 1, 1, 1, 5, 1], [1, 3, 7, 9, 1, 1]]))
  }

  @Test func `gives a reference column one conductance`() {
    let conductances = ColumnArrangement.referenceColumn.conductances(
      for: Self.weights, off: 1, on: 9)
    #expect(conductances == Matrix([[9, 3, 5, 5], [1, 6, 8, 5]]))
  }

  @Test(arguments: [
    (ColumnArrangement.interleaved, 1.0), (.separated, 1.0), (.referenceColumn, 0.5),
  ])
  func `makes the differences of ideal currents the signed product`(
    arrangement: ColumnArrangement, scale: Double
  ) throws {
    let conductances = arrangement.conductances(for: Self.weights, off: 1e-6, on: 9e-6)
    let inputs = Matrix([[0.1, 0.2], [0.3, -0.1]])
    let differences = arrangement.differences(of: inputs * conductances)
    let product = inputs * Self.weights
    for (value, weight) in zip(differences.elements, product.elements) {
      // A difference of two sums of a few microamperes, each exact to rounding.
      let tolerance = Tolerance(relative: 0, absolute: 1e-20)
      #expect(tolerance.admits(value, reference: scale * 8e-6 * weight))
    }
  }

  @Test func `knows which numbers of columns fit`() {
    #expect(ColumnArrangement.interleaved.weightColumns(in: 15) == nil)
    #expect(ColumnArrangement.referenceColumn.weightColumns(in: 1) == nil)
    for arrangement in ColumnArrangement.allCases {
      #expect(arrangement.weightColumns(in: arrangement.columns(for: 7)) == 7)
    }
  }
}
