/// Some keys of a mapping; what is nil stays as it is.
public struct MappingChange: Sendable, Equatable, Codable {
  /// `tile.rows`.
  public var rows: Int?
  /// `tile.columns`.
  public var columns: Int?
  /// `tile.groups`.
  public var groups: Mapping.GroupPlacement?
  /// `tile.split`.
  public var split: Mapping.Split?
  /// `weights.bits`.
  public var weightBits: Int?
  /// `weights.bits_per_cell`.
  public var bitsPerCell: Int?
  /// `weights.encoding`.
  public var encoding: Mapping.Encoding?
  /// `weights.scale`.
  public var weightScale: Mapping.Granularity?
  /// `weights.zero`.
  public var zero: Mapping.ZeroPoint?
  /// `weights.reference`.
  public var reference: Mapping.Reference?
  /// `weights.columns_per_reference`.
  public var columnsPerReference: Int?
  /// `inputs.bits`.
  public var inputBits: Int?
  /// `inputs.bits_per_stream`.
  public var bitsPerStream: Int?
  /// `inputs.scale`.
  public var inputScale: Mapping.InputGranularity?
  /// `inputs.range`.
  public var inputRange: Mapping.InputCriterion?
  /// `inputs.rows_per_read`.
  public var rowsPerRead: Int?
  /// `adc.source`.
  public var source: Mapping.ConverterSource?
  /// `adc.bits`.
  public var outputBits: Int?
  /// `adc.range`.
  public var outputRange: Mapping.Range?
  /// `adc.scale`.
  public var outputScale: Mapping.ConverterGranularity?
  /// `adc.reads`.
  public var reads: Mapping.Reading?
  /// `adc.columns_per_converter`.
  public var columnsPerConverter: Int?
  /// `partial_sums.converter`.
  public var partialConverter: Mapping.PartialSums.Converter?
  /// `partial_sums.samples`.
  public var samples: Int?
  /// `partial_sums.samples`, stream by stream.
  public var streamSamples: [Int]?
  /// `partial_sums.samples = "allocated"`, with `partial_sums.allocation`.
  public var allocation: Mapping.PartialSums.Allocation?
  /// `partial_sums.thresholds`.
  public var thresholds: Mapping.PartialSums.Thresholds?
  /// `partial_sums.sensitivity`.
  public var sensitivity: Mapping.PartialSums.Sensitivity?
  /// `partial_sums.range`.
  public var partialRange: Mapping.Range?
  /// `partial_sums.scale`.
  public var partialScale: Mapping.PartialSums.Granularity?
  /// `calibration.gain`.
  public var gain: Mapping.GainCorrection?
  /// `digital`, of a layer alone.
  public var isDigital: Bool?
  /// `technology`, of a layer alone: a file beside the mapping.
  public var technology: String?

  /// Creates a change of nothing.
  public init() {}

  /// The change of a layer that stays digital, and of nothing else.
  package static let digital: MappingChange = {
    var change = MappingChange()
    change.isDigital = true
    return change
  }()

  /// Takes all keys of `partial_sums` away.
  package mutating func removePartialSums() {
    (partialConverter, samples, thresholds, sensitivity) = (nil, nil, nil, nil)
    (partialRange, partialScale, streamSamples, allocation) = (nil, nil, nil, nil)
  }

  /// Whether any key of `adc` is stated.
  package var hasADC: Bool {
    source != nil || outputBits != nil || outputRange != nil || outputScale != nil || reads != nil
      || columnsPerConverter != nil
  }

  /// Whether any key of `partial_sums` is stated.
  private var hasPartialSums: Bool {
    partialConverter != nil || samples != nil || thresholds != nil || sensitivity != nil
      || partialRange != nil || partialScale != nil || streamSamples != nil || allocation != nil
  }

  /// Changes a mapping.
  ///
  /// The encodings have no key in common that says how a raise is removed: a change of the encoding
  /// takes zero point, reference, reading and a gain by reference columns, or none, back to those of the
  /// new one.
  ///
  /// - Parameter mapping: The mapping.
  package func apply(to mapping: inout Mapping) {
    func set<Value>(_ place: inout Value, _ value: Value?) {
      if let value { place = value }
    }
    func set<Value>(_ place: inout Value?, _ value: Value?) {
      if let value { place = value }
    }
    if let encoding, encoding != mapping.weights.encoding {
      mapping.weights.encoding = encoding
      mapping.weights.zero = .middle
      mapping.weights.reference = nil
      mapping.weights.columnsPerReference = nil
      mapping.outputs.reads = nil
      if mapping.gain == Mapping.GainCorrection.none || mapping.gain == .reference {
        mapping.gain = nil
      }
    }
    set(&mapping.tile.rows, rows)
    set(&mapping.tile.columns, columns)
    set(&mapping.tile.groups, groups)
    set(&mapping.tile.split, split)
    set(&mapping.weights.bits, weightBits)
    set(&mapping.weights.bitsPerCell, bitsPerCell)
    set(&mapping.weights.scale, weightScale)
    set(&mapping.weights.zero, zero)
    set(&mapping.weights.reference, reference)
    set(&mapping.weights.columnsPerReference, columnsPerReference)
    set(&mapping.inputs.bits, inputBits)
    set(&mapping.inputs.bitsPerStream, bitsPerStream)
    set(&mapping.inputs.scale, inputScale)
    set(&mapping.inputs.range, inputRange)
    set(&mapping.inputs.rowsPerRead, rowsPerRead)
    set(&mapping.outputs.source, source)
    set(&mapping.outputs.bits, outputBits)
    set(&mapping.outputs.range, outputRange)
    set(&mapping.outputs.scale, outputScale)
    set(&mapping.outputs.reads, reads)
    set(&mapping.outputs.columnsPerConverter, columnsPerConverter)
    if hasPartialSums {
      var sums = mapping.partialSums ?? Mapping.PartialSums()
      set(&sums.converter, partialConverter)
      if samples != nil || streamSamples != nil || allocation != nil {
        // One way of saying it takes the place of every other.
        (sums.streamSamples, sums.allocation) = (streamSamples, allocation)
        set(&sums.samples, samples ?? streamSamples?.max())
      }
      set(&sums.thresholds, thresholds)
      set(&sums.sensitivity, sensitivity)
      set(&sums.range, partialRange)
      set(&sums.scale, partialScale)
      mapping.partialSums = sums
    }
    set(&mapping.gain, gain)
    set(&mapping.technology, technology)
  }
}
