internal import Configuration
package import Crossbars
package import Records

extension Mapping {
  /// The mapping with its column converters decided: those of a technology's circuit, or ideal ones.
  ///
  /// The converter of the circuit is the converter of a network, unless the mapping says
  /// `adc.source = "ideal"`.
  ///
  /// - Parameter technology: The technology of the arrays; nil for one without converters.
  /// - Returns: The mapping; its `outputs.source` is not nil, nor are its bits but for stochastic
  ///   converters.
  /// - Throws: `InputError` that names mapping or technology, and the key that does not fit.
  package func resolved(for technology: Technology?) throws -> Mapping {
    if let technology, let dac = technology.periphery.dac, inputs.bitsPerStream > dac.bits {
      throw InputError(
        source: source, location: "key inputs.bits_per_stream",
        found: "\(inputs.bitsPerStream) bits, but the DAC of technology \(technology.name) has "
          + "\(dac.bits)", accepted: "at most \(dac.bits)")
    }
    var resolved = self
    resolved.weights.reference = reference
    resolved.gain = gain ?? (hasReferenceColumn ? .reference : Mapping.GainCorrection.none)
    if let counting = try counting(on: technology) {
      resolved.partialSums = counting
      resolved.outputs.range = .calibrated
      resolved.outputs.columnsPerConverter = nil
      (resolved.outputs.source, resolved.outputs.reads) = (.ideal, .difference)
      (resolved.outputs.scale, resolved.outputs.bits) = (.layer, outputs.resolution)
      resolved.gain = gain ?? .column
      return resolved
    }
    guard let technology, let converter = technology.periphery.converter, outputs.source != .ideal
    else {
      guard outputs.source != .technology else {
        throw refusal(
          of: "source",
          found: technology.map {
            "\"technology\", but technology \($0.name) has no converters"
          } ?? "\"technology\", but none is named",
          accepted: "\"ideal\", or a technology with [tia] and [adc] or [stochastic]")
      }
      guard outputs.range != .technology else {
        throw refusal(
          of: "range", found: "\"technology\", but the converters are ideal",
          accepted: "\"calibrated\" | \"maximum\" | a current in amperes")
      }
      resolved.outputs.source = .ideal
      resolved.outputs.reads =
        outputs.reads
        ?? (weights.encoding == .differential || reference == .dummy ? .difference : .column)
      resolved.outputs.scale = outputs.scale ?? (outputs.range == .calibrated ? .column : .layer)
      resolved.outputs.bits = outputs.resolution
      return resolved
    }
    resolved.outputs.source = .technology
    resolved.outputs.reads = outputs.reads ?? .column
    resolved.outputs.scale = .layer
    guard outputs.scale != .column else {
      throw refusal(
        of: "scale",
        found: "\"column\", but the amplifiers of technology \(technology.name) have one feedback "
          + "resistance in a layer", accepted: "\"layer\", or source = \"ideal\"")
    }
    switch converter {
    case .adc(let adc):
      guard outputs.bits == nil || outputs.bits == adc.bits else {
        throw refusal(
          of: "bits",
          found: "\(outputs.resolution) bits, but the ADC of technology \(technology.name) has "
            + "\(adc.bits)", accepted: "\(adc.bits), or source = \"ideal\"")
      }
      resolved.outputs.bits = adc.bits
    case .stochastic(let converter):
      if let bits = outputs.bits {
        throw refusal(
          of: "bits",
          found: "\(bits) bits, but technology \(technology.name) has stochastic converters",
          accepted: "no such key, or source = \"ideal\"")
      }
      guard converter.sensitivity != 0 else {
        throw Self.refusal(
          of: technology, key: "stochastic.sensitivity", found: "0, so that no mean tells an input",
          accepted: "another number")
      }
      guard converter.samples == 1 else {
        throw refusal(
          of: "source",
          found: "a conversion of \(converter.samples) samples of technology \(technology.name)",
          accepted: "a table [partial_sums], which counts them, or source = \"ideal\"")
      }
    case .senseAmplifier:
      throw refusal(
        of: "source", found: "sense amplifiers of technology \(technology.name)",
        accepted: "a table [partial_sums], or source = \"ideal\"")
    }
    guard technology.periphery.difference == nil else {
      throw refusal(
        of: "source",
        found: "converters of technology \(technology.name) behind pairs of columns",
        accepted: "a table [partial_sums], or source = \"ideal\"")
    }
    guard resolved.outputs.reads == .column else {
      throw refusal(
        of: "reads",
        found: "\"difference\", but every column of technology \(technology.name) has its own "
          + "converter", accepted: "\"column\", or source = \"ideal\"")
    }
    if case .amperes = outputs.range {
      throw refusal(
        of: "range",
        found: "a current, but the amplifiers of technology \(technology.name) decide the range",
        accepted: "\"calibrated\" | \"maximum\" | \"technology\", or source = \"ideal\"")
    }
    guard technology.periphery.amplifier != nil else {
      throw Self.refusal(
        of: technology, key: "tia", found: "a converter without an amplifier",
        accepted: "a table [tia]")
    }
    guard min(converter.zeroVoltage, converter.fullScaleVoltage) < 0 else {
      throw Self.refusal(
        of: technology, key: "\(converter.tableName).full_scale_voltage_volt",
        found:
          "a converter for \(converter.zeroVoltage) V to \(converter.fullScaleVoltage) V, but the "
          + "amplifier inverts: no current of a column reads above 0 V",
        accepted: "a converter that reaches below 0 V, or adc.source = \"ideal\" in the mapping")
    }
    return resolved
  }

  /// The converters that count on a technology; nil for ADCs.
  private func counting(on technology: Technology?) throws -> PartialSums? {
    guard var sums = partialSums else { return nil }
    if sums.converter == .technology {
      guard outputs.source != .ideal else { return nil }
      switch technology?.periphery.converter {
      case nil, .adc: return nil
      case .stochastic(let device):
        sums.converter = .stochastic
        if sums.samples == nil, sums.streamSamples == nil, sums.allocation == nil {
          sums.samples = device.samples
          if device.samples > 1, device.thresholdStep != 0 {
            sums.thresholds = sums.thresholds ?? .stepped
          }
        }
      case .senseAmplifier: sums.converter = .senseAmplifier
      }
    }
    guard sums.isCounted else { return nil }
    func refusal(of key: String, found: String, accepted: String) -> InputError {
      InputError(source: source, location: "key \(key)", found: found, accepted: accepted)
    }
    guard weights.encoding == .differential else {
      throw refusal(
        of: "weights.encoding",
        found: "\"offset\", but partial_sums.converter compares the columns of a pair",
        accepted: "\"differential\"")
    }
    if sums.allocation != nil, sums.converter == .senseAmplifier {
      throw refusal(
        of: "partial_sums.converter", found: "sense amplifiers, but samples to be shared out",
        accepted: "stochastic converters, or no budget")
    }
    if let allocation = sums.allocation {
      throw refusal(
        of: "partial_sums.samples",
        found: "\"allocated\" (budget \(allocation.budget)), which nothing shares out here",
        accepted: "numbers, as assay evaluate and assay train find them")
    }
    if sums.isStepped && (sums.lengths.contains(1) || sums.converter == .senseAmplifier) {
      throw refusal(
        of: "partial_sums.thresholds", found: "\"stepped\", but a current is compared once",
        accepted:
          "\"common\", or 2 to \(PartialSums.sampleCounts.upperBound) samples of a stochastic converter"
      )
    }
    return sums
  }

  /// Whether two instances of a network can differ on a technology.
  ///
  /// - Parameter technology: The technology of the arrays.
  /// - Returns: Whether anything that takes part in a read varies.
  package func isVaried(on technology: Technology) -> Bool {
    counting?.converter == .stochastic || hasVariedArrays(on: technology)
  }

  /// Whether the arrays of two instances can differ, converters by chance aside.
  ///
  /// - Parameter technology: The technology of the arrays.
  /// - Returns: Whether cells, wires or converters of the circuit vary.
  func hasVariedArrays(on technology: Technology) -> Bool {
    let mismatch = technology.periphery.adc?.mismatch ?? 0
    return technology.isVaried || outputs.source == .technology && mismatch > 0
  }

  /// The column converters in a few words.
  ///
  /// - Parameter technology: The technology of the arrays.
  /// - Returns: What stands behind the columns, such as `ideal, 8 bits`.
  package func converterSummary(on technology: Technology) -> String {
    if let counting {
      guard counting.converter == .stochastic else { return "sense amplifiers" }
      let counts = counting.lengths
      let samples =
        counts.map(String.init).joined(separator: ", ") + " sample\(counts == [1] ? "" : "s")"
      return "stochastic, \(samples)"
        + (counting.isStepped ? " at stepped thresholds" : "")
    }
    func named(_ bits: Int) -> String { "\(bits) bit\(bits == 1 ? "" : "s")" }
    guard outputs.source == .technology, let converter = technology.periphery.converter else {
      return outputs.resolution == 0 ? "none" : "ideal, \(named(outputs.resolution))"
    }
    switch converter {
    case .adc(let adc):
      return "\(adc.architecture.rawValue) ADC of the technology, \(named(adc.bits))"
    case .stochastic:
      return "means of the technology's stochastic converter"
    case .senseAmplifier:
      return "sense amplifiers of the technology"
    }
  }

  private func refusal(of key: String, found: String, accepted: String) -> InputError {
    InputError(source: source, location: "key adc.\(key)", found: found, accepted: accepted)
  }

  private static func refusal(
    of technology: Technology, key: String, found: String, accepted: String
  ) -> InputError {
    InputError(
      source: "technology \(technology.name)", location: "key \(key)", found: found,
      accepted: accepted)
  }
}

extension ColumnConverter {
  /// The table of a technology file that describes the converter.
  fileprivate var tableName: String {
    switch self {
    case .adc: "adc"
    case .stochastic: "stochastic"
    case .senseAmplifier: "sense_amplifier"
    }
  }
}
