import Calibration
import Foundation
import LinearAlgebra
import Testing

/// Fits of straight lines, whose least squares are known in closed form.
struct MeasurementFitTests {
  private let slope = FitParameter(name: "slope", reference: 1, scale: 1, lowerBound: 0)
  private let places = (0..<40).map { Double($0) / 10 }

  private func fit(
    _ readings: [Double], _ noise: ReadingNoise, hasOffset: Bool = true
  ) throws -> MeasurementFit {
    try MeasurementFit([slope], readings: readings, hasOffset: hasOffset, noise: noise) { points in
      points.map { point in places.map { point[0] * $0 } }
    }
  }

  private func readings(slope: Double, offset: Double, noise: (Double) -> Double) -> [Double] {
    var chance = SeededNormal()
    return places.map { offset + slope * $0 + noise(slope * $0) * chance.next() }
  }

  @Test func `stated deviations give the closed form of a straight line`() throws {
    let deviations = places.map { 0.05 + 0.1 * $0 }
    let readings = readings(slope: 1.7, offset: 0.3) { _ in 0.1 }
    let found = try fit(readings, .deviations(deviations))
    let weights = deviations.map { 1 / ($0 * $0) }
    func sum(_ term: (Int) -> Double) -> Double {
      places.indices.reduce(0) { $0 + weights[$1] * term($1) }
    }
    let (one, x, xx) = (sum { _ in 1 }, sum { places[$0] }, sum { places[$0] * places[$0] })
    let (y, xy) = (sum { readings[$0] }, sum { places[$0] * readings[$0] })
    let determinant = one * xx - x * x
    let offset = try #require(found.offset)
    // Differences of a line are exact to rounding.
    #expect((found.values[0] - (one * xy - x * y) / determinant).magnitude < 1e-8)
    #expect((offset.value - (xx * y - x * xy) / determinant).magnitude < 1e-8)
    let errors = [(one / determinant).squareRoot(), (xx / determinant).squareRoot()]
    #expect((found.estimates[0].standardError / errors[0] - 1).magnitude < 1e-6)
    #expect((offset.standardError / errors[1] - 1).magnitude < 1e-6)
    #expect(
      ((found.estimates[0].upper - found.values[0]) / errors[0] - 1.959964).magnitude < 1e-4)
  }

  @Test func `weights give the unbiased variance and Student's quantile`() throws {
    let readings = readings(slope: 1.7, offset: 0) { _ in 0.1 }
    let found = try fit(readings, .weights(places.map { _ in 3 }), hasOffset: false)
    let xx = places.reduce(0) { $0 + $1 * $1 }
    let best = zip(places, readings).reduce(0) { $0 + $1.0 * $1.1 } / xx
    let squares = zip(places, readings).reduce(0) {
      $0 + ($1.1 - best * $1.0) * ($1.1 - best * $1.0)
    }
    let error = (squares / 39 / xx).squareRoot()
    #expect((found.estimates[0].standardError / error - 1).magnitude < 1e-6)
    // The 97.5 % quantile with 39 degrees of freedom.
    #expect(
      ((found.estimates[0].upper - found.values[0]) / error - 2.0227).magnitude < 1e-3)
  }

  @Test func `parts of the noise that are not there are found to be none`() throws {
    let absolute = try fit(
      readings(slope: 1.7, offset: 0) { _ in 0.1 }, .parts(absolute: nil, relative: 0))
    #expect(try #require(absolute.absoluteNoise) > 0.06)
    let relative = try fit(
      readings(slope: 1.7, offset: 0) { 0.05 * $0 }, .parts(absolute: nil, relative: nil))
    #expect(try #require(relative.absoluteNoise) < 0.05)
    #expect((try #require(relative.relativeNoise) / 0.05 - 1).magnitude < 0.4)
  }

  @Test func `readings that scatter more than stated widen the intervals`() throws {
    let readings = readings(slope: 1.7, offset: 0.3) { _ in 0.1 }
    let stated = try fit(readings, .deviations(places.map { _ in 0.02 }))
    let right = try fit(readings, .deviations(places.map { _ in 0.1 }))
    #expect(stated.contradictsNoise && !right.contradictsNoise)
    #expect((stated.scatter / right.scatter - 5).magnitude < 1e-6)
    let error = stated.estimates[0].standardError
    #expect((error / (right.estimates[0].standardError * right.scatter) - 1).magnitude < 1e-6)
  }

  @Test func `a parameter at its bound has an interval that begins there`() throws {
    let readings = readings(slope: -0.04, offset: 0.3) { _ in 0.1 }
    let found = try fit(readings, .parts(absolute: nil, relative: 0))
    let estimate = found.estimates[0]
    #expect(estimate.value == 0 && estimate.lower == 0)
    #expect(estimate.upper > 0 && estimate.upper < 2 * estimate.standardError)
  }
}

/// Normal numbers that are the same in every run: the quantiles of evenly spaced probabilities in a
/// scrambled order.
private struct SeededNormal {
  private var index = 0

  mutating func next() -> Double {
    index += 1
    // A golden rotation, then Box and Muller's transformation.
    let one = (Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
    let two = (Double(index) * 0.7548776662466927).truncatingRemainder(dividingBy: 1)
    return (-2 * log(1 - 0.999 * one)).squareRoot() * cos(2 * .pi * two)
  }
}
