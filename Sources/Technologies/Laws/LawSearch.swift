internal import Calibration
internal import Foundation

/// One search for the least squares of a law: its parameters, the states, and the instrument's offset in
/// every curve.
struct LawSearch {
  private static let mostRestarts = 5

  private let law: any SweepLaw
  private let data: LawData
  /// The parameters of the law, those that were not fitted included.
  let parameters: [ParameterEstimate]
  /// The states, in the unit of the law.
  let states: [Double]
  /// The instrument's current at 0 V in every curve, in amperes.
  let offsets: [Double]
  /// The sum of squares, in variances of the noise.
  let squares: Double
  /// How many numbers were fitted.
  let freeCount: Int

  /// Searches from a start.
  ///
  /// - Parameters:
  ///   - law: The law.
  ///   - data: The currents.
  ///   - start: Where to begin.
  ///   - given: Parameters that are known, by their key.
  /// - Throws: What the search throws.
  init(_ law: any SweepLaw, _ data: LawData, _ start: LawStart, given: [String: Double]) throws {
    self.law = law
    self.data = data
    var parameters = start.parameters
    for (index, parameter) in parameters.enumerated() {
      guard let value = given[parameter.key] else { continue }
      parameters[index].start = value
      parameters[index].obstacle = "it was given"
    }
    let free = parameters.indices.filter { parameters[$0].obstacle == nil }
    let unit = data.curves.map { curve in
      max(curve.deviations.reduce(0, max), 1e-6 * curve.size, .leastNormalMagnitude)
    }
    var quantities =
      free.map { index in
        FitParameter(
          name: parameters[index].key, reference: parameters[index].start,
          scale: parameters[index].scale, lowerBound: parameters[index].lowerBound)
      }
      + start.states.enumerated().map { index, state in
        FitParameter(
          name: "state \(data.states[index])", reference: state,
          scale: max(state.magnitude, .leastNormalMagnitude), lowerBound: law.leastState)
      }
      + data.curves.enumerated().map { index, curve in
        FitParameter(
          name: "offset \(index + 1)", reference: curve.offset,
          scale: 10 * max(unit[index], curve.offset.magnitude, 1e-3 * curve.size))
      }
    let starts = parameters.map(\.start)
    func values(_ point: [Double]) -> [Double] {
      var values = starts
      for (position, index) in free.enumerated() { values[index] = point[position] }
      return values
    }
    let stateCount = start.states.count
    func residuals(_ points: [[Double]]) -> [[Double]] {
      points.map { point in
        let all = values(point)
        return data.curves.indices.flatMap { index in
          LawSearch.residuals(
            law, data.curves[index], all, state: point[free.count + data.curves[index].state],
            offset: point[free.count + stateCount + index])
        }
      }
    }
    var fit = try ParameterFit(quantities, noise: 1e-6, residuals: residuals)
    // A narrow valley, as of gap and filament, takes more steps than one search has: go on from its end.
    for _ in 0..<Self.mostRestarts where !fit.hasConverged {
      quantities = zip(quantities, fit.values).map { quantity, value in
        var quantity = quantity
        quantity.reference = value
        return quantity
      }
      fit = try ParameterFit(quantities, noise: 1e-6, residuals: residuals)
    }
    let found = fit.values
    var estimates = parameters.map { parameter in
      ParameterEstimate(
        name: parameter.key, value: parameter.start, standardError: 0, lower: parameter.start,
        upper: parameter.start, obstacle: parameter.obstacle)
    }
    for (position, index) in free.enumerated() { estimates[index] = fit.estimates[position] }
    self.parameters = estimates
    states = Array(found[free.count..<(free.count + stateCount)])
    offsets = Array(found[(free.count + stateCount)...])
    freeCount = fit.estimates.count { $0.isDetermined }
    let (all, states, offsets) = (values(found), states, offsets)
    squares = data.curves.indices.reduce(0) { sum, index in
      LawSearch.residuals(
        law, data.curves[index], all, state: states[data.curves[index].state],
        offset: offsets[index]
      ).reduce(sum) { $0 + $1 * $1 }
    }
  }

  /// What a law misses of a curve, in standard deviations of the noise; everything, if the values are no law.
  private static func residuals(
    _ law: any SweepLaw, _ curve: LawData.Curve, _ values: [Double], state: Double,
    offset: Double
  ) -> [Double] {
    let currents =
      law.currents(
        at: curve.voltages, state: state, temperature: curve.temperature, values: values)
      ?? curve.voltages.map { _ in 0 }
    return curve.currents.indices.map { point in
      // A current that overflows is as wrong as a number can say.
      let miss = (currents[point] + offset - curve.currents[point]) / curve.deviations[point]
      return miss.isFinite ? min(max(miss, -1e100), 1e100) : 1e100
    }
  }

  /// What the law misses beyond the noise, over the size of each curve, and its largest error.
  func misses() -> (misfit: Double, largest: Double) {
    let values = parameters.map(\.value)
    var (worst, largest) = (0.0, 0.0)
    for (index, curve) in data.curves.enumerated() {
      let misses = Self.residuals(
        law, curve, values, state: states[curve.state], offset: offsets[index])
      var beyond = 0.0
      let most = curve.currents.reduce(0) { max($0, $1.magnitude) }
      for (miss, deviation) in zip(misses, curve.deviations) {
        beyond += (miss * miss - 1) * deviation * deviation
        largest = max(largest, (miss * deviation).magnitude / most)
      }
      beyond /= Double(max(misses.count, 1))
      worst = max(worst, max(beyond, 0).squareRoot() / curve.size)
    }
    return (worst, largest)
  }
}
