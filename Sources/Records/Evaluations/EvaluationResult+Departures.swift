extension EvaluationResult {
  /// What the mapping and the digital logic have otherwise than the defaults, for people: what tells two results
  /// of the same technology and resolution apart.
  public var departures: [String] {
    var parts: [String] = []
    if let mapping {
      if mapping.weights.encoding == .offset {
        parts.append(
          "offset encoding" + (mapping.reference.map { ", \($0.rawValue) reference" } ?? ""))
      }
      if let gain = mapping.gain, gain == .layer || gain == .column {
        parts.append("gain \(gain.rawValue)")
      }
      if mapping.outputs.reads == .column, mapping.outputs.source == .ideal,
        mapping.weights.encoding == .differential
      {
        parts.append("columns of pairs read alone")
      }
      if mapping.inputs.bitsPerStream < mapping.inputs.bits {
        parts.append("\(mapping.inputs.bitsPerStream)-bit streams")
      }
      if !mapping.layerRules.isEmpty { parts.append("\(mapping.layerRules.count) layer tables") }
    }
    if let correction { parts.append("correction \(correction.rawValue)") }
    return parts
  }
}
