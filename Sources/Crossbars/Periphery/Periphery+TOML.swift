internal import Configuration

extension Periphery {
  /// Reads the tables `[dac]`, `[tia]`, `[difference]`, `[adc]`, `[stochastic]` and `[sense_amplifier]`; all are optional.
  ///
  /// - Parameters:
  ///   - root: The technology file.
  ///   - resources: The files that it may name.
  /// - Throws: `InputError` if a key is unknown, missing or out of range, or if a converter stands
  ///   behind an amplifier that there is not.
  init(_ root: ConfigurationTable, resources: TechnologyResources) throws {
    self.init()
    dac = try root.optionalTable("dac").map(LadderDAC.init)
    amplifier = try root.optionalTable("tia").map(TransimpedanceAmplifier.init)
    difference = try root.optionalTable("difference").map(DifferenceAmplifier.init)
    let converters: [(key: String, converter: ColumnConverter?)] = [
      ("adc", try root.optionalTable("adc").map { .adc(try ADC($0)) }),
      (
        "stochastic",
        try root.optionalTable("stochastic").map {
          .stochastic(try StochasticConverter($0, resources: resources))
        }
      ),
      (
        "sense_amplifier",
        try root.optionalTable("sense_amplifier").map {
          .senseAmplifier(try ClockedSenseAmplifier($0))
        }
      ),
    ]
    let present = converters.filter { $0.converter != nil }
    let behind = (difference == nil ? [] : ["difference"]) + present.map(\.key)
    if let key = behind.first, amplifier == nil {
      throw root.refusal(
        of: key, found: "a converter without an amplifier", accepted: "[\(key)] together with [tia]"
      )
    }
    guard present.count <= 1 else {
      throw root.refusal(
        of: present[present.count - 1].key, found: "two converters behind one amplifier",
        accepted: converters.map { "[\($0.key)]" }.joined(separator: " or "))
    }
    converter = present.first?.converter
  }
}

extension LadderDAC: KeyedPart {
  /// The key of a converter's resolution.
  public static let bitsKey = "bits"
  /// The resolutions that a converter may have.
  public static let resolutions = 1...16

  /// The resistances of the ladder.
  public static let keys = [
    PartKey("unit_resistance_ohm", \Self.unitResistance, in: 1...1e9),
    PartKey("switch_resistance_ohm", \Self.switchResistance, in: 0...1e9, isOptional: true),
  ]

  /// The resolution and the resistances of the ladder.
  public var parameters: [DeviceParameter] {
    [DeviceParameter(Self.bitsKey, Double(bits))] + Self.keys.compactMap { $0.parameter(of: self) }
  }

  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(bits: try table.integer(Self.bitsKey, in: Self.resolutions), unitResistance: 0)
    try table.read(Self.keys, into: &self)
  }
}

extension TransimpedanceAmplifier: KeyedPart {
  /// The feedback resistance, the gain and, where there is one, the saturation voltage.
  public static let keys = [
    PartKey("feedback_resistance_ohm", \Self.feedbackResistance, in: 1e-3...1e12),
    PartKey("open_loop_gain", \Self.openLoopGain, in: 1...1e12),
    PartKey("saturation_voltage_volt", \Self.saturationVoltage, in: 1e-3...1e3, isOptional: true),
  ]

  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(feedbackResistance: 0, openLoopGain: 0)
    try table.read(Self.keys, into: &self)
    feedbackResistances =
      try table.optionalNumbers("feedback_resistances_ohm", in: 1e-3...1e12) ?? []
  }
}

extension ADC: KeyedPart {
  /// The key of the voltage that reads as the largest code.
  fileprivate static let fullScaleKey = PartKey(
    "full_scale_voltage_volt", \Self.fullScaleVoltage, in: -1e3...1e3)

  /// The range and the errors.
  public static let keys = [
    PartKey("zero_voltage_volt", \Self.zeroVoltage, in: -1e3...1e3), fullScaleKey,
    PartKey("offset_lsb", \Self.offset, in: -1e3...1e3, isOptional: true),
    PartKey("gain_error", \Self.gainError, in: -0.5...0.5, isOptional: true),
    PartKey("mismatch_lsb", \Self.mismatch, in: 0...10, isOptional: true),
  ]

  /// The resolution, the range and the errors.
  public var parameters: [DeviceParameter] {
    [DeviceParameter(LadderDAC.bitsKey, Double(bits))]
      + Self.keys.compactMap { $0.parameter(of: self) }
  }

  fileprivate init(_ table: ConfigurationTable) throws {
    let word = try table.choice("architecture", of: Architecture.allCases.map(\.rawValue))
    let architecture = Architecture(rawValue: word) ?? .flash
    self.init(
      architecture: architecture,
      // A flash has a comparator per code, all of which stand in the deck.
      bits: try table.integer(
        LadderDAC.bitsKey, in: architecture == .flash ? 1...10 : LadderDAC.resolutions),
      zeroVoltage: 0, fullScaleVoltage: 0)
    try table.read(Self.keys, into: &self)
    try table.requireSpan(from: zeroVoltage, to: fullScaleVoltage)
  }
}

extension DifferenceAmplifier: KeyedPart {
  /// The resistances, the gains and, where there is one, the saturation voltage.
  public static let keys = [
    PartKey("input_resistance_ohm", \Self.inputResistance, in: 1e-3...1e12),
    PartKey("gain", \Self.gain, in: 1e-3...1e6),
    PartKey("open_loop_gain", \Self.openLoopGain, in: 1...1e12),
    PartKey("saturation_voltage_volt", \Self.saturationVoltage, in: 1e-3...1e3, isOptional: true),
    PartKey("offset_volt", \Self.offset, in: -10...10, isOptional: true),
  ]

  fileprivate init(_ table: ConfigurationTable) throws {
    let pairs = try table.optionalChoice("pairs", of: Pairs.allCases.map(\.rawValue))
    self.init(
      pairs: pairs.flatMap(Pairs.init) ?? .interleaved, inputResistance: 0, gain: 0,
      openLoopGain: 0)
    try table.read(Self.keys, into: &self)
  }
}

extension ClockedSenseAmplifier: KeyedPart {
  /// The threshold, the supply and the times.
  public static let keys = [
    PartKey("threshold_voltage_volt", \Self.thresholdVoltage, in: -1e3...1e3, isOptional: true),
    PartKey("supply_voltage_volt", \Self.supplyVoltage, in: 1e-3...1e3),
    PartKey("regeneration_time_second", \Self.regenerationTime, in: 1e-15...1),
    PartKey("decision_time_second", \Self.decisionTime, in: 1e-15...1),
  ]

  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(supplyVoltage: 0, regenerationTime: 0, decisionTime: 0)
    try table.read(Self.keys, into: &self)
    let growths = Self.growths
    guard growths.contains(decisionTime / regenerationTime) else {
      throw table.refusal(
        of: "decision_time_second",
        found: "\(decisionTime) s, beside regeneration_time_second = \(regenerationTime)",
        accepted: "\(growths.lowerBound) to \(growths.upperBound) times that")
    }
  }
}

extension StochasticConverter: KeyedPart {
  /// The law and the range.
  public static let keys = [
    PartKey("sensitivity", \Self.sensitivity, in: -1e3...1e3),
    PartKey("offset", \Self.offset, in: -1e3...1e3, isOptional: true),
    PartKey("zero_voltage_volt", \Self.zeroVoltage, in: -1e3...1e3, isOptional: true),
    PartKey("full_scale_voltage_volt", \Self.fullScaleVoltage, in: -1e3...1e3),
  ]
  /// The samples of a conversion.
  private static let stepKeys = [
    PartKey("threshold_step", \Self.thresholdStep, in: -1e3...1e3, isOptional: true),
    PartKey("reset_failure", \Self.resetFailure, in: 0...0.999_999, isOptional: true),
  ]
  private static let samplesKey = "samples"

  /// The law, the range and, where conversions are more than one independent sample, the samples.
  public var parameters: [DeviceParameter] {
    Self.keys.compactMap { $0.parameter(of: self) }
      + (samples == 1 ? [] : [DeviceParameter(Self.samplesKey, Double(samples))])
      + Self.stepKeys.filter { self[$0] != 0 }.compactMap { $0.parameter(of: self) }
  }

  fileprivate init(_ table: ConfigurationTable, resources: TechnologyResources) throws {
    self.init(sensitivity: 0, fullScaleVoltage: 0)
    if let name = try table.optionalString("curve") {
      for key in [Self.keys[0].name, Self.keys[1].name] where table.keys.contains(key) {
        throw table.refusal(
          of: key, found: "a law beside curve = \"\(name)\"", accepted: "one of them")
      }
      let curve = try StochasticCurve(
        text: try resources.text(of: name, for: table, key: "curve"), source: name)
      (self.curve, sensitivity, offset) = (curve, curve.sensitivity, curve.offset)
      try table.read(Array(Self.keys[2...]), into: &self)
    } else {
      try table.read(Self.keys, into: &self)
    }
    try table.requireSpan(from: zeroVoltage, to: fullScaleVoltage)
    samples = try table.optionalInteger(Self.samplesKey, in: Self.sampleCounts) ?? 1
    try table.read(Self.stepKeys, into: &self)
    guard samples > 1 || thresholdStep == 0 else {
      throw table.refusal(
        of: "threshold_step", found: "\(thresholdStep), but a conversion is one sample",
        accepted: "samples = 2 or more beside it")
    }
  }
}

extension ConfigurationTable {
  /// Refuses a converter whose range is too narrow to be divided into steps.
  fileprivate func requireSpan(from zero: Double, to fullScale: Double) throws {
    guard (fullScale - zero).magnitude >= 1e-6 else {
      throw refusal(
        of: ADC.fullScaleKey.name, found: "\(fullScale) V, next to zero_voltage_volt",
        accepted: "a voltage at least 1e-6 V from it")
    }
  }
}
