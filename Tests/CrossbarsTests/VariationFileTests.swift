import Configuration
import Crossbars
import Testing

@Suite struct VariationFileTests {
  @Test func `reads every table`() throws {
    let technology = try technology(
      """
      [programming]
      distribution = "state-dependent"
      reference_conductance_microsiemens = 25
      sigma_microsiemens = { form = "polynomial", coefficients = [1, 2], order = "descending" }
      [device_to_device]
      distribution = "log-normal"
      relative_sigma = 0.1
      [spatial_variation]
      relative_sigma = 0.05
      correlation_length_cells = 8
      row_gradient_relative = 0.1
      column_gradient_relative = -0.1
      [faults]
      stuck_on_fraction = 0.01
      stuck_off_fraction = 0.02
      cluster_length_cells = 3
      stuck_on_resistance_ohm = 1e4
      [drift]
      reference_time_second = 20
      exponent_mean = [
        { form = "logarithmic", slope_per_e_fold = -1, offset = 2, maximum = 0.1, below = 0.5 },
        { form = "constant", value = 0.05 },
      ]
      exponent_sigma = { form = "power", factor = 1, exponent = -0.5, minimum = 0 }
      [read_noise]
      relative_sigma = 0.01
      flicker_read_time_second = 1e-6
      flicker_reference_time_second = 20
      """, read: "time_second = 3600")
    #expect(
      technology.variation.programming.sigma
        == ConductanceFunction(
          StateFunction(.polynomial([2, 1])), argumentUnit: 25e-6, valueUnit: 1e-6))
    let variation = technology.variation
    #expect(variation.devices == RelativeSpread(distribution: .logNormal, relativeSigma: 0.1))
    #expect(
      variation.spatial
        == SpatialVariation(
          relativeSigma: 0.05, correlationLength: 8, rowGradient: 0.1, columnGradient: -0.1))
    #expect(
      variation.faults
        == CellFaults(
          stuckOnFraction: 0.01, stuckOffFraction: 0.02, clusterLength: 3, onConductance: 1 / 1e4))
    #expect(variation.drift?.referenceTime == 20)
    #expect(
      variation.drift?.exponentMean.function
        == StateFunction(pieces: [
          .init(.logarithmic(slope: -1, offset: 2), below: 0.5, limits: -.infinity...0.1),
          .init(.constant(0.05)),
        ]))
    #expect(
      variation.readNoise
        == ReadNoise(.relative(0.01), flicker: .init(readTime: 1e-6, referenceTime: 20)))
    #expect(technology.read.time == 3600)
    #expect(technology.variationSummary.count == 7)
  }

  @Test func `a function takes the piece of its argument and its limits`() {
    let function = StateFunction(pieces: [
      .init(.constant(1), below: 0.5),
      .init(.polynomial([0, 1]), limits: 0.6...0.8),
    ])
    #expect([0, 0.499, 0.5, 0.7, 3].map(function.value) == [1, 1, 0.6, 0.7, 0.8])
  }

  private static let sigma = "sigma_microsiemens = { form = \"constant\", value = 1 }\n"
  private static let state = "[programming]\ndistribution = \"state-dependent\"\n"
  private static let constant = "{ form = \"constant\", value = 0.1 }"

  private static let wrong: [(tables: String, key: String)] = [
    (state, "sigma_microsiemens"),
    (state + "relative_sigma = 0.1\n" + sigma, "relative_sigma"),
    (state + sigma + "sigma_nanoampere = { form = \"constant\", value = 1 }\n", "sigma_nanoampere"),
    (state + "sigma_nanoampere = { form = \"constant\", value = 1 }\n", "reference_voltage_volt"),
    (state + "reference_voltage_volt = 1\n" + sigma, "reference_voltage_volt"),
    (state + "sigma_siemens = { form = \"constant\", value = 1 }\n", "sigma_microsiemens"),
    (state + "sigma_microsiemens = []\n", "sigma_microsiemens"),
    (state + "sigma_microsiemens = 1\n", "sigma_microsiemens"),
    (
      state + "sigma_microsiemens = { form = \"polynomial\", coefficients = [1, 2] }\n", "order"
    ),
    (
      state
        + "sigma_microsiemens = { form = \"polynomial\", coefficients = [], order = \"ascending\" }\n",
      "coefficients"
    ),
    (state + "sigma_microsiemens = { form = \"logarithmic\", offset = 1 }\n", "slope_per_e_fold"),
    (
      state + "sigma_microsiemens = { form = \"constant\", value = 1, minimum = 2, maximum = 1 }\n",
      "maximum"
    ),
    (
      state + "sigma_microsiemens = [{ form = \"constant\", value = 1 }, "
        + "{ form = \"constant\", value = 1 }]\n", "below"
    ),
    (state + "sigma_microsiemens = { form = \"constant\", value = 1, below = 3 }\n", "below"),
    (
      "[device_to_device]\ndistribution = \"state-dependent\"\nrelative_sigma = 0.1\n",
      "distribution"
    ),
    ("[device_to_device]\ndistribution = \"gaussian\"\n", "relative_sigma"),
    ("[spatial_variation]\nrelative_sigma = 0.1\n", "correlation_length_cells"),
    ("[spatial_variation]\nrow_gradient_relative = 1\n", "row_gradient_relative"),
    ("[faults]\nstuck_on_fraction = 0.6\nstuck_off_fraction = 0.6\n", "stuck_off_fraction"),
    ("[faults]\nstuck_on_percent = 1\n", "stuck_on_percent"),
    ("[drift]\nreference_time_second = 20\nexponent_mean = \(constant)\n", "exponent_sigma"),
    ("[relaxation]\nshift_microsiemens = 1\n", "start_time_second"),
    ("[read_noise]\nflicker_read_time_second = 1e-6\n", "relative_sigma"),
    (
      "[read_noise]\nrelative_sigma = 0.1\nflicker_read_time_second = 1e-6\n",
      "flicker_reference_time_second"
    ),
    (
      "[read_noise]\nrelative_sigma = 0.1\nflicker_read_time_second = 1e-6\n"
        + "flicker_reference_time_second = 1e-6\n",
      "flicker_reference_time_second"
    ),
    (
      "[read_noise]\nrelative_sigma = 0.1\nrelative_sigma_of_state = \(constant)\n",
      "sigma_of_state"
    ),
    ("[[retention]]\ntime_second = 10\n" + sigma, "retention"),
    (state + sigma + "[[retention]]\ntime_second = 10\n", "sigma_microsiemens"),
    (
      state + sigma + "[[retention]]\ntime_second = 10\n" + sigma
        + "[[retention]]\ntime_second = 10\n" + sigma, "time_second"
    ),
    (
      state + sigma + "[[retention]]\ntime_second = 10\n" + sigma
        + "[relaxation]\nstart_time_second = 1\n", "retention"
    ),
    ("[mismatch]\nrow_width_relative_sigma = 2\n", "row_width_relative_sigma"),
    ("[mismatch]\ntransistor_threshold_sigma_volt = 0.1\n", "mismatch"),
    ("[mismatch]\ndac_resistor_relative_sigma = 0.1\n", "mismatch"),
  ]

  @Test(arguments: wrong)
  func `refuses a wrong table and names the key`(tables: String, key: String) {
    let error = #expect(throws: InputError.self) { try technology(tables) }
    #expect(error?.location?.contains(key) == true, "\(String(describing: error))")
  }

  private static let flicker =
    "[read_noise]\nrelative_sigma = 0.1\nflicker_read_time_second = 1e-6\n"
    + "flicker_reference_time_second = 20\n"
  private static let drift =
    "[drift]\nreference_time_second = 20\nexponent_mean = \(constant)\n"
    + "exponent_sigma = { form = \"constant\", value = 0 }\n"

  /// Flicker noise has no value at the time of a read or before, with or without drift beside it.
  @Test(arguments: [
    ("", "3600"),
    (state + sigma + "[[retention]]\ntime_second = 10\n" + sigma, "11"),
    (flicker, "0"), (flicker, "5e-7"), (flicker, "1e-6"), (drift + flicker, "0"),
    (drift, "-1"), (flicker, "-1"),
  ])
  func `refuses a time for which there is no model`(tables: String, time: String) {
    let error = #expect(throws: InputError.self) {
      try technology(tables, read: "time_second = \(time)")
    }
    #expect(error?.location?.contains("time_second") == true, "\(String(describing: error))")
  }

  @Test func `times at which a law begins or has not begun are accepted`() throws {
    #expect(try technology(Self.flicker, read: "time_second = 1.1e-6").read.time == 1.1e-6)
    // Before its reference time nothing drifts, as docs/formats.md says.
    let fresh = try technology(Self.drift, read: "time_second = 0")
    #expect(fresh.cells(10, rows: 2, columns: 2).allSatisfy { ($0 - 10).magnitude < 1e-12 })
    let aged = try technology(Self.drift, read: "time_second = 2e4")
    // A thousand times the reference time: 1000^-0.1 is a half.
    #expect(aged.cells(10, rows: 2, columns: 2).allSatisfy { ($0 - 5.01187).magnitude < 1e-4 })
    // Statistics of times begin with those of the programming.
    #expect(
      try technology(
        Self.state + Self.sigma + "[[retention]]\ntime_second = 10\n" + Self.sigma,
        read: "time_second = 0"
      ).read.time == 0)
  }

  @Test func `flicker noise is there at every time that is accepted`() throws {
    let technology = try technology(Self.flicker)
    func spread(_ time: Double?) -> Double {
      let cells = technology.cells(10, rows: 40, columns: 40, time: time)
      return cells.map { ($0 / 10 - 1) * ($0 / 10 - 1) }.reduce(0, +) / 1600
    }
    // √ln((t + t_r) / 2 t_r) grows; without a time the reference time of 20 s counts.
    #expect(0 < spread(1.1e-6))
    #expect(spread(1.1e-6) < spread(1e-3))
    #expect(spread(1e-3) < spread(nil))
    #expect(spread(nil) == spread(20))
  }

  @Test func `names what is not drawn for an array that is taken as it is`() throws {
    let plain = try technology("")
    #expect(plain.undrawnTables().isEmpty && plain.undrawnNote() == nil)
    #expect(
      try technology("[programming]\ndistribution = \"none\"\nrelative_sigma = 0\n")
        .undrawnTables().isEmpty)
    let varied = try technology(
      "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n"
        + "[faults]\nstuck_on_fraction = 0.01\n" + Self.drift
        + "[mismatch]\nrow_width_relative_sigma = 0.1\n")
    #expect(varied.undrawnTables() == ["[programming]", "[faults]", "[drift]", "[mismatch]"])
    #expect(
      varied.undrawnNote()
        == "the array is taken as it is: [programming], [faults], [drift] and [mismatch] of "
        + "technology t are not drawn")
    #expect(
      try technology(Self.flicker).undrawnNote()
        == "the array is taken as it is: [read_noise] of technology t is not drawn")
  }
}
