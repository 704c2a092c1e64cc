extension Mapping {
  /// Refuses sizes and numbers of bits that no mapping has.
  func validate(_ check: RecordCheck) throws {
    try check.require(tile.rows, in: Self.tileExtents, "tile.rows")
    try check.require(tile.columns, in: Self.tileExtents, "tile.columns")
    try check.require(weights.bits, in: Self.weightBits, "weights.bits")
    try check.require(weights.bitsPerCell, in: Self.partBits, "weights.bits_per_cell")
    try check.require(inputs.bits, in: Self.partBits, "inputs.bits")
    try check.require(inputs.bitsPerStream, in: Self.partBits, "inputs.bits_per_stream")
    if let rows = inputs.rowsPerRead {
      try check.require(rows, in: Self.tileExtents, "inputs.rows_per_read")
    }
    if let columns = weights.columnsPerReference {
      try check.require(columns, in: Self.tileExtents, "weights.columns_per_reference")
    }
    if let columns = outputs.columnsPerConverter {
      try check.require(columns, in: Self.tileExtents, "adc.columns_per_converter")
    }
    if let sums = partialSums {
      for samples in [sums.count] + (sums.streamSamples ?? []) {
        try check.require(samples, in: PartialSums.sampleCounts, "partial_sums.samples")
      }
      if let allocation = sums.allocation {
        try check.require(
          allocation.budget, in: PartialSums.Allocation.budgets, "partial_sums.allocation.budget")
      }
      if case .number(let number) = sums.sensitivity {
        try check.require(number, in: PartialSums.sensitivities, "partial_sums.sensitivity")
      }
      if case .amperes(let current) = sums.range {
        try check.require(current, in: Self.rangeCurrents, "partial_sums.range")
      }
    }
    if let images { try check.require(images.length, in: Self.streamLengths, "images.length") }
    if let bits = outputs.bits { try check.require(bits, in: Self.converterBits, "adc.bits") }
    if case .amperes(let current) = outputs.range {
      try check.require(current, in: Self.rangeCurrents, "adc.range")
    }
  }
}
