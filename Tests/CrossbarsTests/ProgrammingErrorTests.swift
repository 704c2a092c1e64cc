import Crossbars
import Foundation
import Testing

/// A published fit and what another evaluation of it gives, in microsiemens.
struct PublishedError: Sendable, CustomTestStringConvertible {
  var name: String
  var table: String
  /// Conductances and standard deviations.
  var points: [(conductance: Double, sigma: Double)]
  /// By how much the last digit of the standard deviations is rounded.
  var rounding: Double

  var testDescription: String { name }

  // The values of the first four were computed from the two tools' own code for the cross-check of
  // their fits; they did not come from this project's evaluation of the coefficients.
  static let all = [
    PublishedError(
      name: "PCM by CrossSim",
      table: """
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "descending"
        coefficients = [-0.00178767, 0.07585724, 0.28638599]
        """,
      points: [(0.25, 0.305), (5, 0.621), (10, 0.866), (15, 1.022), (20, 1.088), (25, 1.066)],
      rounding: 0.0005),
    PublishedError(
      name: "PCM by the IBM toolkit",
      table: """
        reference_conductance_microsiemens = 25
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "ascending"
        coefficients = [0.26348, 1.965, -1.1731]
        """,
      points: [(0.25, 0.283), (5, 0.61), (10, 0.862), (15, 1.02), (20, 1.085), (25, 1.055)],
      rounding: 0.005),
    PublishedError(
      name: "RRAM of Wan by CrossSim",
      table: """
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "descending"
        coefficients = [1.536e-4, -1.167e-2, 0.2374, 1.053]
        """,
      points: [(1, 1.279), (10, 2.414), (20, 2.362), (30, 1.819), (39, 1.673)], rounding: 0.0005),
    PublishedError(
      name: "RRAM of Wan by the IBM toolkit, 1 s",
      table: """
        reference_conductance_microsiemens = 40
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "descending"
        coefficients = [-16.815, 45.393, -43.853, 16.030, 0.348]
        """,
      points: [(1, 0.722), (10, 2.258), (20, 2.023), (30, 1.533), (39, 1.167)], rounding: 0.0005),
    // By hand: -0.009107 × 50 + 4.782321 = 4.326971 and × 225 = 2.733246.
    PublishedError(
      name: "RRAM of Milo by CrossSim",
      table: """
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "descending"
        coefficients = [-0.009107, 4.782321]
        """,
      points: [(50, 4.326971), (225, 2.733246)], rounding: 0),
    // By hand: .00106879 × 20 + .00081107 and .01129027418 × 20 + .0112185391.
    PublishedError(
      name: "CMO/HfOx, 0.2 %",
      table: """
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "ascending"
        coefficients = [0.00081107, 0.00106879]
        """,
      points: [(20, 0.02218687)], rounding: 0),
    PublishedError(
      name: "CMO/HfOx, 2 %",
      table: """
        [programming.sigma_microsiemens]
        form = "polynomial"
        order = "ascending"
        coefficients = [0.0112185391, 0.01129027418]
        """,
      points: [(20, 0.2370240227)], rounding: 0),
    // At V = 0.06 V, 5 µS carry 300 nA: 19.88665 (1 − exp(−300/176.3115)) = 16.25926 nA = 0.270988 µS;
    // exp(−1.701534) = 0.182403.
    PublishedError(
      name: "SONOS",
      table: """
        reference_voltage_volt = 0.06
        sigma_nanoampere = { form = "saturating", amplitude = 19.88665, scale = 176.3115 }
        """,
      points: [(5, 0.270988)], rounding: 1e-6),
  ]
}

@Suite struct ProgrammingErrorTests {
  @Test(arguments: PublishedError.all)
  func `reproduces a published error in mean and deviation`(published: PublishedError) throws {
    let technology = try technology(
      "[programming]\ndistribution = \"state-dependent\"\n" + published.table)
    for (conductance, sigma) in published.points {
      let cells = technology.cells(conductance)
      let count = Double(cells.count)
      // The moments of max(0, x) for a normal x: near 0 S the clip at 0 S moves them.
      let a = conductance / sigma
      let share = erfc(-a / 2.0.squareRoot()) / 2
      let density = exp(-a * a / 2) / (2 * Double.pi).squareRoot()
      let mean = conductance * share + sigma * density
      let square =
        (conductance * conductance + sigma * sigma) * share + conductance * sigma * density
      let deviation = (square - mean * mean).squareRoot()
      let found = moments(cells)
      // Five standard errors of a normal sample, which the clipped ones are below, and the rounding
      // of the published value.
      let rounding = published.rounding
      #expect(
        (found.mean - mean).magnitude < 5 * sigma / count.squareRoot() + rounding,
        "\(conductance) µS: \(found.mean) µS, not \(mean) µS")
      #expect(
        (found.deviation - deviation).magnitude < 5 * sigma / (2 * count).squareRoot() + rounding,
        "\(conductance) µS: \(found.deviation) µS, not \(deviation) µS")
      let zeros = Double(cells.count { $0 == 0 }) / count
      // Five standard errors of a share, and what the rounding of sigma moves it by.
      #expect(
        (zeros - (1 - share)).magnitude
          < 5 * (share * (1 - share) / count).squareRoot() + a * density * rounding / sigma + 1e-12)
    }
  }

  @Test func `draws numbers whose distribution is normal`() throws {
    let technology = try technology(
      """
      [programming]
      distribution = "state-dependent"
      sigma_microsiemens = { form = "constant", value = 1 }
      """)
    // Twenty classes of equal chance: x = Φ⁻¹(k/20) by Φ of the drawn number itself.
    var classes = [Int](repeating: 0, count: 20)
    for cell in technology.cells(20) {
      classes[min(19, Int(20 * erfc(-(cell - 20) / 2.0.squareRoot()) / 2))] += 1
    }
    let expected = 128.0 * 128 / 20
    let chiSquare = classes.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    // 99.99 % of chi-square with 19 degrees of freedom is 50.8.
    #expect(chiSquare < 50.8)
  }

  @Test func `a negative fit of sigma counts as exact`() throws {
    let technology = try technology(
      """
      [programming]
      distribution = "state-dependent"
      sigma_microsiemens = { form = "polynomial", coefficients = [1, -0.1], order = "ascending" }
      """)
    #expect(technology.cells(20, rows: 4, columns: 4).allSatisfy { $0 == 20e-6 * 1e6 })
  }
}
