import GoldenData
import LinearAlgebra
import Testing

struct ComparisonTests {
  @Test func `the errors of two vectors are those worked out by hand`() {
    let reference = Matrix([[3, 4], [0, 0]])
    let values = Matrix([[3, 4], [0, 1]])
    let comparison = Comparison(of: values, against: reference)
    // RMS of the difference is 1/2, of the reference 5/2: their ratio is 1/5.
    #expect(comparison.relativeRMSE == 0.2)
    #expect(comparison.worstError == 1)
    #expect(comparison.worstSample == 1)
    #expect(comparison.worstColumn == 1)
    #expect(comparison.worstRelativeToFullScale == 0.25)
  }

  @Test func `NaN is worse than every number`() {
    let reference = Matrix([[1, 2, 3]])
    let comparison = Comparison(of: Matrix([[9, .nan, 3]]), against: reference)
    #expect(comparison.worstError.isNaN)
    #expect(comparison.worstColumn == 1)
    #expect(!(comparison.worstRelativeToFullScale <= 1))
  }

  @Test func `a current beside none at all is infinitely wrong`() {
    let none = Matrix(rows: 2, columns: 3)
    #expect(Comparison(of: none, against: none).worstRelativeToFullScale == 0)
    var values = none
    values[1, 2] = 1e-30
    let comparison = Comparison(of: values, against: none)
    #expect(comparison.relativeRMSE == .infinity)
    #expect(comparison.worstRelativeToFullScale == .infinity)
    #expect(comparison.worstSample == 1 && comparison.worstColumn == 2)
  }

  @Test func `a tolerance has a relative and an absolute part`() {
    let tolerance = GoldenData.Tolerance(relative: 0.25, absolute: 0.5)
    #expect(tolerance.admits(5.5, reference: 4))
    #expect(!tolerance.admits(5.625, reference: 4))
    #expect(!tolerance.admits(.nan, reference: 4))
  }
}
