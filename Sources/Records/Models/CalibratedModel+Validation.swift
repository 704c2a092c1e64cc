internal import Configuration
internal import Crossbars
internal import Foundation

extension CalibratedModel {
  /// Checks what the types of the values leave open.
  func validate(source: String) throws {
    func refusal(_ key: String, _ found: String, _ accepted: String) -> InputError {
      InputError(source: source, location: "key \(key)", found: found, accepted: accepted)
    }
    try technology.validate(RecordCheck(source: source).inside("technology"))
    guard (golden == nil) != (measured == nil) else {
      throw refusal(
        "golden", golden == nil ? "no such key" : "a value beside measured",
        "one of golden and measured: what the model was fitted to")
    }
    try measured?.validate(RecordCheck(source: source).inside("measured"))
    try validateParameters(source: source)
    for (key, value) in [
      ("relative_rmse", tolerance.relativeRmse), ("drift", tolerance.drift),
      ("load_drift", tolerance.loadDrift), ("load_factor", tolerance.loadFactor),
    ] where !(value >= 0) {
      throw refusal("tolerance.\(key)", "\(value)", "a number of at least 0")
    }
    try validateRanges(refusal)
    try validateCore(refusal)
    try validity.load.validate(
      RecordCheck(source: source).inside("validity").inside("load"), of: kind)
    if let stages { try validate(stages, refusal) }
  }

  private func validateParameters(source: String) throws {
    let names = parameters.map(\.name)
    let expected = ModelParameters.names(for: kind)
    guard names == expected else {
      throw InputError(
        source: source, location: "key parameters", found: names.joined(separator: ", "),
        accepted: expected.joined(separator: ", "))
    }
    for parameter in parameters {
      guard parameter.value.isFinite, parameter.value >= 0 else {
        throw InputError(
          source: source, location: "parameter \(parameter.name)", found: "\(parameter.value)",
          accepted: "a number of at least 0")
      }
      if parameter.name.hasSuffix("_factor"), parameter.value == 0 {
        throw InputError(
          source: source, location: "parameter \(parameter.name)", found: "0",
          accepted: "a number above 0")
      }
      guard parameter.standardError >= 0 else {
        throw InputError(
          source: source, location: "parameter \(parameter.name)",
          found: "standard_error \(parameter.standardError)", accepted: "a number of at least 0")
      }
    }
    guard correlation.count == names.count, correlation.allSatisfy({ $0.count == names.count })
    else {
      throw InputError(
        source: source, location: "key correlation",
        found: "\(correlation.count) rows of \(correlation.first?.count ?? 0) values",
        accepted: "\(names.count) rows of \(names.count) values, one a parameter")
    }
  }

  private func validateRanges(_ refusal: (String, String, String) -> InputError) throws {
    for (key, range) in [("rows", validity.rows), ("columns", validity.columns)] {
      guard range.count == 2, range[0] >= 1, range[0] <= range[1] else {
        throw refusal("validity.\(key)", "\(range)", "the smallest and the largest number")
      }
    }
    for (key, range, least) in [
      ("input_volt", validity.inputVolt, -Double.infinity),
      ("conductance_siemens", validity.conductanceSiemens, 0),
    ] {
      guard range.count == 2, range[0] >= least, range[0] <= range[1] else {
        throw refusal("validity.\(key)", "\(range)", "the smallest and the largest value")
      }
    }
  }

  private func validateCore(_ refusal: (String, String, String) -> InputError) throws {
    for (key, isPresent, isAllowed) in [
      ("products", core.products != nil, kind == .twoPoint),
      ("steps", core.steps != nil, kind == .chord),
    ] where isPresent && !isAllowed {
      throw refusal("core.\(key)", "a value for kind \"\(kind.rawValue)\"", "no such key")
    }
    if let products = core.products, !(1...3).contains(products) {
      throw refusal("core.products", "\(products)", "1 to 3")
    }
    if let steps = core.steps, !(1...100).contains(steps) {
      throw refusal("core.steps", "\(steps)", "1 to 100")
    }
  }

  private func validate(
    _ stages: PeripheralStages, _ refusal: (String, String, String) -> InputError
  ) throws {
    func part(_ name: String) -> TechnologyRecord.Part? {
      technology.parts.first { $0.name == name }
    }
    // The technology was checked before: its converters have a resolution.
    func bits(_ part: TechnologyRecord.Part) -> Int { part.bits ?? 0 }
    for (key, isPresent, name) in [
      ("dac", stages.dac != nil, "dac"), ("sense", stages.sense != nil, "tia"),
      ("adc", stages.adc != nil, "adc"),
    ] where isPresent && part(name) == nil {
      throw refusal("stages.\(key)", "a stage of a part that the technology lacks", "no such key")
    }
    if let dac = stages.dac, let converter = part("dac") {
      guard (dac.transferVolt == nil) != (dac.polynomial == nil) else {
        throw refusal("stages.dac", "both or none", "transfer_volt or polynomial")
      }
      if let table = dac.transferVolt, table.count != 1 << bits(converter) {
        throw refusal(
          "stages.dac.transfer_volt", "\(table.count) values",
          "\(1 << bits(converter)) values, one a code")
      }
      if let coefficients = dac.polynomial, !(1...16).contains(coefficients.count) {
        throw refusal(
          "stages.dac.polynomial", "\(coefficients.count) coefficients", "1 to 16 coefficients")
      }
      if let resistance = dac.outputResistanceOhm, !(resistance >= 0) {
        throw refusal(
          "stages.dac.output_resistance_ohm", "\(resistance)", "a number of at least 0")
      }
    }
    if let sense = stages.sense {
      guard sense.inputResistanceOhm >= 0 else {
        throw refusal(
          "stages.sense.input_resistance_ohm", "\(sense.inputResistanceOhm)",
          "a number of at least 0")
      }
      if let clip = sense.clipVolt, !(clip > 0) {
        throw refusal("stages.sense.clip_volt", "\(clip)", "a number above 0")
      }
    }
    if let inl = stages.adc?.inlLsb, let adc = part("adc"), inl.count != 1 << bits(adc) - 1 {
      throw refusal(
        "stages.adc.inl_lsb", "\(inl.count) values",
        "\(1 << bits(adc) - 1) values, one a threshold")
    }
  }
}
