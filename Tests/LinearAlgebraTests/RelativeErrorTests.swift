import LinearAlgebra
import Testing

@Suite struct RelativeErrorTests {
  @Test func `has the measures worked out by hand`() {
    let error = RelativeError(of: Matrix([[3, 4], [0, 1]]), against: Matrix([[3, 4], [0, 0]]))
    // Σ (x − r)² = 1 and Σ r² = 25; the largest error is 1 of 4.
    #expect(error.relativeRMSE == 0.2)
    #expect(error.worstOfFullScale == 0.25)
    #expect(error.worst == 1 && error.fullScale == 4)
  }

  @Test func `a factor takes away what all numbers share`() {
    let shared = RelativeError(of: [0.75, -1.5, 3], against: [1, -2, 4])
    #expect(shared.relativeRMSE == 0.25 && shared.relativeRMSEBehindFactor < 1e-7)
    // 1.5 (1, 1) is as near to (1, 2) as can be: (½, ½) are left of it, ½ of 5 squares.
    let rest = RelativeError(of: [1, 1], against: [1, 2])
    #expect((rest.relativeRMSEBehindFactor - 0.1.squareRoot()).magnitude < 1e-15)
    #expect(RelativeError(of: [0, 0], against: [1, 2]).relativeRMSEBehindFactor == 1)
    #expect(RelativeError(of: [1], against: [0]).relativeRMSEBehindFactor == .infinity)
    #expect(RelativeError(of: [.nan], against: [1]).relativeRMSEBehindFactor.isNaN)
  }

  @Test func `adds up over parts`() {
    let values = [1.5, -2, 0.25, 8]
    let references = [1, -2.25, 0, 8.5]
    var sum = RelativeError(of: values[..<1], against: references[..<1])
    sum += RelativeError(of: values[1...], against: references[1...])
    // Binary fractions: the order of the sums does not matter.
    #expect(sum == RelativeError(of: values, against: references))
  }

  @Test func `is infinite beside zero, and nothing where nothing is wrong`() {
    let right = RelativeError(of: [0, 0], against: [0, 0])
    #expect(right.relativeRMSE == 0 && right.worstOfFullScale == 0)
    let wrong = RelativeError(of: [0, 1e-30], against: [0, 0])
    #expect(wrong.relativeRMSE == .infinity && wrong.worstOfFullScale == .infinity)
    #expect(RelativeError().relativeRMSE == 0)
  }

  @Test(arguments: [0, 1, 2], [true, false])
  func `admits no bound when one number is none`(place: Int, isReference: Bool) {
    var values = [1.0, 2, 3]
    var references = values
    if isReference { references[place] = .nan } else { values[place] = .nan }
    var error = RelativeError(of: values, against: references)
    error += RelativeError(of: [5], against: [4])
    #expect(!(error.relativeRMSE <= .infinity), "\(error)")
    #expect(!(error.worstOfFullScale <= .infinity), "\(error)")
  }

  @Test(arguments: 0..<4)
  func `a largest magnitude is no number as soon as one element is none`(place: Int) {
    var elements = [-7.0, 2, 0, 5]
    #expect(elements.largestMagnitude == 7)
    elements[place] = .nan
    #expect(elements.largestMagnitude.isNaN)
    #expect(Matrix([elements]).largestMagnitude.isNaN)
    #expect(Matrix(rows: 0, columns: 3).largestMagnitude == 0)
  }
}
