internal import Crossbars

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
        check.inside("layers[\(index)]"),
        reads: isWeighted == true ? readsPerLayer * layers.count : readsPerLayer,
        tolerance: tolerance)
    }
    let shares = layers.compactMap(\.outputShare)
    try check.require(
      shares.isEmpty || shares.count == layers.count, "layers", "\(shares.count) with output_share",
      "all \(layers.count), or none")
    if !shares.isEmpty {
      try check.require(
        shares.reduce(0, +), is: 1, "layers", as: "output_share of all has the sum 1")
    }
    try spice?.validate(check.inside("spice"), reads: layers.reduce(0) { $0 + $1.reads })
  }
}

extension CurrentAudit.Spice {
  fileprivate func validate(_ check: RecordCheck, reads all: Int) throws {
    let failed = unsolved ?? []
    let least = failed.isEmpty ? 1 : 0
    try check.require(reads, in: least...max(all - failed.count, least), "reads")
    try check.require(
      (min(reads, 1)...reads).contains(arrays), "arrays", "\(arrays)",
      "\(min(reads, 1)) to \(reads), the reads")
    try check.require(
      unsolved.map { !$0.isEmpty } ?? true, "unsolved", "an empty list", "a read, or no such key")
    for (index, read) in failed.enumerated() {
      let place = check.inside("unsolved[\(index)]")
      try place.require(read.read >= 0, "read", "\(read.read)", "a number of at least 0")
      try place.require(!read.array.isEmpty, "array", "no name", "the name of an array")
      try place.require(!read.code.isEmpty, "code", "no code", "the code of a failure")
    }
    for (key, value) in [
      ("nodal_difference", nodalDifference), ("kirchhoff", kirchhoff),
      ("relative_error", relativeError),
    ] {
      try check.require(value >= 0, key, "\(value)", "a number of at least 0")
    }
  }
}

extension CurrentAudit.Load {
  fileprivate func validate(_ check: RecordCheck, reads all: Int) throws {
    let kinds = LoadKind.allCases.map(\.rawValue) + [LoadStatement.bothSigns]
    try check.require(kinds.contains(load), "load", "\"\(load)\"", kinds.joined(separator: ", "))
    try check.require(reads, in: 1...max(all, 1), "reads")
    for (key, value) in [
      ("relative_error", relativeError), ("of_full_drive", ofFullDrive),
      ("error_lsb", errorLsb ?? 0), ("stated", stated ?? 0),
    ] {
      try check.require(value >= 0, key, "\(value)", "a number of at least 0")
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
      ("worst_error_lsb", worstErrorLsb ?? 0), ("of_full_drive", ofFullDrive ?? 0),
      ("vectors", Double(vectors ?? 0)), ("output_error", outputError ?? 0),
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
    if let outputShare { try check.require(outputShare, in: 0...1, "output_share") }
    for (index, part) in (loads ?? []).enumerated() {
      try part.validate(check.inside("loads[\(index)]"), reads: reads)
    }
    if let loads {
      let count = loads.reduce(0) { $0 + $1.reads }
      try check.require(count == reads, "loads", "\(count) reads", "\(reads), as reads says")
    }
    try check.require(
      isBeyond == CurrentAudit.isBeyond(relativeError, tolerance: tolerance, loads: loads),
      "is_beyond", "\(isBeyond)",
      "\(!isBeyond), as relative_error, loads and tolerance say")
  }
}
