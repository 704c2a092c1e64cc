internal import Foundation
internal import LinearAlgebra

/// Which parameters data determine, and which combination of the others they do not.
///
/// The derivatives J of the residuals, each in units of its parameter's own size, are split into
/// singular vectors, J = U Σ Vᵀ. A unit step along vector k changes the residuals by σ(k): a direction
/// with a small singular value is a change of the parameters that the data cannot see. The covariance
/// of the estimates is s² (JᵀJ)⁻¹ = s² V Σ⁻² Vᵀ, so that parameter i has the standard error
/// s √(Σ (V(i,k) / σ(k))²), relative to its size. Where the 95 % interval of a parameter is wider than the parameter itself, the one
/// that leads the least visible direction is taken out, and the rest is judged again.
struct Identifiability {
  /// The indices of the parameters that the data determine, ascending.
  let determined: [Int]
  /// Why each of the others is not determined, by index.
  let obstacles: [Int: String]

  /// Judges the parameters of a fit.
  ///
  /// - Parameters:
  ///   - derivatives: The derivatives of the residuals in units of each parameter's size;
  ///     *residuals × parameters*.
  ///   - deviation: The standard deviation of a residual.
  ///   - quantile: The number of standard errors that make an interval.
  ///   - names: The names of the parameters.
  init(derivatives: Matrix, deviation: Double, quantile: Double, names: [String]) {
    var determined = Array(names.indices)
    var obstacles: [Int: String] = [:]
    while !determined.isEmpty {
      let columns = Matrix(rows: derivatives.rows, columns: determined.count) {
        derivatives[$0, determined[$1]]
      }
      let parts = SingularDecomposition(columns)
      let widths = Self.standardErrors(parts, deviation: deviation).map { quantile * $0 }
      // What differences of currents cannot resolve is no derivative.
      let isVisible =
        (parts.values.last ?? 0) > max(1e-11 * (parts.values.first ?? 0), .leastNormalMagnitude)
      guard widths.contains(where: { !($0 <= 1) }) || !isVisible else { break }
      // The least visible direction, and the parameter that is most of it. Taken out alone: the others
      // may be determined once it is known, and which of a pair goes is decided by the data's geometry,
      // the first by number where two are equal.
      let least = determined.indices.map { parts.right[$0, determined.count - 1] }
      let leading = least.indices.max { (least[$0].magnitude, $1) < (least[$1].magnitude, $0) } ?? 0
      let parameter = determined.remove(at: leading)
      var others: [(name: String, weight: Double)] = []
      for (position, weight) in least.enumerated()
      where position != leading && weight.magnitude > 0.1 * least[leading].magnitude {
        let index = position < leading ? determined[position] : determined[position - 1]
        others.append((names[index], weight / least[leading]))
      }
      obstacles[parameter] = Self.text(
        others: others, width: isVisible ? widths[leading] : .infinity)
    }
    self.determined = determined
    self.obstacles = obstacles
  }

  /// The standard errors of the parameters from the singular values of their derivatives.
  static func standardErrors(_ parts: SingularDecomposition, deviation: Double) -> [Double] {
    (0..<parts.values.count).map { row in
      let squares = parts.values.indices.reduce(0.0) { sum, column in
        let share = parts.right[row, column] / parts.values[column]
        // 0/0: a parameter without any part in a direction that nothing depends on.
        return sum + (share.isNaN ? 0 : share * share)
      }
      return deviation * squares.squareRoot()
    }
  }

  private static func text(others: [(name: String, weight: Double)], width: Double) -> String {
    let interval =
      width.isFinite && width < 1e6
      ? String(format: "its 95 %% interval would be ± %.0f %% of itself", 100 * width)
      : "no current depends on it alone"
    guard !others.isEmpty else {
      return width.isFinite ? interval : "no current depends on it"
    }
    let changes = others.prefix(3).map {
      String(format: "%@ by %+.2g %%", $0.name, $0.weight)
    }
    return "raising it by 1 % and \(changes.joined(separator: ", ")) leaves the currents within "
      + "their noise; \(interval)"
  }
}
