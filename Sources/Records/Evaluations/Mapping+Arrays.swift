extension Mapping {
  /// The number of bits that the cells of one weight hold together.
  package var cellBits: Int {
    weights.encoding == .differential ? max(1, weights.bits - 1) : weights.bits
  }

  /// Whether a weight is its sign alone, so that of the cells of a pair one is on and the other off.
  package var hasBinaryWeights: Bool { weights.bits == 1 }

  /// The largest integer that stands for a weight.
  package var largestInteger: Int32 { hasBinaryWeights ? 1 : (1 << Int32(weights.bits - 1)) - 1 }

  /// The number of bits of one slice; the states of a cell are 2 to this power.
  package var sliceBits: Int { min(weights.bitsPerCell, cellBits) }

  /// The number of slices of one weight.
  package var sliceCount: Int { (cellBits + sliceBits - 1) / sliceBits }

  /// What takes the raise of the offset encoding away; nil in the differential one.
  package var reference: Reference? {
    guard weights.encoding == .offset else { return nil }
    return weights.reference ?? (weights.zero == .column ? .unit : .dummy)
  }

  /// Whether digital factors are fitted on sample inputs.
  package var hasGains: Bool { gain == .layer || gain == .column }

  /// Whether the currents themselves are what is added: ideal converters of any resolution.
  package var hasNoConverters: Bool {
    outputs.source != .technology && outputs.resolution == 0
  }

  /// Whether every array has a reference column.
  package var hasReferenceColumn: Bool { reference == .dummy || reference == .unit }

  /// How many columns share a reference column.
  package var columnsPerReference: Int { weights.columnsPerReference ?? 4 }

  /// The rows and columns of an array that can hold weights.
  package var usableTile: Tile {
    var usable = tile
    if hasReferenceColumn {
      let block = columnsPerReference + 1
      usable.columns -= (tile.columns + block - 1) / block
    }
    return usable
  }

  /// The number of groups of a layer that one array holds.
  ///
  /// - Parameters:
  ///   - inputs: The length of an input vector of one group.
  ///   - outputs: The number of outputs of one group.
  ///   - groups: The number of groups.
  /// - Returns: At least 1; groups that do not fit an array have several of their own.
  package func groupsPerArray(inputs: Int, outputs: Int, groups: Int) -> Int {
    guard tile.groups == .shared else { return 1 }
    // Groups share no reference column.
    let references =
      hasReferenceColumn ? (outputs + columnsPerReference - 1) / columnsPerReference : 0
    return max(1, min(groups, tile.rows / inputs, tile.columns / (outputs + references)))
  }

  /// The number of arrays that hold a layer.
  ///
  /// - Parameters:
  ///   - inputs: The length of an input vector of one group.
  ///   - outputs: The number of outputs of one group.
  ///   - groups: The number of groups.
  /// - Returns: The number of arrays, of both signs and all slices; as a floating-point number,
  ///   because the numbers of a file may be as large as they like.
  package func arrays(inputs: Int, outputs: Int, groups: Int) -> Double {
    func parts(_ extent: Int, _ size: Int) -> Double { Double((extent + size - 1) / size) }
    let polarities = weights.encoding == .differential ? 2.0 : 1
    let usable = usableTile
    let bundles = parts(
      groups, groupsPerArray(inputs: inputs, outputs: outputs, groups: groups))
    return parts(inputs, usable.rows) * parts(outputs, usable.columns) * bundles
      * Double(sliceCount) * polarities
  }
}
