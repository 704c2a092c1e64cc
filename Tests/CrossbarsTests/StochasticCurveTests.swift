import Configuration
import Crossbars
import Foundation
import Testing

/// Curves of stochastic converters from files.
struct StochasticCurveTests {
  private static func csv(_ points: [(Double, Double)]) -> String {
    (["# measured", "input_volt,x,probability_of_plus_one"]
      + points.map { "\($0.0 / 2),\($0.0),\($0.1)" }).joined(separator: "\n") + "\n"
  }

  /// Points of (1 + tanh(α (x − x₀))) / 2.
  private static func points(_ sensitivity: Double, _ offset: Double) -> [(Double, Double)] {
    (-50...50).map { place in
      let input = Double(place) / 50
      return (input, (1 + tanh(sensitivity * (input - offset))) / 2)
    }
  }

  @Test(arguments: [(1.79907, 0.00821), (0.3, -0.4), (12, 0.3)])
  func `a law is found again in its points`(sensitivity: Double, offset: Double) throws {
    let curve = try StochasticCurve(
      text: Self.csv(Self.points(sensitivity, offset)), source: "c.csv")
    #expect((curve.sensitivity / sensitivity - 1).magnitude < 1e-6)
    #expect((curve.offset - offset).magnitude < 1e-6)
    #expect(curve.probability(at: 0.5) == (1 + tanh(sensitivity * (0.5 - offset))) / 2)
    // Straight between points, and what it is at the ends beyond them.
    let middle = (curve.probability(at: 0.1) + curve.probability(at: 0.12)) / 2
    #expect((curve.probability(at: 0.11) - middle).magnitude < 1e-15)
    #expect(curve.probability(at: 9) == curve.probability(at: 1))
    #expect(curve.probability(at: -9) == curve.probability(at: -1))
  }

  @Test func `a curve that no law is has the law with the least squares`() throws {
    let points = (0...10).map { (Double($0) / 10, Double($0 * $0) / 100) }
    let curve = try StochasticCurve(text: Self.csv(points), source: "c.csv")
    func rest(_ sensitivity: Double, _ offset: Double) -> Double {
      points.reduce(0) {
        let error = (1 + tanh(sensitivity * ($1.0 - offset))) / 2 - $1.1
        return $0 + error * error
      }
    }
    let least = rest(curve.sensitivity, curve.offset)
    for (a, b) in [(1.01, 0.0), (0.99, 0), (1, 0.003), (1, -0.003)] {
      #expect(rest(curve.sensitivity * a, curve.offset + b) > least)
    }
  }

  @Test func `the JSON of a characterization is read too`() throws {
    let text = """
      {"columns": ["x", "mean", "probability_of_plus_one"],
       "curve": [[-1, -0.9, 0.05], [0, 0, 0.5], [1, 0.9, 0.95]]}
      """
    let curve = try StochasticCurve(text: text, source: "c.json")
    #expect(curve.inputs == [-1, 0, 1] && curve.probabilities == [0.05, 0.5, 0.95])
  }

  @Test(
    arguments: [
      ([(0, 0.1), (1, 0.05)], "line 4"), ([(0, 0.1), (0, 0.2)], "line 4"),
      ([(0, -0.1), (1, 0.5)], "line 3"), ([(0, 0.1), (1, 1.01)], "line 4"),
      ([(0, 0.4), (1, 0.4)], "line 2"), ([(0, 0.4)], "line 2"),
      ([(0, 0.1), (.infinity, 0.4)], "line 4"), ([(0, .nan), (1, 0.4)], "line 3"),
    ] as [([(Double, Double)], String)])
  func `what is no curve is refused with its place`(points: [(Double, Double)], place: String)
    throws
  {
    let error = try #require(throws: InputError.self) {
      try StochasticCurve(text: Self.csv(points), source: "c.csv")
    }
    #expect(error.location == place && error.source == "c.csv", "\(error)")
  }

  @Test(arguments: ["", "x,y\n0,1\n1,2\n", "x,probability_of_plus_one\n0,a\n", "{\"a\": 1}"])
  func `what has no columns of a curve is refused`(text: String) {
    #expect(throws: InputError.self) { try StochasticCurve(text: text, source: "c") }
  }
}
