import Configuration
import Crossbars
import Foundation
import Testing

/// Drift, relaxation and retention.
@Suite struct AgingTests {
  private static let drift = """
    [drift]
    reference_time_second = 20
    reference_conductance_microsiemens = 25
    exponent_mean = { form = "logarithmic", slope_per_e_fold = -0.0155, offset = 0.0244, \
    minimum = 0.049, maximum = 0.1 }
    exponent_sigma = { form = "logarithmic", slope_per_e_fold = -0.0125, offset = -0.0059, \
    minimum = 0.008, maximum = 0.045 }
    """

  // By hand: ln .01 = -4.605170, ln .1 = -2.302585; at g = 1 both fits are below their minimum, at
  // g = .01 the spread 0.05166 is above its maximum.
  @Test(arguments: [(25.0, 0.049, 0.008), (2.5, 0.06009007, 0.02288231), (0.25, 0.09578014, 0.045)])
  func `drifts with the exponents of the published fit`(
    conductance: Double, mean: Double, sigma: Double
  ) throws {
    let technology = try technology(Self.drift)
    let time = 86_400.0
    let exponents = technology.cells(conductance, time: time)
      .map { -log($0 / conductance) / log(time / 20) }
    // The magnitude of a normal number: its moments by the closed form of the folded normal.
    let a = mean / sigma
    let folded =
      sigma * (2 / Double.pi).squareRoot() * exp(-a * a / 2) + mean * erf(a / 2.0.squareRoot())
    let found = moments(exponents)
    let count = Double(exponents.count)
    // Five standard errors.
    #expect((found.mean - folded).magnitude < 5 * sigma / count.squareRoot())
    let deviation = (mean * mean + sigma * sigma - folded * folded).squareRoot()
    #expect((found.deviation - deviation).magnitude < 5 * sigma / (2 * count).squareRoot())
    // The folded part is below 2 % of a normal one's, so its median is within 2 % of a sigma of the
    // mean; 1.2533 is the standard error of a median over that of a mean.
    let median = exponents.sorted()[exponents.count / 2]
    #expect(
      (median - mean).magnitude < (5 * 1.2533 / count.squareRoot() + 0.02) * sigma)
  }

  @Test func `heat hastens what happens to the cells`() throws {
    let aging = """

      [aging]
      activation_energy_electronvolt = 0.5
      reference_temperature_celsius = 25
      """
    // By hand: 0.5 / 8.617333e-5 (1/298.15 − 1/358.15) = 3.260134, whose exponential is 26.0530.
    let law = Aging(activationEnergy: 0.5, referenceTemperature: 25)
    #expect((law.acceleration(at: 85) / 26.0530 - 1).magnitude < 1e-4)
    #expect(law.acceleration(at: 25) == 1 && law.acceleration(at: -273.15) == 0)
    let plain = try technology(Self.drift)
    var hot = try technology(Self.drift + aging)
    hot.read.temperature = 85
    let seconds = 3600.0
    #expect(
      hot.cells(25, rows: 3, columns: 3, time: seconds)
        == plain.cells(25, rows: 3, columns: 3, time: seconds * law.acceleration(at: 85)))
    #expect(throws: InputError.self) { try technology(aging) }
    let sonos = """
      [programming]
      distribution = "state-dependent"
      sigma_microsiemens = { form = "constant", value = 0.1 }
      [[retention]]
      time_second = 1e5
      sigma_microsiemens = { form = "constant", value = 0.2 }
      """
    let retained = try technology(sonos + aging).variation
    #expect(retained.refusal(ofTime: 9e4, at: 25) == nil)
    #expect(retained.refusal(ofTime: 9e4, at: 85)?.found.contains("age") == true)
  }

  @Test func `does not drift before the first reading`() throws {
    let technology = try technology(Self.drift)
    #expect(technology.cells(10, rows: 3, columns: 3, time: 20).allSatisfy { $0 == 1e-5 * 1e6 })
    #expect(technology.cells(10, rows: 3, columns: 3).allSatisfy { $0 == 1e-5 * 1e6 })
  }

  @Test func `relaxes with the logarithm of time`() throws {
    let technology = try technology(
      """
      [relaxation]
      start_time_second = 1
      shift_microsiemens_per_e_fold = -0.08900206
      sigma_microsiemens = 0.41183342
      sigma_microsiemens_per_e_fold = 0.04201137
      """)
    let found = moments(technology.cells(40, time: 86_400))
    // ln 86400 = 11.366743: by hand 40 - 1.011664 and 0.889366; five standard errors.
    #expect((found.mean - 38.988336).magnitude < 5 * 0.889366 / 128)
    #expect((found.deviation - 0.889366).magnitude < 5 * 0.889366 / (2.0.squareRoot() * 128))
  }

  private static let sonos = """
    [programming]
    distribution = "state-dependent"
    reference_voltage_volt = 0.06
    sigma_nanoampere = { form = "saturating", amplitude = 19.88665, scale = 176.3115 }
    [[retention]]
    time_second = 86400
    reference_voltage_volt = 0.06
    sigma_nanoampere = { form = "saturating", amplitude = 25.59102, scale = 186.85544 }
    shift_nanoampere = { form = "polynomial", order = "ascending", coefficients = [2, -0.01] }
    [[retention]]
    time_second = 172800
    reference_voltage_volt = 0.06
    sigma_nanoampere = { form = "saturating", amplitude = 28.72753, scale = 193.56834 }
    """

  // 5 µS carry 300 nA at 0.06 V. After a day the mean is 300 + 2 − 3 = 299 nA and the deviation
  // 25.59102 (1 − exp(−299/186.85544)) = 20.42515 nA; after two days 300 nA and 22.62920 nA. In
  // between they are interpolated.
  @Test(arguments: [
    (86_400.0, 299.0, 20.42515), (172_800, 300, 22.62920), (129_600, 299.5, 21.527172),
    (43_200, 299.5, 18.342201),
  ])
  func `has the statistics of the time`(time: Double, mean: Double, sigma: Double) throws {
    let cells = try technology(Self.sonos).cells(5, time: time).map { $0 * 60 }
    let found = moments(cells)
    #expect((found.mean - mean).magnitude < 5 * sigma / 128)
    #expect((found.deviation - sigma).magnitude < 5 * sigma / (2.0.squareRoot() * 128))
  }

  @Test func `takes the time of the technology file`() throws {
    let file = try technology(Self.sonos, read: "time_second = 86400")
    let argument = try technology(Self.sonos)
    #expect(file.cells(5) == argument.cells(5, time: 86_400))
    #expect(file.cells(5) != argument.cells(5))
  }

  // G Q √ln((t + tr)/2tr): by hand Q = .0088/g^.65 is .0088 at g = 1 and .0393082 at g = .1, at most .2
  // at g = .001; the root is √ln(20.00000025/5e-7) = √17.504390 = 4.183825.
  @Test(arguments: [(25.0, 0.0088), (2.5, 0.0393082), (0.025, 0.2)])
  func `flickers with the published law`(conductance: Double, quotient: Double) throws {
    let technology = try technology(
      """
      [read_noise]
      reference_conductance_microsiemens = 25
      relative_sigma_of_state = { form = "power", factor = 0.0088, exponent = -0.65, maximum = 0.2 }
      flicker_read_time_second = 250e-9
      flicker_reference_time_second = 20
      """)
    let relative = quotient * 4.183825
    let cells = technology.cells(conductance)
    // The deviation of max(0, x): the clip counts where the noise is as large as the conductance.
    let a = 1 / relative
    let share = erfc(-a / 2.0.squareRoot()) / 2
    let density = exp(-a * a / 2) / (2 * Double.pi).squareRoot()
    let mean = share + relative * density
    let deviation =
      ((1 + relative * relative) * share + relative * density - mean * mean).squareRoot()
    let found = moments(cells.map { $0 / conductance })
    // Five standard errors of a normal sample, and the rounding of the values by hand.
    #expect((found.mean - mean).magnitude < 5 * relative / 128)
    #expect(
      (found.deviation - deviation).magnitude
        < 5 * relative / (2.0.squareRoot() * 128) + 1e-4 * relative)
    let later = moments(technology.cells(conductance, time: 1e6).map { $0 / conductance })
    #expect(later.deviation > found.deviation)
  }

  // K log10(G) √ln((t + 1 µs)/2 µs) at 100 µS and 1 s: .0277316483 × 2 × √ln(500000.5) = .200915 µS,
  // with ln(500000.5) = 13.122364.
  @Test func `reads CMO cells with noise of the decade`() throws {
    let technology = try technology(
      """
      [read_noise]
      sigma_microsiemens = { form = "logarithmic", slope_per_decade = 0.0277316483 }
      flicker_read_time_second = 1e-6
      flicker_reference_time_second = 1
      """)
    let found = moments(technology.cells(100))
    #expect((found.deviation - 0.200915).magnitude < 5 * 0.200915 / (2.0.squareRoot() * 128))
    // Below 1 µS the fit is negative: no noise.
    #expect(technology.cells(0.5, rows: 3, columns: 3).allSatisfy { $0 == 0.5e-6 * 1e6 })
  }
}
