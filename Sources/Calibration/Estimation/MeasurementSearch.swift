internal import Foundation
internal import LinearAlgebra

/// The search of a ``MeasurementFit``: weighted least squares whose weights follow from their residuals.
struct MeasurementSearch {
  /// The parameters, and the offset after them if there is one.
  let parameters: [FitParameter]
  /// The number of parameters without the offset.
  let physical: Int
  private let readings: [Double]
  private let noise: ReadingNoise
  private let circuit: CountedCurrents
  /// The values of the parameters and of the offset.
  private(set) var values: [Double]
  /// The indices of those that are fitted, ascending.
  private(set) var free: [Int]
  /// The readings about the values, as far as a linear fit describes them.
  private(set) var linearization: Linearization
  /// Whether the last search ended because no step could do better, and the weights stood still.
  private(set) var hasConverged = false

  private static let mostRounds = 15
  /// Weights that change by less than this beside each other change no estimate by a hundredth of its
  /// standard error.
  private static let settledWeights = 0.01
  /// Parameters with a half interval below this part of themselves are not examined for bends: over so
  /// little currents are as good as linear.
  private static let straightInterval = 0.2
  /// How far Σ (y − o − I)² / V at an end of an interval may be from what a linear fit promises, as a
  /// part of the 1.96² by which it is larger there.
  private static let bend = 0.75

  /// How often the currents were evaluated.
  var evaluations: Int { circuit.evaluations }

  /// Whether an offset is fitted.
  private var hasOffset: Bool { parameters.count > physical }

  /// Prepares a search; it begins at the parameters' references.
  init(
    _ parameters: [FitParameter], readings: [Double], hasOffset: Bool, noise: ReadingNoise,
    circuit: CountedCurrents
  ) throws {
    physical = parameters.count
    self.readings = readings
    self.noise = noise
    self.circuit = circuit
    let scale = max(
      (readings.reduce(0) { $0 + $1 * $1 } / Double(max(readings.count, 1))).squareRoot(),
      .leastNormalMagnitude)
    self.parameters =
      parameters
      + (hasOffset
        ? [FitParameter(name: "instrument_offset_ampere", reference: 0, scale: scale)] : [])
    values = self.parameters.map(\.reference)
    free = Array(self.parameters.indices)
    // Until there are residuals to tell, both parts of the noise count alike.
    let start = try circuit(at: [parameters.map(\.reference)])[0]
    linearization = Linearization(
      noise: .beforeFit(noise, otherwise: start.map { 1e-4 * ($0 * $0 + scale * scale) }))
  }

  /// Minimizes with weights from the last residuals until they stand still.
  mutating func settle() throws {
    // The derivatives of the readings, in amperes for each parameter's own size of the last round.
    var known: (derivatives: Matrix, sizes: [Double])?
    for _ in 0..<Self.mostRounds {
      let variances = linearization.noise.variances
      let weights = variances.map { 1 / $0.squareRoot() }
      let search = try minimized(weights: weights, from: known)
      values = search.values
      let errors = try residuals(at: [values])[0]
      let fitted = readings.indices.map {
        readings[$0] - errors[$0] - (hasOffset ? values[physical] : 0)
      }
      let estimate = NoiseEstimate(
        noise, errors: errors, currents: fitted, design: search.derivatives)
      linearization = Linearization(
        derivatives: search.derivatives, errors: errors, noise: estimate,
        sizes: free.map { search.sizes[$0] })
      // A factor that is common to all weights moves no minimum.
      let ratios = zip(estimate.variances, variances).map { log($0 / $1) }
      let isSettled = (ratios.max() ?? 0) - (ratios.min() ?? 0) < Self.settledWeights
      hasConverged = isSettled && search.hasConverged
      guard !isSettled else { return }
      known = (search.derivatives, search.sizes)
    }
  }

  /// Takes parameters out that the readings do not determine, or not by a straight line; each gets its
  /// reference.
  ///
  /// - Returns: Why, by index; empty if all that are fitted are determined.
  mutating func withdraw() throws -> [Int: String] {
    let verdict = linearization.identifiability(
      of: free.map { parameters[$0].name }, offset: hasOffset ? free.count - 1 : nil)
    var obstacles: [Int: String] = [:]
    for (position, obstacle) in verdict.obstacles { obstacles[free[position]] = obstacle }
    if obstacles.isEmpty, let bent = try mostBent() {
      obstacles[bent] =
        "currents depend on it otherwise at the ends of its interval than at the estimate"
    }
    for index in obstacles.keys { values[index] = parameters[index].reference }
    free.removeAll { obstacles[$0] != nil }
    return obstacles
  }

  /// How the fitted parameters follow those that keep their references; *fitted × kept*, in units of
  /// the parameters' sizes.
  func dependence(on kept: [Int]) throws -> Matrix {
    guard !kept.isEmpty, !free.isEmpty else { return Matrix(rows: free.count, columns: 0) }
    let step = 1e-4
    var points: [[Double]] = []
    var widths: [Double] = []
    for index in kept {
      let size = parameters[index].size(at: values[index])
      var (upper, lower) = (values, values)
      upper[index] += step * size
      lower[index] = max(values[index] - step * size, parameters[index].lowerBound)
      points += [upper, lower]
      widths.append((upper[index] - lower[index]) / size)
    }
    let found = try residuals(at: points)
    return linearization.response(
      to: Matrix(rows: readings.count, columns: kept.count) { row, column in
        (found[2 * column + 1][row] - found[2 * column][row]) / widths[column]
      })
  }

  /// One search with given weights; its derivatives are those of the readings, in amperes.
  private func minimized(
    weights: [Double], from known: (derivatives: Matrix, sizes: [Double])?
  ) throws -> (values: [Double], derivatives: Matrix, sizes: [Double], hasConverged: Bool) {
    var search = ParameterSearch(parameters) { points in
      try residuals(at: points).map { zip($0, weights).map { -$0 * $1 } }
    }
    search.values = values
    let sizes = zip(parameters, values).map { $0.size(at: $1) }
    var derivatives = try search.search(
      free,
      from: known.map { known in
        Matrix(rows: readings.count, columns: free.count) {
          known.derivatives[$0, $1] * weights[$0] * sizes[free[$1]] / known.sizes[free[$1]]
        }
      })
    let hasConverged = search.hasConverged
    if !hasConverged { derivatives = try search.minimize(free) }
    return (
      search.values,
      Matrix(rows: derivatives.rows, columns: derivatives.columns) {
        derivatives[$0, $1] / weights[$0]
      }, search.sizes, hasConverged || search.hasConverged
    )
  }

  /// Readings less currents and offset at several points, in amperes.
  private func residuals(at points: [[Double]]) throws -> [[Double]] {
    let found = try circuit(at: points.map { Array($0.prefix(physical)) })
    return zip(points, found).map { point, currents in
      let offset = hasOffset ? point[physical] : 0
      return currents.indices.map { readings[$0] - offset - currents[$0] }
    }
  }

  /// The wide parameter at the ends of whose interval the squares differ most from what a linear fit
  /// promises; nil if none differs by ``bend``.
  private func mostBent() throws -> Int? {
    var ends: [(index: Int, point: [Double], expected: Double)] = []
    for (position, index) in free.enumerated() where index < physical {
      let direction = linearization.direction(position)
      let size = parameters[index].size(at: values[index])
      guard direction[position] > Self.straightInterval * size else { continue }
      for sign in [-1.0, 1] {
        // Cut off at the bound of the parameter itself; others at theirs leave nothing to compare.
        let room = (values[index] - parameters[index].lowerBound) / direction[position]
        let length = sign < 0 ? min(1, room) : 1
        guard length > 0.5 else { continue }
        var point = values
        for (other, otherIndex) in free.enumerated() {
          point[otherIndex] += sign * length * direction[other]
        }
        point[index] = max(point[index], parameters[index].lowerBound)
        guard zip(parameters, point).allSatisfy({ $1 >= $0.lowerBound }) else { continue }
        let changes = free.map { point[$0] - values[$0] }
        ends.append((index, point, linearization.squares(after: changes)))
      }
    }
    guard !ends.isEmpty else { return nil }
    let all = try residuals(at: ends.map(\.point))
    let squares = all.map { errors in
      zip(errors, linearization.noise.variances).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    }
    let worst = ends.indices.map { place -> (index: Int, excess: Double) in
      let excess = (squares[place] - ends[place].expected).magnitude
      // No numbers are as bent as can be.
      return (ends[place].index, excess.isFinite ? excess : .infinity)
    }.max { $0.excess < $1.excess }
    return worst.flatMap {
      $0.excess > Self.bend * linearization.squareOfQuantile ? $0.index : nil
    }
  }
}
