/// Error models of cells that other tools name, as tables of a technology.
///
/// Every one is a block of `docs/variation.md`, which has the sources. Conductances are in µS.
enum PublishedErrors {
  /// PCM of Joshi and others, as CrossSim fits it.
  static let joshi = programming(
    "coefficients = [-0.00178767, 0.07585724, 0.28638599]", order: "descending")

  /// RRAM of Milo and others, as CrossSim fits it.
  static let milo = programming("coefficients = [-0.009107, 4.782321]", order: "descending")

  /// RRAM of Wan and others at 1 s, as CrossSim fits it.
  static let wan = programming(
    "coefficients = [1.536e-4, -1.167e-2, 2.374e-1, 1.053]", order: "descending")

  /// PCM of Nandakumar and others, as the IBM toolkit fits it, with drift and read noise.
  static let nandakumar = """
    [programming]
    distribution = "state-dependent"
    reference_conductance_microsiemens = 25
    [programming.sigma_microsiemens]
    form = "polynomial"
    order = "ascending"
    coefficients = [0.26348, 1.9650, -1.1731]
    [drift]
    reference_time_second = 20
    reference_conductance_microsiemens = 25
    exponent_mean = { form = "logarithmic", slope_per_e_fold = -0.0155, offset = 0.0244, minimum = 0.049, maximum = 0.1 }
    exponent_sigma = { form = "logarithmic", slope_per_e_fold = -0.0125, offset = -0.0059, minimum = 0.008, maximum = 0.045 }
    [read_noise]
    reference_conductance_microsiemens = 25
    relative_sigma_of_state = { form = "power", factor = 0.0088, exponent = -0.65, maximum = 0.2 }
    flicker_read_time_second = 250e-9
    flicker_reference_time_second = 20

    """

  /// PCM of the HERMES chip, two devices a weight, as the IBM toolkit fits it.
  static let hermes = """
    [programming]
    distribution = "state-dependent"
    reference_conductance_microsiemens = 20.7
    [programming.sigma_microsiemens]
    form = "polynomial"
    order = "ascending"
    coefficients = [0.16603222, 4.71806468, -8.48101252, 4.68961419]
    [drift]
    reference_time_second = 300
    reference_conductance_microsiemens = 20.7
    exponent_mean = [
      { form = "logarithmic", slope_per_e_fold = -0.0387, offset = -0.0182, minimum = 0.0720, maximum = 0.13, below = 0.0945 },
      { form = "polynomial", order = "descending", coefficients = [-0.0436, -0.0126, 0.0736] },
    ]
    exponent_sigma = [
      { form = "logarithmic", slope_per_e_fold = -0.0117, offset = -0.0057, minimum = 0.0091, maximum = 0.04, below = 0.3055 },
      { form = "polynomial", order = "descending", coefficients = [-0.0118, 0.0093, 0.0073] },
    ]
    [read_noise]
    reference_conductance_microsiemens = 20.7
    relative_sigma_of_state = [
      { form = "logarithmic", slope_per_e_fold = -0.0117, offset = -0.0069, minimum = 0.015, maximum = 0.04, below = 0.16 },
      { form = "polynomial", order = "descending", coefficients = [0.0069, -0.0280, 0.0211, 0.0123] },
    ]
    flicker_read_time_second = 512e-9
    flicker_reference_time_second = 300

    """

  /// RRAM of Wan and others at 1 s, one and two days, as the IBM toolkit fits it.
  static let wanInTime =
    """
    [programming]
    distribution = "state-dependent"
    reference_conductance_microsiemens = 40
    [programming.sigma_microsiemens]
    form = "polynomial"
    order = "descending"
    coefficients = [-16.815, 45.393, -43.853, 16.030, 0.348]

    """
    + retention(
      day: 1, "[-16.458, 47.095, -50.773, 22.086, 0.701]")
    + retention(day: 2, "[-11.934, 37.062, -43.507, 20.274, 0.782]")

  /// CMO/HfOx RRAM of Falcone and others, as the IBM toolkit takes it by itself: 0.2 % acceptance.
  static let falcone = """
    [programming]
    distribution = "state-dependent"
    [programming.sigma_microsiemens]
    form = "polynomial"
    order = "ascending"
    coefficients = [0.00081107, 0.00106879]
    [relaxation]
    start_time_second = 1
    shift_microsiemens_per_e_fold = -0.08900206
    sigma_microsiemens = 0.41183342
    sigma_microsiemens_per_e_fold = 0.04201137
    [read_noise]
    sigma_microsiemens = { form = "logarithmic", slope_per_decade = 0.0277316483 }
    flicker_read_time_second = 1e-6
    flicker_reference_time_second = 1

    """

  /// SONOS of Agrawal and others over five days, as CrossSim 3.2 fits it.
  ///
  /// - Parameters:
  ///   - voltage: The voltage at which currents are fitted, in volts.
  ///   - isProgrammed: Whether the tables of programming and time are wanted.
  ///   - isTimed: Whether those of later times are.
  ///   - isNoisy: Whether that of read noise is.
  /// - Returns: Tables.
  static func sonos(
    voltage: Double, isProgrammed: Bool, isTimed: Bool, isNoisy: Bool
  ) -> String {
    var text = ""
    let reference = "reference_voltage_volt = \(voltage)\n"
    func saturating(_ amplitude: Double, _ scale: Double) -> String {
      "sigma_nanoampere = { form = \"saturating\", amplitude = \(amplitude), scale = \(scale) }\n"
    }
    if isProgrammed || isTimed {
      text +=
        "[programming]\ndistribution = \"state-dependent\"\n" + reference
        + saturating(19.88665, 176.3115)
    }
    if isNoisy { text += "[read_noise]\n" + reference + saturating(12.58037, 215.36557) }
    guard isTimed else { return text }
    for (day, point) in zip(1..., sonosDays) {
      text +=
        "[[retention]]\ntime_second = \(86400 * day)\n" + reference
        + saturating(point.amplitude, point.scale)
        + "[retention.shift_nanoampere]\nform = \"polynomial\"\norder = \"ascending\"\n"
        + "coefficients = [\(point.shift.map { "\($0)" }.joined(separator: ", "))]\n"
    }
    return text
  }

  private static let sonosDays: [(amplitude: Double, scale: Double, shift: [Double])] = [
    (
      25.59102, 186.85544,
      [
        1.72684e-01, 5.72552e-02, -6.85715e-04, 3.50271e-06, -9.37682e-09, 1.40575e-11,
        -1.19803e-14, 5.41293e-18, -8.85448e-22, -1.66869e-25, 5.95180e-29,
      ]
    ),
    (
      28.72753, 193.56834,
      [
        2.50712e-01, 6.62195e-02, -6.83218e-04, 2.99442e-06, -6.78255e-09, 7.70482e-12,
        -3.04983e-15, -2.15919e-18, 2.94617e-21, -1.23359e-24, 1.85329e-28,
      ]
    ),
    (
      31.04318, 198.90332,
      [
        -1.75300e-02, 9.76883e-02, -9.63791e-04, 4.55551e-06, -1.22391e-08, 1.93786e-11,
        -1.85899e-14, 1.07659e-17, -3.58211e-21, 5.96785e-25, -3.30410e-29,
      ]
    ),
    (
      33.76214, 204.77023,
      [
        4.03338e-02, 1.03111e-01, -1.04740e-03, 4.83961e-06, -1.28132e-08, 1.99484e-11,
        -1.85139e-14, 1.00008e-17, -2.84944e-21, 3.01008e-25, 1.18747e-29,
      ]
    ),
    (
      34.57909, 207.34309,
      [
        3.19927e-01, 1.06596e-01, -1.04054e-03, 4.50290e-06, -1.10352e-08, 1.56477e-11,
        -1.27592e-14, 5.45513e-18, -7.26841e-22, -2.43893e-25, 7.14608e-29,
      ]
    ),
  ]

  private static func programming(_ coefficients: String, order: String) -> String {
    """
    [programming]
    distribution = "state-dependent"
    [programming.sigma_microsiemens]
    form = "polynomial"
    order = "\(order)"
    \(coefficients)

    """
  }

  private static func retention(day: Int, _ coefficients: String) -> String {
    """
    [[retention]]
    time_second = \(86400 * day)
    reference_conductance_microsiemens = 40
    [retention.sigma_microsiemens]
    form = "polynomial"
    order = "descending"
    coefficients = \(coefficients)

    """
  }
}
