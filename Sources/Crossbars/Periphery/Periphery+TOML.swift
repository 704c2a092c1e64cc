internal import Configuration

extension Periphery {
  /// Reads the tables `[dac]`, `[tia]`, `[adc]` and `[stochastic]`; all are optional.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range, or if a converter stands
  ///   behind an amplifier that there is not.
  init(_ root: ConfigurationTable) throws {
    self.init()
    dac = try root.optionalTable("dac").map(LadderDAC.init)
    amplifier = try root.optionalTable("tia").map(TransimpedanceAmplifier.init)
    let adc = try root.optionalTable("adc").map(ADC.init)
    let stochastic = try root.optionalTable("stochastic").map(StochasticConverter.init)
    for (key, isPresent) in [("adc", adc != nil), ("stochastic", stochastic != nil)]
    where isPresent && amplifier == nil {
      throw root.refusal(
        of: key, found: "a converter without an amplifier", accepted: "[\(key)] together with [tia]"
      )
    }
    guard adc == nil || stochastic == nil else {
      throw root.refusal(
        of: "stochastic", found: "two converters behind one amplifier",
        accepted: "[adc] or [stochastic]")
    }
    converter = adc.map(ColumnConverter.adc) ?? stochastic.map(ColumnConverter.stochastic)
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

extension StochasticConverter: KeyedPart {
  /// The law and the range.
  public static let keys = [
    PartKey("sensitivity", \Self.sensitivity, in: -1e3...1e3),
    PartKey("offset", \Self.offset, in: -1e3...1e3, isOptional: true),
    PartKey("zero_voltage_volt", \Self.zeroVoltage, in: -1e3...1e3, isOptional: true),
    PartKey("full_scale_voltage_volt", \Self.fullScaleVoltage, in: -1e3...1e3),
  ]

  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(sensitivity: 0, fullScaleVoltage: 0)
    try table.read(Self.keys, into: &self)
    try table.requireSpan(from: zeroVoltage, to: fullScaleVoltage)
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
