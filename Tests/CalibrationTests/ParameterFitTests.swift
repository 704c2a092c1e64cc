import Calibration
import Testing

struct ParameterFitTests {
  @Test func `finds the minimum of Rosenbrock's valley`() throws {
    let fit = try ParameterFit(
      [
        FitParameter(name: "x", reference: -1.2, scale: 1),
        FitParameter(name: "y", reference: 1, scale: 1),
      ], noise: 1e-12
    ) { points in points.map { x in [10 * (x[1] - x[0] * x[0]), 1 - x[0]] } }
    #expect(fit.hasConverged)
    // The minimum is (1, 1), where both residuals vanish.
    #expect((fit.values[0] - 1).magnitude < 1e-8 && (fit.values[1] - 1).magnitude < 1e-8)
  }
}
