extension Mapping {
  /// The number that a key of the mapping file has where the file does not state it.
  ///
  /// - Parameter path: The name of the table, and the key, as in a mapping file.
  /// - Returns: The number; nil if the key holds none by default.
  package static func number(ofDefault path: [String]) -> Double? {
    let mapping = Mapping()
    let numbers: [String: Int] = [
      "tile.rows": mapping.tile.rows, "tile.columns": mapping.tile.columns,
      "weights.bits": mapping.weights.bits, "weights.bits_per_cell": mapping.weights.bitsPerCell,
      "weights.columns_per_reference": mapping.columnsPerReference,
      "inputs.bits": mapping.inputs.bits, "inputs.bits_per_stream": mapping.inputs.bitsPerStream,
      "adc.bits": mapping.outputs.resolution, "adc.columns_per_converter": 1,
      "partial_sums.samples": PartialSums.usualSamples, "images.length": Images().length,
    ]
    return numbers[path.joined(separator: ".")].map(Double.init)
  }
}
