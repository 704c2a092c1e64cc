internal import Foundation
internal import LinearAlgebra

/// How likely programmed conductances are under a form of the programming error.
///
/// What the published models do at 0 S is a part of the likelihood: a function of the state clips
/// there, so a cell of 0 S has the probability of everything below; a Gaussian draw is repeated.
struct SpreadLikelihood {
  let form: SpreadForm
  /// The degree of the polynomial of the mean change; nil without one.
  let shiftDegree: Int?
  /// The states in the unit of the argument; targets and measured values in that of the value.
  private let cells: [(state: Double, target: Double, measured: Double)]

  init(_ samples: [ConductanceSample], form: SpreadForm, shiftDegree: Int?, units: SpreadUnits) {
    self.form = form
    self.shiftDegree = shiftDegree
    cells = samples.map {
      ($0.target / units.argument, $0.target / units.value, $0.measured / units.value)
    }
  }

  var count: Int { cells.count }

  /// The number of coefficients of the spread; those of the mean change follow them.
  private var spreadCount: Int { form.names.count }

  var coefficientCount: Int { spreadCount + (shiftDegree.map { $0 + 1 } ?? 0) }

  /// Coefficients to start from: the spread of all cells together, and no change of the mean.
  var start: [Double] {
    let n = Double(cells.count)
    let mean = shiftDegree == nil ? 0 : cells.reduce(0) { $0 + $1.measured - $1.target } / n
    let spread =
      (cells.reduce(0) {
        $0 + ($1.measured - $1.target - mean) * ($1.measured - $1.target - mean)
      } / n).squareRoot()
    let relative =
      (cells.reduce(0) { sum, cell in
        let ratio =
          form == .logNormal
          ? log(max(cell.measured, 1e-300) / cell.target) : cell.measured / cell.target - 1
        return sum + ratio * ratio
      } / n).squareRoot()
    let states = cells.map(\.state).sorted()
    let shifts = shiftDegree.map { [mean] + [Double](repeating: 0, count: $0) } ?? []
    return form.start(
      spread: spread, relative: relative, typicalState: states[states.count / 2]) + shifts
  }

  /// Where a cell stands under the coefficients.
  struct Place {
    /// Mean, standard deviation and what was found; of ln G for a log-normal.
    var mean: Double
    var deviation: Double
    var found: Double
    /// The number of standard deviations from the mean to 0 S, where clipping or repetition begins.
    var floor: Double
    /// The derivatives of the deviation in the coefficients of the spread.
    var slopes: [Double]
    /// The powers of the state that the mean change consists of.
    var powers: [Double]
  }

  func place(_ index: Int, _ coefficients: [Double]) -> Place {
    let cell = cells[index]
    let (value, slopes) = form.spread(Array(coefficients.prefix(spreadCount)), at: cell.state)
    switch form {
    case .logNormal:
      return Place(
        mean: 0, deviation: value, found: log(cell.measured / cell.target), floor: -.infinity,
        slopes: slopes, powers: [])
    case .gaussian:
      return Place(
        mean: cell.target, deviation: value * cell.target, found: cell.measured,
        floor: -1 / value, slopes: slopes.map { $0 * cell.target }, powers: [])
    default:
      var powers: [Double] = []
      var power = 1.0
      var mean = cell.target
      for coefficient in coefficients.dropFirst(spreadCount) {
        powers.append(power)
        mean += coefficient * power
        power *= cell.state
      }
      return Place(
        mean: mean, deviation: value, found: cell.measured, floor: -mean / value, slopes: slopes,
        powers: powers)
    }
  }

  /// The logarithm of the likelihood, its derivatives, and the information that cells away from
  /// 0 S give; nil if the coefficients make no spread of some cell.
  func evaluate(
    _ coefficients: [Double]
  ) -> (value: Double, gradient: [Double], information: Matrix)? {
    var value = 0.0
    var gradient = [Double](repeating: 0, count: coefficients.count)
    var information = Matrix(rows: coefficients.count, columns: coefficients.count)
    for index in cells.indices {
      let place = place(index, coefficients)
      guard place.deviation > 0, place.deviation.isFinite else { return nil }
      let z = (place.found - place.mean) / place.deviation
      var byDeviation: Double
      var byMean: Double
      if form.isFunctionOfState && cells[index].measured == 0 {
        value += NormalDistribution.logProbability(below: place.floor)
        let hazard = NormalDistribution.hazard(below: place.floor)
        byDeviation = -hazard * place.floor / place.deviation
        byMean = -hazard / place.deviation
      } else {
        guard z.isFinite else { return nil }
        value -= log(place.deviation) + 0.5 * z * z + 0.5 * log(2 * .pi)
        byDeviation = (z * z - 1) / place.deviation
        byMean = z / place.deviation
        if form == .logNormal { value -= log(cells[index].measured) }
        if form == .gaussian {
          // What repetition leaves has a probability of less than 1.
          value -= NormalDistribution.logProbability(below: -place.floor)
          let hazard = NormalDistribution.hazard(below: -place.floor)
          byDeviation += hazard * -place.floor / place.deviation
        }
      }
      let slopes = place.slopes.map { ($0, 0.0) } + place.powers.map { (0, $0) }
      for (row, slope) in slopes.enumerated() {
        gradient[row] += byDeviation * slope.0 + byMean * slope.1
        for column in 0...row {
          information[row, column] +=
            (2 * slope.0 * slopes[column].0 + slope.1 * slopes[column].1)
            / (place.deviation * place.deviation)
        }
      }
    }
    for row in coefficients.indices {
      for column in 0..<row { information[column, row] = information[row, column] }
    }
    return (value, gradient, information)
  }
}
