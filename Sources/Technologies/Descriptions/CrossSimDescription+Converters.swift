internal import Configuration

extension CrossSimDescription {
  /// Reads the converters of rows and columns.
  mutating func converters() throws {
    let streams = try rowConverters()
    try columnConverters(isStreamed: streams)
    for part in ["xbar.adc", "xbar.dac", "core.mapping.inputs"]
    where stated.contains("\(part)._match") {
      let isMatched = try parameters.flag("\(part)._match", usual: true)
      take(
        "\(part)._match", isMatched, as: "mvm is what counts: arrays are read from rows to columns")
    }
  }

  /// Reads the converters of the rows.
  ///
  /// - Returns: Whether inputs are cut into streams.
  private mutating func rowConverters() throws -> Bool {
    let path = "xbar.dac.mvm"
    let model = try parameters.text(
      "\(path).model", of: ["IdealDAC", "QuantizerDAC", "SignMagnitudeDAC"], usual: "IdealDAC")
    let stated = try parameters.integer("\(path).bits", in: 0...16, usual: 0)
    let isStreamed = try parameters.flag("\(path).input_bitslicing", usual: false)
    let size = try parameters.integer("\(path).slice_size", in: 1...16, usual: 1)
    let isSigned = try parameters.flag("\(path).signed", usual: true)
    let isIdeal = model == "IdealDAC" || stated == 0
    guard !isStreamed || !isIdeal else {
      throw parameters.refusal(
        "\(path).input_bitslicing", found: "true for inputs that are not rounded",
        accepted: "a converter with bits")
    }
    let bits = isIdeal ? 16 : stated
    if isIdeal {
      leave("\(path).model", model, "inputs are integers here")
      if self.stated.contains("\(path).bits") {
        leave("\(path).bits", "\(stated)", "nothing is rounded there")
      }
      assume("inputs.bits", "16", because: "as fine as they can be here")
    } else {
      take("\(path).model", model, as: "rounding to the nearest code")
      take("\(path).bits", stated, as: "inputs.bits")
    }
    let perStream = isStreamed ? min(size, bits) : bits
    take(
      "\(path).input_bitslicing", isStreamed, as: "inputs.bits_per_stream = \(perStream)")
    if self.stated.contains("\(path).slice_size") {
      take(
        "\(path).slice_size", size,
        as: isStreamed ? "inputs.bits_per_stream" : "no effect there either")
    }
    take(
      "\(path).signed", isSigned,
      as: "a layer has codes with a sign if its inputs on the sample images have one")
    mapping.append(
      ("inputs", ["bits = \(bits)", "bits_per_stream = \(perStream)", "scale = \"layer\""]))
    assume("inputs.scale", "layer", because: "one range of inputs a core, as there")
    return isStreamed
  }

  private static let columnModels = [
    "IdealADC", "QuantizerADC", "SignMagnitudeADC", "RampADC", "SarADC", "PipelineADC", "CyclicADC",
  ]

  /// Reads the converters of the columns.
  private mutating func columnConverters(isStreamed: Bool) throws {
    let path = "xbar.adc.mvm"
    let model = try parameters.text("\(path).model", of: Self.columnModels, usual: "IdealADC")
    let stated = try parameters.integer("\(path).bits", in: 0...16, usual: 0)
    let bits = model == "IdealADC" ? 0 : stated
    if model != "IdealADC", model != "QuantizerADC" {
      take("\(path).model", model, as: "rounding to the nearest code, without its circuit")
    } else {
      take("\(path).model", model, as: bits == 0 ? "no rounding" : "rounding to the nearest code")
    }
    take("\(path).bits", stated, as: bits == 0 ? "adc.bits = 0, no rounding" : "adc.bits")
    if self.stated.contains("\(path).signed") {
      let isSigned = try parameters.flag("\(path).signed", usual: true)
      take("\(path).signed", isSigned, as: "a range has the sign of its currents")
    }
    if try parameters.flag("\(path).stochastic_rounding", usual: false) {
      leave("\(path).stochastic_rounding", "true", "converters round to the nearest code")
    } else if self.stated.contains("\(path).stochastic_rounding") {
      take("\(path).stochastic_rounding", "false", as: "converters round to the nearest code")
    }
    let isPerStream = try parameters.flag("\(path).adc_per_ibit", usual: false)
    if isStreamed, !isPerStream {
      leave(
        "\(path).adc_per_ibit", "false",
        "every stream is converted here; there their currents are added before the converter")
    } else if self.stated.contains("\(path).adc_per_ibit") {
      take("\(path).adc_per_ibit", isPerStream, as: "every stream is converted")
    }
    let range = try columnRange(isStreamed: isStreamed, isRounded: bits > 0)
    for (path, value) in parameters.rest where path.hasPrefix("xbar.adc.mvm.") {
      parameters.remove(path)
      if value == .number(0) {
        take(path, "0", as: "none")
      } else {
        leave(path, value.shown, "a converter without its circuit rounds exactly")
      }
    }
    mapping.append(
      (
        "adc",
        [
          "source = \"ideal\"", "bits = \(bits)", "range = \(range)",
          "reads = \(layout.isSubtracted ? "\"difference\"" : "\"column\"")",
        ]
      ))
  }

  /// Reads where the range of the column converters comes from.
  ///
  /// - Returns: The value of `adc.range`.
  private mutating func columnRange(isStreamed: Bool, isRounded: Bool) throws -> String {
    let path = "xbar.adc.mvm"
    let option = try parameters.choice(
      "\(path).adc_range_option", of: [1: "CALIBRATED", 2: "MAX", 3: "GRANULAR"], usual: 1)
    let limits = parameters.value("\(path).calibrated_range")
    switch option {
    case 2:
      take("\(path).adc_range_option", "MAX", as: "adc.range = \"maximum\"")
    case 3:
      leave(
        "\(path).adc_range_option", "GRANULAR",
        "the range with the least error on sample images, adc.range = \"calibrated\"")
    default:
      if let amperes = symmetricRange(limits), isRounded, !isStreamed, layout.isSubtracted,
        !layout.isSliced
      {
        take(
          "\(path).calibrated_range", limits?.shown ?? "",
          as: "adc.range = \(amperes) A, with Vread / Rmin for one")
        take("\(path).adc_range_option", "CALIBRATED", as: "adc.range")
        return "\(amperes)"
      }
      take(
        "\(path).adc_range_option", "CALIBRATED",
        as: "adc.range = \"calibrated\": chosen on sample images")
    }
    if let limits {
      if limits == .null || limits == .list([]) {
        take("\(path).calibrated_range", limits.shown, as: "none")
      } else {
        leave(
          "\(path).calibrated_range", limits.shown,
          "a symmetric range of unsliced pairs that are subtracted can be taken over; this is chosen on "
            + "sample images")
      }
    }
    return option == 2 ? "\"maximum\"" : "\"calibrated\""
  }

  /// The full scale, in amperes, of a range −a to a in CrossSim's units.
  private func symmetricRange(_ limits: ForeignValue?) -> Double? {
    guard case .list(let ends)? = limits, ends.count == 2, case .number(let lowest) = ends[0],
      case .number(let highest) = ends[1], highest > 0, lowest == -highest
    else { return nil }
    let amperes = highest * unitCurrent
    return (1e-15...1e6).contains(amperes) ? amperes : nil
  }
}
