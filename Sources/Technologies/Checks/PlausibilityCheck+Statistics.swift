internal import Crossbars

extension PlausibilityCheck {
  /// Statistics in the wrong unit: a standard deviation in siemens under a key in µS, percents for parts.
  mutating func checkStatistics() throws {
    let variation = technology.variation
    if let sigma = variation.programming.sigma {
      try checkSpread("programming", "sigma_microsiemens", sigma)
    } else {
      try checkShare("programming", "relative_sigma", variation.programming.relativeSigma)
    }
    if let devices = variation.devices {
      try checkShare("device_to_device", "relative_sigma", devices.relativeSigma)
    }
    if let spatial = variation.spatial {
      try checkShare("spatial_variation", "relative_sigma", spatial.relativeSigma)
    }
    for point in variation.retention {
      try checkSpread("retention", "sigma_microsiemens", point.sigma)
    }
    switch variation.readNoise?.sigma {
    case .relative(let sigma): try checkShare("read_noise", "relative_sigma", sigma)
    case .relativeOfState(let sigma):
      try checkShare(
        "read_noise", "relative_sigma_of_state", sigma.value(at: technology.cell.onConductance))
    case .absolute(let sigma): try checkSpread("read_noise", "sigma_microsiemens", sigma)
    case nil: break
    }
    if let drift = variation.drift {
      let exponent = drift.exponentMean.value(at: technology.cell.onConductance)
      if exponent.magnitude > 1 {
        try warn(
          "drift", "exponent_mean", "an exponent of \(exponent) for a cell that is on",
          usual: "0 to 0.15")
      }
    }
    let mismatch = variation.mismatch
    try checkShare("mismatch", "row_width_relative_sigma", mismatch.rowWidth)
    try checkShare("mismatch", "column_width_relative_sigma", mismatch.columnWidth)
    try checkShare("mismatch", "dac_resistor_relative_sigma", mismatch.ladderResistor)
    try compare(
      "mismatch", "transistor_threshold_sigma_volt", mismatch.threshold, "V", with: 1e-4...0.3,
      zeroIsUsual: true)
    try compare(
      "mismatch", "sense_offset_sigma_volt", mismatch.senseOffset, "V", with: 1e-6...0.05,
      zeroIsUsual: true)
  }

  private mutating func checkShare(_ table: String, _ key: String, _ sigma: Double) throws {
    guard sigma > 1 else { return }
    try warn(
      table, key, "\(sigma)\(sigma <= 100 ? ", which reads as percent" : "")",
      usual: "0 to 0.5, as a part of the value")
  }

  /// A standard deviation in siemens over the state: of states of 1 to 100 µS it is a thousandth to a
  /// few tenths.
  private mutating func checkSpread(
    _ table: String, _ key: String, _ sigma: ConductanceFunction
  ) throws {
    let cell = technology.cell
    let on = sigma.value(at: cell.onConductance)
    let share = on / cell.onConductance
    let unit = key.hasSuffix("siemens") ? sigma.valueUnit : 1e-6
    if share > 1 {
      try warn(
        table, key,
        "\(on / unit) of a cell of \(cell.onConductance / unit), both in the key's unit",
        usual: "a standard deviation below the conductance itself")
    } else if share > 0, share < 1e-5,
      sigma.value(at: cell.offConductance) < 1e-5 * cell.onConductance
    {
      try warn(
        table, key,
        "\(on / unit) of a cell of \(cell.onConductance / unit), both in the key's unit",
        usual: "a thousandth to a few tenths of the conductance; siemens under a key in µS are a "
          + "million times too small")
    }
  }
}
