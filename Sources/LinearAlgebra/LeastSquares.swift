internal import CCMinpack

/// Non-linear least squares by the Levenberg–Marquardt method of MINPACK.
public enum LeastSquares {
  /// How a fit ended.
  public struct Fit: Sendable {
    /// The variables at the smallest sum of squares that was found.
    public var variables: [Double]
    /// The residuals there.
    public var residuals: [Double]
    /// The number of evaluations of the residuals.
    public var evaluations: Int
    /// Whether MINPACK ended because it could not do better, and not because it ran out of steps.
    public var hasConverged: Bool
  }

  /// Minimizes the sum of squared residuals.
  ///
  /// - Parameters:
  ///   - start: The variables to start from; scale them to magnitudes near 1.
  ///   - count: The number of residuals, no less than that of variables.
  ///   - residuals: The residuals at given variables.
  /// - Returns: The fit.
  public static func minimize(
    from start: [Double], count: Int, residuals: ([Double]) -> [Double]
  ) -> Fit {
    precondition(
      count >= start.count && !start.isEmpty,
      "\(count) residuals for \(start.count) variables")
    var variables = start
    var values = [Double](repeating: 0, count: count)
    var pivots = [Int32](repeating: 0, count: start.count)
    let workCount = count * start.count + 5 * start.count + count
    var work = [Double](repeating: 0, count: workCount)
    var evaluations = 0

    let status = withoutActuallyEscaping(residuals) { residuals in
      let evaluation = Evaluation { variables in
        evaluations += 1
        return residuals(variables)
      }
      return withExtendedLifetime(evaluation) {
        lmdif1(
          { context, count, variableCount, x, output, _ in
            guard let context, let x, let output else { return -1 }
            let evaluation = Unmanaged<Evaluation>.fromOpaque(context).takeUnretainedValue()
            let values = evaluation.residuals(
              Array(UnsafeBufferPointer(start: x, count: Int(variableCount))))
            for index in 0..<Int(count) { output[index] = values[index] }
            return 0
          },
          Unmanaged.passUnretained(evaluation).toOpaque(), Int32(count), Int32(start.count),
          &variables, &values, 1e-15, &pivots, &work, Int32(workCount))
      }
    }
    return Fit(
      variables: variables, residuals: values, evaluations: evaluations,
      hasConverged: (1...4).contains(status) || (6...8).contains(status))
  }

  /// Carries the Swift closure through MINPACK's C callback.
  private final class Evaluation {
    let residuals: ([Double]) -> [Double]
    init(_ residuals: @escaping ([Double]) -> [Double]) { self.residuals = residuals }
  }
}
