import GoldenData
import LinearAlgebra
import Testing

struct ErrorMeasuresTests {
  private let reference = Matrix([[3, 4], [0, 0]])
  private let ideal = Matrix([[4, 5], [0, 2]])

  @Test func `the measures of two vectors are those worked out by hand`() {
    let measures = ErrorMeasures(
      of: Matrix([[3, 4], [0, 1]]), against: reference, ideal: ideal)
    // RMS of the difference is 1/2, of the reference 5/2: their ratio is 1/5.
    #expect(measures.relativeRMSE == 0.2)
    #expect(measures.worstOfFullScale == 0.25)
    // Column 0 has no error, column 1 an error of 1 beside a reference of 4.
    #expect(measures.columnRelativeRMSE == [0, 0.25])
    #expect(measures.worstColumn == 1)
    // The factors differ by 0, 0 and 1/2; the current without an ideal value is left out.
    #expect(measures.nonIdealityRMSE == (0.25 / 3.0).squareRoot())
  }

  @Test func `the non-ideality factor is that of GENIEx`() throws {
    let values = Matrix([[3.3, 3.9]])
    let ideal = Matrix([[4, 5]])
    let stored = Matrix([[3.2, 4.1]])
    let measures = ErrorMeasures(of: values, against: stored, ideal: ideal)
    func factors(_ currents: Matrix) -> [Double] {
      zip(currents.elements, ideal.elements).map { ($1 - $0) / $1 }
    }
    let squares = zip(factors(values), factors(stored)).map { ($0 - $1) * ($0 - $1) }
    let expected = (squares.reduce(0, +) / 2).squareRoot()
    // Two ways of summing two numbers.
    #expect((try #require(measures.nonIdealityRMSE) - expected).magnitude < 1e-15)
  }

  @Test func `currents of several cases count alike, whatever case they are from`() {
    let small = ErrorMeasures(of: Matrix([[1.5]]), against: Matrix([[1]]))
    let large = ErrorMeasures(
      of: Matrix([[10, 20], [30, 45]]), against: Matrix([[10, 20], [30, 40]]))
    var both = small
    both += large
    // Squares of errors: 1/4 + 25; of references: 1 + 3000.
    #expect(both.relativeRMSE == (25.25 / 3001).squareRoot())
    // A case's worst error is measured by its own full scale: 1/2 of 1, and 5 of 40.
    #expect(both.worstOfFullScale == 0.5)
    #expect(both.cases == 2 && both.currents == 5)
    #expect(both.columnRelativeRMSE == [(0.25 / 1001).squareRoot(), (25.0 / 2000).squareRoot()])
    #expect(both.nonIdealityRMSE == nil)
  }

  @Test func `NaN stays in every measure`() {
    let wrong = ErrorMeasures(of: Matrix([[9, .nan, 3]]), against: Matrix([[1, 2, 3]]))
    var sum = ErrorMeasures(of: Matrix([[1.0]]), against: Matrix([[1]]))
    sum += wrong
    sum += ErrorMeasures(of: Matrix([[5.0]]), against: Matrix([[1]]))
    for measures in [wrong, sum] {
      #expect(measures.relativeRMSE.isNaN)
      #expect(measures.worstOfFullScale.isNaN)
      #expect(measures.worstColumn == 1)
    }
  }

  @Test func `a current where there is none is infinitely wrong, and no current is right`() {
    let zero = Matrix([[0.0, 0]])
    #expect(ErrorMeasures(of: zero, against: zero).relativeRMSE == 0)
    #expect(ErrorMeasures(of: zero, against: zero).worstOfFullScale == 0)
    let wrong = ErrorMeasures(of: Matrix([[0, 1e-9]]), against: zero)
    #expect(wrong.relativeRMSE == .infinity && wrong.worstOfFullScale == .infinity)
  }
}
