internal import LinearAlgebra

/// The search for the least squares of a ``ParameterFit``: Gauss–Newton steps inside a region of
/// trust, with parameters that reach their bound held there.
///
/// At values p with the residuals e and their derivatives J, a step δ minimizes |e + J δ|². That is
/// Newton's method for Σ e² without the second derivatives of e, which are weighed with the residuals and
/// small where the fit is good. J is expensive, an evaluation for every parameter, and kept from step to
/// step by Broyden's update, until a step gains less than half of what it promised.
///
/// All changes are in units of the parameters' sizes, so that one radius of trust serves ohms and
/// factors alike.
struct ParameterSearch {
  private let parameters: [FitParameter]
  private let residuals: ([[Double]]) throws -> [[Double]]
  /// The values of all parameters.
  var values: [Double]
  /// The residuals at the values.
  private(set) var errors: [Double] = []
  /// What a change of each parameter is measured in.
  private(set) var sizes: [Double] = []
  /// How often the residuals were evaluated.
  private(set) var evaluations = 0
  /// Whether the last search ended because no step could do better.
  private(set) var hasConverged = false

  /// A change of every parameter by this part of its size gives the derivatives: the third
  /// derivative leaves 1e-8 of central differences, the rounding of currents 1e-11.
  private static let difference = 1e-4
  private static let mostSteps = 60

  init(_ parameters: [FitParameter], residuals: @escaping ([[Double]]) throws -> [[Double]]) {
    self.parameters = parameters
    self.residuals = residuals
    values = parameters.map(\.reference)
  }

  /// Minimizes the sum of squares over some of the parameters.
  ///
  /// - Parameter free: The indices of the parameters that may change.
  /// - Returns: The derivatives of the residuals at the solution by central differences, in units of
  ///   the parameters' sizes; *residuals × free parameters*.
  /// - Throws: What the residuals throw.
  mutating func minimize(_ free: [Int]) throws -> Matrix {
    _ = try search(free)
    sizes = zip(parameters, values).map { $0.size(at: $1) }
    return try differences(free, isCentral: true)
  }

  /// Minimizes the sum of squares as ``minimize(_:)`` does, with as few evaluations as possible.
  ///
  /// - Parameters:
  ///   - free: The indices of the parameters that may change.
  ///   - known: Derivatives at the values, or near them, in units of the parameters' sizes; nil if there
  ///     are none.
  /// - Returns: The derivatives that the search ended with, which are central differences at the
  ///   solution if it has converged, in units of ``sizes``; *residuals × free parameters*.
  /// - Throws: What the residuals throw.
  mutating func search(_ free: [Int], from known: Matrix? = nil) throws -> Matrix {
    sizes = zip(parameters, values).map { $0.size(at: $1) }
    errors = try evaluate([values])[0]
    hasConverged = false
    var radius = 0.5
    var isFresh = false
    var isCentral = false
    var derivatives = known ?? Matrix(rows: 0, columns: 0)
    for _ in 0..<Self.mostSteps {
      if derivatives.rows == 0 {
        derivatives = try differences(free, isCentral: isCentral)
        isFresh = true
      }
      // What the linearized residuals promise is compared with what a step gains.
      let step = bounded(derivatives, free: free, radius: radius)
      let length = step.largestMagnitude
      let predicted = predictedErrors(derivatives, step)
      let now = squares(errors)
      // Residuals that are no numbers end the search without a result.
      guard now.isFinite, length.isFinite else { break }
      let promise = now - squares(predicted)
      // A step that changes nothing that could be seen ends the search.
      if length < 1e-11 || promise <= 1e-13 * now || now == 0 {
        // One-sided differences have an error of first order: only central ones may say that it is over.
        guard isCentral else {
          (derivatives, isCentral) = (Matrix(rows: 0, columns: 0), true)
          continue
        }
        hasConverged = true
        break
      }
      var next = values
      for (position, index) in free.enumerated() {
        next[index] = max(
          values[index] + step[position] * sizes[index], parameters[index].lowerBound)
      }
      let nextErrors = try evaluate([next])[0]
      let gain = now - squares(nextErrors)
      guard gain > 0 else {
        // With fresh derivatives the step was too long for a line; with worn ones they are to blame.
        if isFresh {
          radius = min(radius, length) / 4
          // Differences of rounding errors: the least squares are found.
          if radius < 1e-10 || promise < 1e-9 * now && isCentral {
            hasConverged = true
            break
          }
        } else {
          derivatives = Matrix(rows: 0, columns: 0)
        }
        continue
      }
      values = next
      if gain > 0.75 * promise { radius = max(radius, 3 * length) }
      // Broyden's update, J ← J + (e' − e − J δ) δᵀ / |δ|²: of all derivatives that would have predicted
      // the step those closest to J.
      let norm = step.reduce(0) { $0 + $1 * $1 }
      for row in errors.indices {
        let miss = (nextErrors[row] - predicted[row]) / norm
        guard miss != 0 else { continue }
        for column in step.indices { derivatives[row, column] += miss * step[column] }
      }
      errors = nextErrors
      isFresh = false
      if gain < 0.5 * promise || isCentral { derivatives = Matrix(rows: 0, columns: 0) }
    }
    return derivatives
  }

  private func squares(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 } }

  private mutating func evaluate(_ points: [[Double]]) throws -> [[Double]] {
    evaluations += points.count
    return try residuals(points)
  }

  /// The derivatives of the residuals in units of the parameters' sizes.
  private mutating func differences(_ free: [Int], isCentral: Bool) throws -> Matrix {
    var points: [[Double]] = []
    var widths: [Double] = []
    for index in free {
      let step = Self.difference * sizes[index]
      var upper = values
      upper[index] += step
      points.append(upper)
      guard isCentral else {
        widths.append(Self.difference)
        continue
      }
      var lower = values
      // At a bound the difference becomes one-sided, over the width that is left.
      lower[index] = max(values[index] - step, parameters[index].lowerBound)
      points.append(lower)
      widths.append((upper[index] - lower[index]) / sizes[index])
    }
    let found = try evaluate(points)
    return Matrix(rows: errors.count, columns: free.count) { row, column in
      isCentral
        ? (found[2 * column][row] - found[2 * column + 1][row]) / widths[column]
        : (found[column][row] - errors[row]) / widths[column]
    }
  }

  private func predictedErrors(_ derivatives: Matrix, _ step: [Double]) -> [Double] {
    errors.indices.map { row in
      step.indices.reduce(errors[row]) { $0 + derivatives[row, $1] * step[$1] }
    }
  }

  /// The best step of the linearized problem inside the region of trust, in units of the sizes,
  /// with parameters that would pass their bound held on it.
  ///
  /// One at a time, the one that would pass its bound farthest; what is left is minimized anew with it
  /// held. Held parameters are free again in the next step, so that none sticks to a bound by accident.
  private func bounded(_ derivatives: Matrix, free: [Int], radius: Double) -> [Double] {
    var step = free.map { _ in 0.0 }
    var moving = Array(free.indices)
    while !moving.isEmpty {
      let rest = errors.indices.map { row in
        step.indices.reduce(errors[row]) {
          moving.contains($1) ? $0 : $0 + derivatives[row, $1] * step[$1]
        }
      }
      let columns = Matrix(rows: errors.count, columns: moving.count) {
        derivatives[$0, moving[$1]]
      }
      let found = trusted(SingularDecomposition(columns), rest, radius: radius)
      var worst: (position: Int, excess: Double)?
      for (position, column) in moving.enumerated() {
        let index = free[column]
        let room = (parameters[index].lowerBound - values[index]) / sizes[index]
        if found[position] < room, room - found[position] > worst?.excess ?? 0 {
          worst = (position, room - found[position])
        }
        step[column] = found[position]
      }
      guard let worst else { break }
      let column = moving.remove(at: worst.position)
      let index = free[column]
      step[column] = (parameters[index].lowerBound - values[index]) / sizes[index]
    }
    return step
  }

  /// The damped step that stays inside the region of trust.
  ///
  /// δ = −V Σ (Σ² + μ²)⁻¹ Uᵀ e is Levenberg and Marquardt's: for μ = 0 the step of Gauss and Newton, for
  /// large μ one down the gradient, and shorter as μ grows. From the singular values every μ costs a
  /// product only. The smallest doubling of μ that fits is taken; more exactness would be lost on a
  /// radius that is a guess.
  private func trusted(
    _ parts: SingularDecomposition, _ errors: [Double], radius: Double
  ) -> [Double] {
    let projections = parts.values.indices.map { column in
      errors.indices.reduce(0.0) { $0 + parts.left[$1, column] * errors[$1] }
    }
    let largest = parts.values.first ?? 0
    var damping = 0.0
    while true {
      let step = parts.values.indices.map { row in
        parts.values.indices.reduce(0.0) { sum, column in
          let value = parts.values[column]
          // No step along a direction in which the residuals do not change.
          guard value > 1e-12 * largest, value > 0 else { return sum }
          return sum - parts.right[row, column] * projections[column] * value
            / (value * value + damping * damping)
        }
      }
      let length = step.largestMagnitude
      guard length > radius else { return step }
      damping = max(2 * damping, 1e-6 * largest)
    }
  }
}
