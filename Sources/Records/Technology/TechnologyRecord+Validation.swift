internal import Crossbars

extension TechnologyRecord {
  /// Refuses values that no technology can have.
  ///
  /// - Parameter check: The checks of the file.
  /// - Throws: `InputError` that names the first key.
  func validate(_ check: RecordCheck) throws {
    try check.require(!name.isEmpty, "name", "no text", "the name of a technology")
    try check.require(
      CellTopology.names.contains(topology), "topology", "\"\(topology)\"",
      CellTopology.names.joined(separator: ", "))
    try validateValues(ArrayResistances.keys, check)
    try validateValues(ReadConditions.keys, check)
    try validateValues(Cell.keys, check)
    let (onKey, offKey) = (Cell.keys[0].recordName, Cell.keys[1].recordName)
    let (on, off) = (values[onKey] ?? .nan, values[offKey] ?? .nan)
    try check.require(on <= off, offKey, "\(off)", "at least the \(on) of \(onKey)")
    for (index, part) in parts.enumerated() {
      try part.validate(check.inside("parts[\(index)]"))
    }
  }

  private func validateValues<Part>(_ keys: [PartKey<Part>], _ check: RecordCheck) throws {
    for key in keys {
      let value = values[key.recordName]
      try check.require(
        value.map(key.accepts) ?? false, key.recordName, value.map { "\($0)" } ?? "no value",
        key.acceptedText)
    }
  }
}

extension TechnologyRecord.Part {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(
      Self.names.contains(name), "name", "\"\(name)\"", Self.names.joined(separator: ", "))
    switch name {
    case "selector": try validate(Selector.keys, check)
    case "transistor":
      try validate(AccessTransistor.keys, check)
      if sha256 == nil { try validate(Level1Parameters.keys, check) }
    case "dac": try validate(LadderDAC.keys, check)
    case "tia": try validate(TransimpedanceAmplifier.keys, check)
    case "difference": try validate(DifferenceAmplifier.keys, check)
    case "adc": try validate(ADC.keys, check)
    case "sense_amplifier": try validate(ClockedSenseAmplifier.keys, check)
    default: try validate(StochasticConverter.keys, check)
    }
    if let sha256 { try check.requireDigest(sha256, "sha256") }
    guard name == "dac" || name == "adc" else { return }
    try check.require(
      bits != nil, "parameters", "no \(LadderDAC.bitsKey) of a converter",
      "an integer from \(LadderDAC.resolutions.lowerBound) to "
        + "\(LadderDAC.resolutions.upperBound)")
  }

  /// The resolution of a converter, in bits; nil if it has none that a converter may have.
  var bits: Int? {
    guard let values = parameters.first(where: { $0.key == LadderDAC.bitsKey })?.values,
      values.count == 1
    else { return nil }
    return LadderDAC.resolutions.first { Double($0) == values[0] }
  }

  private func validate<Part>(_ keys: [PartKey<Part>], _ check: RecordCheck) throws {
    for key in keys {
      let found = parameters.firstIndex { $0.key == key.recordName }
      guard let found else {
        try check.require(
          key.isOptional, "parameters", "no \(key.recordName)", "every value of a \(name)")
        continue
      }
      let values = parameters[found].values
      try check.require(
        values.count == 1 && key.accepts(values[0]), "parameters[\(found)].values", "\(values)",
        "one number for \(key.recordName), \(key.acceptedText)")
    }
  }
}
