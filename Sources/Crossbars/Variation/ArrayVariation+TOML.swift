internal import Configuration

extension ArrayVariation {
  /// Reads the tables of a technology file that describe variation.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable) throws {
    self.init(
      programming: try root.optionalTable("programming").map(ProgrammingVariation.init) ?? .none,
      devices: try root.optionalTable("device_to_device").map(RelativeSpread.init),
      spatial: try root.optionalTable("spatial_variation").map(SpatialVariation.init),
      faults: try root.optionalTable("faults").map(CellFaults.init),
      drift: try root.optionalTable("drift").map(Drift.init),
      relaxation: try root.optionalTable("relaxation").map(Relaxation.init),
      retention: try Self.retention(root),
      aging: try root.optionalTable("aging").map(Aging.init),
      readNoise: try root.optionalTable("read_noise").map(ReadNoise.init),
      mismatch: try root.optionalTable("mismatch").map(Mismatch.init) ?? .none)
    guard aging == nil || drift != nil || relaxation != nil || !retention.isEmpty else {
      throw root.refusal(
        of: "aging", found: "a law of aging, and nothing that ages",
        accepted: "[drift], [relaxation] or [[retention]] beside it")
    }
  }

  /// The longest time after programming, in seconds: some thirty thousand years.
  public static let times = 0...1e12

  private static func retention(_ root: ConfigurationTable) throws -> [RetentionPoint] {
    var points: [RetentionPoint] = []
    for table in try root.tables("retention") {
      let time = try table.number("time_second", in: Double.leastNonzeroMagnitude...1e12)
      if let previous = points.last, time <= previous.time {
        throw table.refusal(
          of: "time_second", found: "\(time) s after \(previous.time) s",
          accepted: "times in ascending order")
      }
      let shift = try ConductanceFunction.conductance(table, "shift")
      guard let sigma = try ConductanceFunction.conductance(table, "sigma") else {
        throw table.refusal(
          of: "sigma_microsiemens", found: "no standard deviation",
          accepted: "sigma_microsiemens or sigma_nanoampere")
      }
      points.append(RetentionPoint(time: time, shift: shift, sigma: sigma))
    }
    return points
  }
}

extension ProgrammingVariation {
  /// Reads the table `[programming]` of a technology file.
  init(_ table: ConfigurationTable) throws {
    let word = try table.choice("distribution", of: Distribution.allCases.map(\.rawValue))
    let distribution = Distribution(rawValue: word) ?? .none
    guard distribution == .stateDependent else {
      self.init(
        distribution: distribution, relativeSigma: try table.number("relative_sigma", in: 0...10))
      return
    }
    guard let sigma = try ConductanceFunction.conductance(table, "sigma") else {
      throw table.refusal(
        of: "sigma_microsiemens", found: "no standard deviation",
        accepted: "sigma_microsiemens or sigma_nanoampere")
    }
    self.init(sigma: sigma)
  }
}

extension RelativeSpread {
  /// Reads the table `[device_to_device]`.
  init(_ table: ConfigurationTable) throws {
    let word = try table.choice("distribution", of: Distribution.allCases.map(\.rawValue))
    self.init(
      distribution: Distribution(rawValue: word) ?? .logNormal,
      relativeSigma: try table.number("relative_sigma", in: 0...10))
  }
}

extension SpatialVariation {
  /// Reads the table `[spatial_variation]`.
  init(_ table: ConfigurationTable) throws {
    let sigma = try table.optionalNumber("relative_sigma", in: 0...10) ?? 0
    let lengths = 0.01...1e6
    let length =
      sigma > 0
      ? try table.number("correlation_length_cells", in: lengths)
      : try table.optionalNumber("correlation_length_cells", in: lengths) ?? 1
    // Together at most 1.8: a factor of at least 0.1 is left in every corner.
    let gradients = -0.9...0.9
    self.init(
      relativeSigma: sigma, correlationLength: length,
      rowGradient: try table.optionalNumber("row_gradient_relative", in: gradients) ?? 0,
      columnGradient: try table.optionalNumber("column_gradient_relative", in: gradients) ?? 0)
  }
}

extension CellFaults {
  /// Reads the table `[faults]`.
  init(_ table: ConfigurationTable) throws {
    let resistances = 1e-3...1e18
    let on = try table.optionalNumber("stuck_on_fraction", in: 0...1) ?? 0
    let off = try table.optionalNumber("stuck_off_fraction", in: 0...1) ?? 0
    guard on + off <= 1 else {
      throw table.refusal(
        of: "stuck_off_fraction", found: "\(off) beside \(on) stuck on",
        accepted: "at most 1 together")
    }
    self.init(
      stuckOnFraction: on, stuckOffFraction: off,
      clusterLength: try table.optionalNumber("cluster_length_cells", in: 0.01...1e6),
      onConductance: try table.optionalNumber("stuck_on_resistance_ohm", in: resistances)
        .map { 1 / $0 },
      offConductance: try table.optionalNumber("stuck_off_resistance_ohm", in: resistances)
        .map { 1 / $0 })
  }
}

extension Drift {
  /// Reads the table `[drift]`.
  init(_ table: ConfigurationTable) throws {
    func function(_ key: String) throws -> ConductanceFunction {
      guard let function = try ConductanceFunction.ratio(table, key) else {
        throw table.refusal(
          of: key, found: "the key is missing", accepted: "a function of the state")
      }
      return function
    }
    self.init(
      referenceTime: try table.number("reference_time_second", in: 1e-9...1e9),
      exponentMean: try function("exponent_mean"), exponentSigma: try function("exponent_sigma"))
  }
}

extension Aging {
  /// Reads the table `[aging]`.
  init(_ table: ConfigurationTable) throws {
    self.init(
      activationEnergy: try table.number("activation_energy_electronvolt", in: 0...10),
      referenceTemperature: try table.optionalNumber(
        "reference_temperature_celsius", in: -200...1000) ?? 27)
  }
}

extension Relaxation {
  /// Reads the table `[relaxation]`.
  init(_ table: ConfigurationTable) throws {
    let range = -1e6...1e6
    func microsiemens(_ key: String) throws -> Double {
      1e-6 * (try table.optionalNumber(key, in: range) ?? 0)
    }
    self.init(
      startTime: try table.number("start_time_second", in: 1e-9...1e9),
      shift: try microsiemens("shift_microsiemens"),
      shiftPerLogTime: try microsiemens("shift_microsiemens_per_e_fold"),
      sigma: try microsiemens("sigma_microsiemens"),
      sigmaPerLogTime: try microsiemens("sigma_microsiemens_per_e_fold"))
  }
}

extension ReadNoise {
  /// Reads the table `[read_noise]`.
  init(_ table: ConfigurationTable) throws {
    let keys = [
      "relative_sigma", "relative_sigma_of_state", "sigma_microsiemens", "sigma_nanoampere",
    ]
    let present = keys.filter(table.keys.contains)
    guard present.count == 1 else {
      throw table.refusal(
        of: present.last ?? keys[0], found: "\(present.count) standard deviations",
        accepted: "one of \(keys.joined(separator: ", "))")
    }
    if let function = try ConductanceFunction.ratio(table, "relative_sigma_of_state") {
      self.init(.relativeOfState(function))
    } else if let function = try ConductanceFunction.conductance(table, "sigma") {
      self.init(.absolute(function))
    } else {
      self.init(.relative(try table.number("relative_sigma", in: 0...10)))
    }
    guard let readTime = try table.optionalNumber("flicker_read_time_second", in: 1e-15...1) else {
      return
    }
    let reference = Flicker(
      readTime: readTime,
      referenceTime: try table.number("flicker_reference_time_second", in: ArrayVariation.times))
    guard reference.describes(time: reference.referenceTime) else {
      throw table.refusal(
        of: "flicker_reference_time_second",
        found: "\(reference.referenceTime) s, not after the flicker_read_time_second of "
          + "\(readTime) s, where the law of the flicker noise gives none",
        accepted: "a time of more than \(readTime) s")
    }
    flicker = reference
  }
}

extension Mismatch {
  /// Reads the table `[mismatch]`.
  init(_ table: ConfigurationTable) throws {
    self.init(
      rowWidth: try table.optionalNumber("row_width_relative_sigma", in: 0...1) ?? 0,
      columnWidth: try table.optionalNumber("column_width_relative_sigma", in: 0...1) ?? 0,
      threshold: try table.optionalNumber("transistor_threshold_sigma_volt", in: 0...10) ?? 0,
      senseOffset: try table.optionalNumber("sense_offset_sigma_volt", in: 0...10) ?? 0,
      ladderResistor: try table.optionalNumber("dac_resistor_relative_sigma", in: 0...1) ?? 0,
      differenceOffset: try table.optionalNumber("difference_offset_sigma_volt", in: 0...10) ?? 0,
      differenceResistor: try table.optionalNumber(
        "difference_resistor_relative_sigma", in: 0...1) ?? 0,
      latchOffset: try table.optionalNumber("sense_amplifier_offset_sigma_volt", in: 0...10) ?? 0,
      stochasticOffset: try table.optionalNumber("stochastic_offset_sigma", in: 0...10) ?? 0,
      stochasticSensitivity: try table.optionalNumber(
        "stochastic_sensitivity_relative_sigma", in: 0...1) ?? 0)
  }
}

extension Technology {
  /// Refuses variation that has nothing to act on or contradicts itself.
  func refuseWhatCannotVary(_ root: ConfigurationTable) throws {
    func refuse(_ key: String, _ found: String, _ accepted: String) throws {
      throw root.refusal(of: key, found: found, accepted: accepted)
    }
    if !variation.retention.isEmpty {
      if variation.programming.distribution != .stateDependent {
        try refuse(
          "retention", "statistics of later times, and no state-dependent programming",
          "[programming] with distribution = \"state-dependent\"")
      }
      if variation.drift != nil || variation.relaxation != nil {
        try refuse(
          "retention", "a second description of later times",
          "[[retention]], or [drift] and [relaxation]")
      }
    }
    if variation.mismatch.threshold > 0, transistorIsAbsent {
      try refuse(
        "mismatch", "transistor_threshold_sigma_volt for cells without a transistor",
        "topology \"1T1R\"")
    }
    if variation.mismatch.ladderResistor > 0, periphery.dac == nil {
      try refuse("mismatch", "dac_resistor_relative_sigma without a DAC", "a table [dac]")
    }
    let mismatch = variation.mismatch
    for (key, sigma, table, isThere) in [
      (
        "difference_offset_sigma_volt", mismatch.differenceOffset, "difference",
        periphery.difference != nil
      ),
      (
        "difference_resistor_relative_sigma", mismatch.differenceResistor, "difference",
        periphery.difference != nil
      ),
      (
        "sense_amplifier_offset_sigma_volt", mismatch.latchOffset, "sense_amplifier",
        periphery.senseAmplifier != nil
      ),
      (
        "stochastic_offset_sigma", mismatch.stochasticOffset, "stochastic",
        periphery.stochastic != nil
      ),
      (
        "stochastic_sensitivity_relative_sigma", mismatch.stochasticSensitivity, "stochastic",
        periphery.stochastic != nil
      ),
    ] where sigma > 0 && !isThere {
      try refuse("mismatch", "\(key), which has nothing to act on", "a table [\(table)]")
    }
  }

  private var transistorIsAbsent: Bool {
    if case .transistor = cell.topology { return false }
    return true
  }
}
