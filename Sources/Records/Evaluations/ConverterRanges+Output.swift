extension ConverterRanges.Output: Codable {
  private enum CodingKeys: CodingKey {
    case slice, polarity, stream, rowTile, columnTile, group
    case stepAmpere, lowest, highest, columns
  }

  /// Reads a range of all columns, or the list of their own.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      slice: try container.decodeIfPresent(Int.self, forKey: .slice),
      polarity: try container.decodeIfPresent(
        ConverterRanges.Polarity.self, forKey: .polarity),
      stream: try container.decodeIfPresent(Int.self, forKey: .stream),
      rowTile: try container.decodeIfPresent(Int.self, forKey: .rowTile),
      columnTile: try container.decodeIfPresent(Int.self, forKey: .columnTile),
      group: try container.decodeIfPresent(Int.self, forKey: .group))
    guard container.contains(.columns) else {
      all = try ConverterRanges.Column(from: decoder)
      return
    }
    columns = try container.decode([ConverterRanges.Column].self, forKey: .columns)
  }

  /// Encodes the keys of a file of ranges.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(slice, forKey: .slice)
    try container.encodeIfPresent(polarity, forKey: .polarity)
    try container.encodeIfPresent(stream, forKey: .stream)
    try container.encodeIfPresent(rowTile, forKey: .rowTile)
    try container.encodeIfPresent(columnTile, forKey: .columnTile)
    try container.encodeIfPresent(group, forKey: .group)
    guard let all else { return try container.encode(columns, forKey: .columns) }
    try container.encode(all.stepAmpere, forKey: .stepAmpere)
    try container.encode(all.lowest, forKey: .lowest)
    try container.encode(all.highest, forKey: .highest)
  }

  /// Checks steps, codes and places.
  func validate(_ check: RecordCheck) throws {
    try check.require(
      all != nil || !columns.isEmpty, "columns", "no range", "one for each output of the layer")
    if let all { try all.validate(check) }
    for (index, column) in columns.enumerated() {
      try column.validate(check.inside("columns[\(index)]"))
    }
    try validatePlaces(check)
    try check.require(
      columns.isEmpty || columnTile == nil, "column_tile",
      "\(columnTile ?? 0) beside columns, which are those of all arrays", "no such key")
  }
}

extension ConverterRanges.Column {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(
      stepAmpere > 0 && stepAmpere.isFinite, "step_ampere", "\(stepAmpere)", "a number above 0")
    try check.require(lowest, in: ConverterRanges.codes, "lowest")
    try check.require(
      highest > lowest && ConverterRanges.codes.contains(highest), "highest", "\(highest)",
      "above lowest, \(lowest), and at most \(ConverterRanges.codes.upperBound)")
  }
}
