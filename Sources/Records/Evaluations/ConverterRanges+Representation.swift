extension ConverterRanges {
  /// What of a layer's mapping decides the currents of its columns, and so what ranges they are.
  public struct Representation: Sendable, Equatable, Codable {
    /// The number of driven rows of an array.
    public var tileRows: Int
    /// The number of sensed columns of an array.
    public var tileColumns: Int
    /// How signed integers become conductances.
    public var encoding: Mapping.Encoding
    /// The number of bits of a weight.
    public var weightBits: Int
    /// The number of bits that one cell holds.
    public var bitsPerCell: Int
    /// Which weights share a scale.
    public var weightScale: Mapping.Granularity
    /// By how much integers are raised; nil for pairs, which raise none.
    public var zero: Mapping.ZeroPoint?
    /// What takes the raise away; nil for pairs.
    public var reference: Mapping.Reference?
    /// How many columns share a reference column; nil without one.
    public var columnsPerReference: Int?
    /// The number of bits that a row's converter turns into a voltage at once.
    public var bitsPerStream: Int
    /// How many rows of an array are driven at once; nil for all.
    public var rowsPerRead: Int?
    /// Whether every input vector has a range of its own.
    public var scalesTokens: Bool
    /// What a converter is connected to; nil for no converters.
    public var reads: Mapping.Reading?

    /// How rows are divided among arrays; nil for full arrays.
    public var split: Mapping.Split?
    /// What compares; nil for ADCs, and in files that do not say it.
    public var comparisons: Comparisons?

    /// Converters that compare, as far as κ and θ′ of one kind are none of another: numbers of samples may differ.
    public struct Comparisons: Sendable, Equatable, Codable {
      /// What compares.
      public var converter: Mapping.PartialSums.Converter
      /// At which thresholds.
      public var thresholds: Mapping.PartialSums.Thresholds
      /// How steep the probability is; nil without chance.
      public var sensitivity: Mapping.PartialSums.Sensitivity?
    }

    /// Takes what decides currents out of a mapping.
    ///
    /// - Parameter mapping: The mapping of one layer, with its column converters decided.
    package init(_ mapping: Mapping) {
      tileRows = mapping.tile.rows
      tileColumns = mapping.tile.columns
      encoding = mapping.weights.encoding
      weightBits = mapping.weights.bits
      bitsPerCell = mapping.weights.bitsPerCell
      weightScale = mapping.weights.scale
      let isRaised = encoding == .offset
      zero = isRaised ? mapping.weights.zero : nil
      reference = isRaised ? mapping.weights.reference : nil
      columnsPerReference = mapping.hasReferenceColumn ? mapping.columnsPerReference : nil
      bitsPerStream = mapping.inputs.bitsPerStream
      rowsPerRead = mapping.inputs.rowsPerRead.flatMap { $0 < mapping.tile.rows ? $0 : nil }
      scalesTokens = mapping.inputs.scale == .token
      reads = mapping.outputs.reads
      split = mapping.split == .full ? nil : mapping.split
      comparisons = mapping.counting.map { sums in
        Comparisons(
          converter: sums.converter, thresholds: sums.thresholds ?? .common,
          sensitivity: sums.converter == .senseAmplifier ? nil : sums.sensitivity)
      }
    }

    /// The first key of a mapping file in which two mappings differ, with both values.
    ///
    /// - Parameter other: The other mapping.
    /// - Returns: The key with the value of this mapping and that of the other; nil if ranges of one are
    ///   ranges of the other.
    package func difference(from other: Representation) -> (
      key: String, own: String, other: String
    )? {
      let isKnown = comparisons != nil && other.comparisons != nil
      return zip(
        values + (isKnown ? comparisonValues : []),
        other.values + (isKnown ? other.comparisonValues : [])
      ).first { $0.value != $1.value }.map { ($0.key, $0.value, $1.value) }
    }

    /// Those of converters that compare.
    private var comparisonValues: [(key: String, value: String)] {
      guard let comparisons else { return [] }
      let sensitivity =
        switch comparisons.sensitivity {
        case .number(let number): "\(number)"
        case .technology: "technology"
        case nil: "none"
        }
      return [
        ("partial_sums.converter", comparisons.converter.rawValue),
        ("partial_sums.thresholds", comparisons.thresholds.rawValue),
        ("partial_sums.sensitivity", sensitivity),
      ]
    }

    /// The values by the keys of a mapping file.
    private var values: [(key: String, value: String)] {
      [
        ("weights.encoding", encoding.rawValue), ("weights.bits", "\(weightBits)"),
        ("weights.bits_per_cell", "\(bitsPerCell)"), ("weights.scale", weightScale.rawValue),
        ("weights.zero", zero?.rawValue ?? "none"),
        ("weights.reference", reference?.rawValue ?? "none"),
        ("weights.columns_per_reference", columnsPerReference.map { "\($0)" } ?? "none"),
        ("adc.reads", reads?.rawValue ?? "none"), ("tile.rows", "\(tileRows)"),
        ("tile.columns", "\(tileColumns)"),
        ("tile.split", (split ?? .full).rawValue), ("inputs.bits_per_stream", "\(bitsPerStream)"),
        ("inputs.rows_per_read", rowsPerRead.map { "\($0)" } ?? "all"),
        ("inputs.scale", scalesTokens ? "token" : "one that is not of tokens"),
      ]
    }
  }
}
