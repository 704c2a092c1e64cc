extension CurrentAudit {
  /// Refuses an audit whose values contradict each other.
  ///
  /// - Parameters:
  ///   - check: The checks of the audit's place in its file.
  ///   - names: The layers on arrays.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  func validate(_ check: RecordCheck, layers names: [String]) throws {
    try check.require(
      tolerance.map { $0 > 0 } ?? true, "tolerance", "\(tolerance ?? 0)", "a number above 0")
    try check.require(readsPerLayer >= 1, "reads_per_layer", "\(readsPerLayer)", "at least 1")
    try check.require(images >= 1, "images", "\(images)", "at least 1")
    try check.require(
      layers.map(\.name) == names, "layers", layers.map(\.name).joined(separator: ", "),
      "the layers on arrays: " + names.joined(separator: ", "))
    for (index, layer) in layers.enumerated() {
      try layer.validate(
        check.inside("layers[\(index)]"), reads: readsPerLayer, tolerance: tolerance)
    }
  }
}

extension CurrentAudit.Layer {
  fileprivate func validate(
    _ check: RecordCheck, reads wanted: Int, tolerance: Double?
  ) throws {
    try check.require(reads, in: 0...wanted, "reads")
    try check.require(
      (min(reads, 1)...reads).contains(arrays), "arrays", "\(arrays)",
      "\(min(reads, 1)) to \(reads), the reads")
    for (key, value) in [
      ("relative_error", relativeError), ("median_read_error", medianReadError),
      ("worst_read_error", worstReadError), ("error_lsb", errorLsb ?? 0),
      ("worst_error_lsb", worstErrorLsb ?? 0),
    ] {
      try check.require(value >= 0, key, "\(value)", "a number of at least 0")
    }
    // No part of a whole is as far off as the whole, unless all are.
    for (key, value) in [
      ("relative_error", relativeError), ("median_read_error", medianReadError),
    ] {
      try check.require(
        value <= worstReadError * (1 + 1e-9), key, "\(value)",
        "at most \(worstReadError), as worst_read_error says")
    }
    try check.require(
      (readsBeyond == nil) == (tolerance == nil), "reads_beyond",
      readsBeyond == nil ? "no value" : "a value", "a value where tolerance has one")
    if let readsBeyond { try check.require(readsBeyond, in: 0...reads, "reads_beyond") }
    if let changedCodes { try check.require(changedCodes, in: 0...1, "changed_codes") }
    try check.require(
      isBeyond == CurrentAudit.isBeyond(relativeError, tolerance: tolerance), "is_beyond",
      "\(isBeyond)",
      "\(!isBeyond), as relative_error and tolerance say")
  }
}
