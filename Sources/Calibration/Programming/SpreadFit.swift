internal import Foundation
internal import LinearAlgebra

/// A form of the programming error fitted to cells by maximum likelihood.
public struct SpreadFit: Sendable {
  /// The form.
  public let form: SpreadForm
  /// The coefficients of the spread with their 95 % intervals, in the units of the fit.
  public let coefficients: [ParameterEstimate]
  /// The coefficients of the mean change as an ascending polynomial of the state; none without one.
  public let shift: [ParameterEstimate]
  /// The logarithm of the likelihood, with conductances in the unit of the value.
  public let logLikelihood: Double
  /// Bayes' criterion by Schwarz: the smaller, the better the form explains for what it takes.
  public let criterion: Double
  /// How well cells follow the form.
  public let goodness: SpreadGoodness

  /// Fits a form; nil if the cells do not determine its coefficients, or contradict it, as cells of
  /// 0 S do a log-normal.
  ///
  /// - Parameters:
  ///   - samples: The cells.
  ///   - form: The form.
  ///   - shiftDegree: The degree of the polynomial of the mean change; nil without one.
  ///   - units: The units of the coefficients.
  public init?(
    _ samples: [ConductanceSample], form: SpreadForm, shiftDegree: Int? = nil, units: SpreadUnits
  ) {
    let likelihood = SpreadLikelihood(
      samples, form: form, shiftDegree: form.isFunctionOfState ? shiftDegree : nil, units: units)
    let count = likelihood.coefficientCount
    guard samples.count > 2 * count,
      form.isFunctionOfState || samples.allSatisfy({ $0.measured > 0 }),
      Set(samples.map(\.target)).count >= max(form.names.count, (shiftDegree ?? 0) + 1)
    else { return nil }
    guard let (values, value) = Self.maximum(of: likelihood),
      let covariance = Self.covariance(likelihood, at: values)
    else { return nil }
    let z = 1.959963984540054
    let names =
      form.names
      + (count > form.names.count ? (0..<(count - form.names.count)).map { "shift_\($0)" } : [])
    let estimates = names.indices.map { index in
      let error = covariance[index, index].squareRoot()
      return ParameterEstimate(
        name: names[index], value: values[index], standardError: error,
        lower: values[index] - z * error, upper: values[index] + z * error)
    }
    self.form = form
    coefficients = Array(estimates.prefix(form.names.count))
    shift = Array(estimates.dropFirst(form.names.count))
    logLikelihood = value
    criterion = Double(count) * log(Double(samples.count)) - 2 * value
    goodness = SpreadGoodness(likelihood, coefficients: values, samples: samples)
  }

  /// The coefficients of largest likelihood, by Fisher's scoring with halved steps.
  private static func maximum(
    of likelihood: SpreadLikelihood
  ) -> (values: [Double], logLikelihood: Double)? {
    var values = likelihood.start
    guard var now = likelihood.evaluate(values) else { return nil }
    for _ in 0..<200 {
      guard let inverse = now.information.inverseOfDefinite() else { return nil }
      let step = values.indices.map { row in
        values.indices.reduce(0.0) { $0 + inverse[row, $1] * now.gradient[$1] }
      }
      // What the step promises, in units of the logarithm of the likelihood.
      let promise = zip(step, now.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard promise > 1e-10 else { return (values, now.value) }
      var fraction = 1.0
      var isBetter = false
      while fraction > 1e-6 {
        let next = zip(values, step).map { $0 + fraction * $1 }
        if let found = likelihood.evaluate(next), found.value > now.value {
          (values, now, isBetter) = (next, found, true)
          break
        }
        fraction /= 2
      }
      guard isBetter else { return promise < 1e-6 ? (values, now.value) : nil }
    }
    return nil
  }

  /// The inverse of the observed information, from differences of the exact gradient.
  private static func covariance(
    _ likelihood: SpreadLikelihood, at values: [Double]
  ) -> Matrix? {
    guard let here = likelihood.evaluate(values) else { return nil }
    let steps = values.indices.map { 1e-4 / here.information[$0, $0].squareRoot() }
    var columns: [[Double]] = []
    for index in values.indices {
      var (upper, lower) = (values, values)
      upper[index] += steps[index]
      lower[index] -= steps[index]
      guard let above = likelihood.evaluate(upper), let below = likelihood.evaluate(lower) else {
        return nil
      }
      columns.append(
        zip(above.gradient, below.gradient).map { -($0 - $1) / (2 * steps[index]) })
    }
    let observed = Matrix(rows: values.count, columns: values.count) {
      0.5 * (columns[$1][$0] + columns[$0][$1])
    }
    return observed.inverseOfDefinite()
  }
}
