internal import Configuration

extension DeviceReader {
  /// Reads the keys of a polynomial cell.
  func polynomial() throws -> any Device {
    let relative = try cell.optionalNumbers("relative_coefficients") ?? []
    let logarithmic = try PolynomialDevice.logarithmicKeys.map {
      try cell.optionalNumbers($0) ?? []
    }
    let hasLogarithmic = logarithmic.contains { !$0.isEmpty }
    guard !relative.isEmpty || hasLogarithmic else {
      throw cell.refusal(
        of: "relative_coefficients", found: "no coefficients",
        accepted:
          "coefficients here or in \(PolynomialDevice.logarithmicKeys.joined(separator: ", "))"
      )
    }
    guard relative.count <= 8 else {
      throw cell.refusal(
        of: "relative_coefficients", found: "\(relative.count) numbers", accepted: "at most 8")
    }
    let fitted =
      hasLogarithmic
      ? try range("fitted_conductance_siemens", in: 1e-15...1e3)
      : Double.leastNonzeroMagnitude ... .greatestFiniteMagnitude
    let largest = try cell.number("largest_voltage_volt", in: 1e-3...1e3)
    do {
      return try PolynomialDevice(
        relativeCoefficients: relative, logarithmicCoefficients: hasLogarithmic ? logarithmic : [],
        fittedConductances: fitted, largestVoltage: largest)
    } catch let error as PolynomialDevice.NotIncreasing {
      throw refusal(
        "a polynomial that does not rise at \(error.voltage) V"
          + (hasLogarithmic ? " for \(error.conductance) S" : ""))
    }
  }

  /// Reads the measured sweeps of a table cell.
  func table() throws -> any Device {
    let file = try cell.string("sweep_file")
    let text = try resources.text(of: file, for: cell, key: "sweep_file")
    guard let device = TableDevice(try MeasuredSweeps(text: text, source: file)) else {
      throw cell.refusal(
        of: "sweep_file", found: "sweeps that cross, or that are equal at 0 V",
        accepted: "sweeps of which one has the larger current at every voltage")
    }
    return device
  }

  /// Reads the keys of a tunneling gap.
  func tunnelGap() throws -> any Device {
    let device = TunnelGapDevice(
      currentScale: try cell.number("current_scale_ampere", in: 1e-15...1e3),
      gapScale: try cell.number("gap_scale_meter", in: 1e-12...1e-6),
      characteristicVoltage: try cell.number("sinh_voltage_volt", in: 1e-6...1e6),
      gaps: try range("gap_range_meter", in: 0...1e-6))
    guard device.conductanceRange.lowerBound > 0 else {
      throw cell.refusal(
        of: "gap_range_meter", found: "a gap without any current", accepted: "a smaller gap")
    }
    return device
  }

  /// Reads the keys of a tunnel junction, whose states are the two resistances.
  func tunnelJunction() throws -> any Device {
    let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
    let parallel = try cell.number("on_resistance_ohm", in: positive)
    let antiparallel = try cell.number("off_resistance_ohm", in: positive)
    guard antiparallel >= parallel else {
      throw cell.refusal(
        of: "off_resistance_ohm", found: "\(antiparallel) Ω, less than on_resistance_ohm",
        accepted: "a number of at least \(parallel)")
    }
    guard (antiparallel / parallel).isFinite else {
      throw cell.refusal(
        of: "on_resistance_ohm", found: "\(parallel) Ω, of which off_resistance_ohm is no multiple",
        accepted: "a larger number")
    }
    return TunnelJunctionDevice(
      parallelResistance: parallel, magnetoresistance: antiparallel / parallel - 1,
      halfVoltage: try cell.optionalNumber("half_voltage_volt", in: 1e-3...1e3))
  }

  /// Reads the keys of a filament behind a gap.
  func filamentary() throws -> any Device {
    guard temperature > 0 else {
      throw refusal("a temperature of \(temperature) K")
    }
    let values = FilamentaryDevice.Parameters(
      gapResistance: try cell.number("gap_resistance_ohm", in: 1e-3...1e12),
      gapFactor: try cell.number("gap_factor", in: 1e-6...1e6),
      decayLength: try cell.number("decay_length_meter", in: 1e-12...1e-6),
      activationEnergy: try cell.number("activation_energy_electronvolt", in: 0...5),
      temperature: temperature,
      characteristicVoltage: try cell.number("sinh_voltage_volt", in: 1e-6...1e6),
      resistivity: try cell.number("filament_resistivity_ohm_meter", in: 1e-12...1e6),
      crossSection: try cell.number("filament_cross_section_square_meter", in: 1e-21...1e-9),
      thickness: try cell.number("oxide_thickness_meter", in: 1e-10...1e-6))
    guard let device = FilamentaryDevice(values) else {
      throw refusal("a filament whose resistance falls faster than that of its gap rises")
    }
    return device
  }

  /// Reads the keys of a metal-oxide cell.
  func metalOxide() throws -> any Device {
    let states = try range("state_range_siemens", in: 1e-15...1e3)
    let reference =
      (try cell.optionalNumber("reference_temperature_celsius", in: -273...1000) ?? 27) + 273.15
    guard
      let device = MetalOxideDevice(
        linear: try list("linear_coefficients", count: 3),
        cubic: try list("cubic_coefficients", count: 3), states: states,
        referenceTemperature: reference, temperature: temperature)
    else {
      throw refusal("coefficients with which a fitted state does not conduct better and better")
    }
    return device
  }

  /// Reads the keys of a JART VCM cell; what is absent has its published value.
  func jart() throws -> any Device {
    var values = JARTParameters()
    let length = 1e-12...1e-6
    let concentration = 1e20...1e30
    func read(
      _ key: String, _ value: WritableKeyPath<JARTParameters, Double>,
      _ accepted: ClosedRange<Double>
    ) throws {
      if let number = try cell.optionalNumber(key, in: accepted) { values[keyPath: value] = number }
    }
    try read("filament_radius_meter", \.filamentRadius, length)
    try read("cell_length_meter", \.cellLength, length)
    try read("disc_length_meter", \.discLength, length)
    try read("plug_concentration_per_cubic_meter", \.plugConcentration, concentration)
    try read("electron_mobility_square_meter_per_volt_second", \.mobility, 1e-9...1)
    try read("barrier_height_volt", \.barrierHeight, 0.01...5)
    try read("fermi_offset_volt", \.fermiOffset, 0...5)
    try read("static_permittivity", \.staticPermittivity, 1...1000)
    try read("image_permittivity", \.imagePermittivity, 1...1000)
    try read("richardson_constant_ampere_per_m2_k2", \.richardsonConstant, 1...1e7)
    try read("series_resistance_ohm", \.seriesResistance, 0...1e9)
    try read("line_resistance_ohm", \.lineResistance, 0...1e9)
    try read("line_thermal_resistance_kelvin_per_watt", \.lineThermalResistance, 0...1e9)
    try read("line_temperature_coefficient_per_kelvin", \.lineTemperatureCoefficient, 0...1)
    try read("reference_voltage_volt", \.referenceVoltage, 1e-3...1)
    let key = "disc_concentration_range_per_cubic_meter"
    if try cell.optionalNumbers(key) != nil {
      values.concentrations = try range(key, in: concentration)
    }
    guard values.discLength <= values.cellLength else {
      throw cell.refusal(
        of: "disc_length_meter", found: "\(values.discLength) m, more than the cell has",
        accepted: "at most \(values.cellLength)")
    }
    guard temperature > 0, let device = JARTDevice(values, temperature: temperature) else {
      throw refusal(
        "values with which the current falls somewhere, or a richer disc conducts worse")
    }
    return device
  }
}
