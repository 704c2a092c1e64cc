internal import Configuration
public import Foundation

extension ConverterRanges {
  /// Reads a file of ranges.
  ///
  /// - Parameter url: A file that `assay evaluate --write-ranges` wrote, or one like it.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with the key if it is none, has
  ///   unknown keys, or contradicts itself.
  public init(contentsOf url: URL) throws {
    try self.init(JSONRecord.text(of: url), source: url.path)
  }

  /// Reads ranges.
  ///
  /// - Parameters:
  ///   - data: The bytes of a file of ranges.
  ///   - source: Its name, for messages.
  /// - Throws: `InputError` with the key if the file is none, has unknown keys, or contradicts itself.
  public init(_ data: Data, source: String) throws {
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, kinds: [Self.kindName], of: data, source: source,
      remedy: "write the ranges again with `assay evaluate --write-ranges`")
    self = try JSONRecord.value(
      from: data, source: source,
      accepted: "ranges as this version of `assay evaluate --write-ranges` writes them")
    try validate(RecordCheck(source: source))
  }

  /// The ranges as JSON, the same for the same ranges.
  ///
  /// - Returns: The text of a file of ranges.
  /// - Throws: An encoding error if a number is not finite.
  public func encoded() throws -> Data { try JSONRecord.encoded(self) }

  private func validate(_ check: RecordCheck) throws {
    if let digest = network?.sha256 { try check.requireDigest(digest, "network.sha256") }
    var names: Set<String> = []
    for (index, layer) in layers.enumerated() {
      let check = check.inside("layers[\(index)]")
      try check.require(
        names.insert(layer.name).inserted, "name", "\"\(layer.name)\", which was there before",
        "another layer")
      try layer.validate(check)
    }
  }
}

extension ConverterRanges.Layer {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(!inputs.isEmpty, "inputs", "no range", "one, or one for each group")
    for (index, input) in inputs.enumerated() {
      let check = check.inside("inputs[\(index)]")
      try check.requireStep(input.step, "step")
      try check.require(
        input.highest, in: 1...ConverterRanges.codes.upperBound, "highest")
      try check.require(
        input.lowest == 0 || input.lowest == -input.highest, "lowest", "\(input.lowest)",
        "0 for inputs without a sign, or \(-input.highest), as highest says")
    }
    var places: [[Int?]: Int] = [:]
    for (index, output) in outputs.enumerated() {
      let check = check.inside("outputs[\(index)]")
      try output.validate(check)
      let other = places.updateValue(index, forKey: output.key)
      try check.require(
        other == nil, "slice",
        "a second range for the same columns, beside outputs[\(other ?? 0)]",
        "one range for the same slice, polarity, stream, tiles and group")
    }
    if let feedbackResistanceOhm {
      try check.require(
        feedbackResistanceOhm, in: ConverterRanges.feedbackResistances, "feedback_resistance_ohm")
      try check.require(
        outputs.isEmpty, "outputs", "\(outputs.count) ranges of ideal converters",
        "none beside feedback_resistance_ohm, which decides the range of the circuit's")
    }
    if let counters {
      try check.require(!counters.isEmpty, "counters", "none", "one, or one for each part")
      try check.require(
        outputs.isEmpty && feedbackResistanceOhm == nil, "outputs", "ranges of ADCs",
        "none beside counters")
      var places: [[Int?]: Int] = [:]
      for (index, counter) in counters.enumerated() {
        let check = check.inside("counters[\(index)]")
        try counter.validate(check)
        let other = places.updateValue(index, forKey: counter.key)
        try check.require(
          other == nil, "slice", "settings for the same columns as counters[\(other ?? 0)] has",
          "one entry for the same slice, stream, tiles and group")
      }
    }
    for (group, gains) in (gains ?? []).enumerated() {
      for (output, gain) in gains.enumerated() {
        try check.require(
          gain > 0 && gain.isFinite, "gains[\(group)][\(output)]", "\(gain)", "a number above 0")
      }
    }
  }
}

extension ConverterRanges.Counter {
  fileprivate func validate(_ check: RecordCheck) throws {
    try validatePlaces(check)
    for (name, values, lowest) in [
      ("full_scale_ampere", fullScaleAmpere, 0), ("threshold", threshold, -1e30),
    ] {
      try check.require(
        !values.isEmpty, name, "no number", "one, or one for each output of the layer")
      for (index, value) in values.enumerated() {
        try check.require(
          value >= lowest && value <= 1e30, "\(name)[\(index)]", "\(value)",
          "a number from \(lowest) to 1e30")
      }
    }
    try check.require(
      columnTile == nil || max(fullScaleAmpere.count, threshold.count) == 1, "column_tile",
      "\(columnTile ?? 0) beside a number for each output, which are those of all arrays",
      "no such key")
  }
}

extension RecordCheck {
  fileprivate func requireStep(_ value: Double, _ key: String) throws {
    try require(value > 0 && value.isFinite, key, "\(value)", "a number above 0")
  }
}
