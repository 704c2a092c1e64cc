internal import Configuration
internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The choice of the ranges of a layer's column converters from its currents on sample inputs.
struct ColumnRanging {
  private let prepared: PreparedLayer
  private let currents: SampledCurrents

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - currents: Its currents on sample inputs.
  init(_ prepared: PreparedLayer, currents: SampledCurrents) {
    self.prepared = prepared
    self.currents = currents
  }

  /// Ideal converters of the columns.
  ///
  /// - Returns: The converters; none for no quantization.
  /// - Throws: `InputError` if a range does not fit, or currents are not finite.
  func converters() throws -> ColumnConverters {
    let mapping = prepared.mapping
    let isDifference = mapping.outputs.reads == .difference
    let kinds = prepared.converterKinds
    func all(_ converter: Converter?) -> ColumnConverters {
      ColumnConverters(
        [[Converter?]](
          repeating: [Converter?](repeating: converter, count: kinds), count: mapping.sliceCount))
    }
    let bits = mapping.outputs.resolution
    guard bits > 0 else { return all(nil) }
    let fixed: Double
    switch mapping.outputs.range {
    case .amperes(let current): fixed = current / prepared.scale.current
    case .maximum:
      fixed = largestCurrent(ofDifference: isDifference)
    case .technology: preconditionFailure("ideal converters with the range of a circuit")
    case .calibrated:
      guard mapping.outputs.scale == .layer else { return try ofColumns(bits: bits) }
      return ColumnConverters(
        try (0..<mapping.sliceCount).map { slice in
          try (0..<kinds).map { kind in
            let histogram = try histogram(of: {
              $0.slice == slice && (hasSharedKinds || $0.converter == kind)
            }) { stream, _ in Double(prepared.inputConverter.worth(ofStream: stream)) }
            return Converter(
              covering: mapping.weights.encoding == .offset && !isDifference
                ? Self.withMargin(histogram.lowest, histogram.highest)
                : histogram.bestRange(bits: bits, shape: .free),
              bits: bits)
          }
        })
    }
    guard Float(fixed).isFinite else {
      throw InputError(
        source: mapping.source, location: "key adc.range",
        found: "a full scale of \(fixed) steps of a cell's current, layer \(prepared.matrix.name)",
        accepted: "a range within single precision of what a cell conducts")
    }
    let isSigned = isDifference || prepared.inputConverter.isBipolar
    let range = isSigned ? -Float(fixed)...Float(fixed) : 0...Float(fixed)
    return all(Converter(covering: range, bits: bits))
  }

  /// Whether both sides of a pair have one range.
  ///
  /// Upper slices are mostly off cells, and streams of few bits drive mostly these: only if both sides of a
  /// pair round and clip their current alike does it cancel, and the worth of slice and stream multiplies
  /// what is left of it.
  private var hasSharedKinds: Bool {
    prepared.mapping.sliceCount > 1 || prepared.inputConverter.streamCount > 1
  }

  /// The current of a full column of on cells at full drive without wires, in steps, or its
  /// difference from a column of off cells.
  func largestCurrent(ofDifference isDifference: Bool) -> Double {
    let states = prepared.states
    let mapping = prepared.mapping
    let rows = min(mapping.tile.rows, mapping.inputs.rowsPerRead ?? mapping.tile.rows)
    let conductance = isDifference ? states.full - states.offset : states.full
    return Double(rows * prepared.inputConverter.fullScale) * conductance
  }

  /// The range of an offset column: all that was seen, and a quarter of it on either side.
  ///
  /// Every column carries the sum of the inputs times the middle conductance, which changes from
  /// image to image for all columns together. An image whose sum was not seen would clip them all,
  /// and what the clipping takes away is not shared by the sum that is removed afterwards.
  static func withMargin(_ lowest: Float, _ highest: Float) -> ClosedRange<Float> {
    guard lowest < highest else { return min(lowest, 0)...max(highest, 0) }
    let margin = (highest - lowest) / 4
    let low = lowest - margin
    // Currents that never were negative need no negative codes.
    return (lowest >= 0 ? max(low, 0) : low)...highest + margin
  }

  // MARK: - One range a column

  /// How many vectors are divided among the columns at a time.
  private static let vectorsTogether = 32

  /// A converter for every column of every array.
  private func ofColumns(bits: Int) throws -> ColumnConverters {
    let mapping = prepared.mapping
    let grid = prepared.grid
    let kinds = hasSharedKinds ? 1 : prepared.converterKinds
    let counts = prepared.columnCounts
    let columns = counts.max() ?? prepared.matrix.outputs
    let extent = ColumnConverters.Place(
      stream: 1, slice: mapping.sliceCount, kind: prepared.converterKinds,
      rowTile: grid.rowRanges.count, columnTile: 1, group: prepared.matrix.groups, column: columns)
    func index(_ slice: Int, _ kind: Int, _ rowTile: Int, _ group: Int) -> Int {
      (((slice * kinds + min(kind, kinds - 1)) * extent.rowTile + rowTile) * extent.group + group)
        * columns
    }
    var sampled = [ColumnCurrents](
      repeating: ColumnCurrents(),
      count: extent.slice * kinds * extent.rowTile * extent.group * columns)
    // Of more currents than can be kept at once, vectors at even distances stand for all.
    let distance = max(1, currents.count / SampledCurrents.mostKept)
    try currents.visit { read in
      let worth = Float(prepared.inputConverter.worth(ofStream: read.stream))
      let width = read.section.width
      let first = index(
        read.section.slice, read.section.converter,
        grid.rowTile(of: read.section.rows.lowerBound), read.group)
      let columns = first..<first + counts[read.group]
      for column in columns { sampled[column].reserve(read.values.count / (width * distance) + 1) }
      // Some vectors at a time, so that neighboring columns find them in the cache.
      let block = Self.vectorsTogether * width * distance
      for start in stride(from: 0, to: read.values.count, by: block) {
        let end = min(start + block, read.values.count)
        let values = UnsafeBufferPointer(rebasing: read.values[start..<end])
        for column in columns {
          sampled[column].add(
            values, first: column - first, distance: width * distance, weight: worth * worth)
        }
      }
    }
    guard sampled.allSatisfy({ $0.lowest.isFinite && $0.highest.isFinite }) else {
      throw notFinite
    }
    let hasMargin = mapping.weights.encoding == .offset && mapping.outputs.reads != .difference
    let found: [ClosedRange<Float>?]
    if hasMargin {
      found = sampled.map {
        $0.lowest < $0.highest ? Self.withMargin($0.lowest, $0.highest) : nil
      }
    } else {
      let choices = concurrentMap(sampled.count, threads: currents.threads) { [sampled] in
        sampled[$0].choice(bits: bits)
      }
      let margin = margin(of: choices, counts: counts)
      found = choices.map { $0?.range(margin: margin) }
    }
    // What a column without currents may see is what the others of its slice have seen.
    let ofKind = sampled.count / (extent.slice * kinds)
    let widest = (0..<extent.slice * kinds).map { kind in
      found[kind * ofKind..<(kind + 1) * ofKind].reduce(Float(0)...0) {
        min($0.lowerBound, $1?.lowerBound ?? 0)...max($0.upperBound, $1?.upperBound ?? 0)
      }
    }
    return ColumnConverters(upTo: extent) { place in
      let column = index(place.slice, place.kind, place.rowTile, place.group) + place.column
      return Converter(covering: found[column] ?? widest[column / ofKind], bits: bits)
    }
  }

  /// By what the ranges of all columns are wider than those that are best for their sample currents.
  ///
  /// Rare large currents are missing among few: what half of them chooses is judged on the other half, for
  /// the layer as a whole, because one column has too few.
  private func margin(of choices: [ColumnCurrents.Choice?], counts: [Int]) -> Double {
    let shares = outputShares
    let columns = counts.max() ?? 0
    var totals = ColumnCurrents.margins.map { _ in 0.0 }
    for (index, choice) in choices.enumerated() {
      guard let errors = choice?.errors else { continue }
      let (group, column) = (index / columns % counts.count, index % columns)
      // A reference column counts as the output where an error counts most.
      let share = column < shares[group].count ? shares[group][column] : 1
      for (margin, error) in errors.enumerated() { totals[margin] += error * share }
    }
    let least = totals.indices.min { totals[$0] < totals[$1] } ?? 0
    return ColumnCurrents.margins[least]
  }

  // MARK: - Currents of many columns together

  /// The currents of some sections on the sample, in steps.
  ///
  /// An error counts with the square of the worth of its stream and slice, as it does in the decoded
  /// output: the streams of the upper bits are sparse, and decide a range all the same.
  ///
  /// - Parameters:
  ///   - isRead: Whether a section counts.
  ///   - worth: What the integer 1 of a stream and a slice is worth.
  /// - Returns: The currents.
  /// - Throws: `InputError` if one is not finite; whatever keeps an array from being read.
  func histogram(
    of isRead: (LayerArrays.Section) -> Bool = { _ in true },
    worth: (_ stream: Int, _ slice: Int) -> Double
  ) throws -> ValueHistogram {
    let shares = outputShares
    func visit(_ body: (UnsafeBufferPointer<Float>, _ weights: [Double]) -> Void) throws {
      try currents.visit(isRead) { read in
        let worth = worth(read.stream, read.section.slice)
        let weights = Self.columnShares(shares[read.group], read.section).map { $0 * worth * worth }
        for start in stride(from: 0, to: read.values.count, by: read.section.width) {
          body(
            UnsafeBufferPointer(rebasing: read.values[start..<start + weights.count]), weights)
        }
      }
    }
    var histogram = ValueHistogram()
    try visit { values, _ in histogram.extend(over: values) }
    guard histogram.isFinite else { throw notFinite }
    try visit { histogram.count($0, weights: $1) }
    return histogram
  }

  private var notFinite: InputError {
    InputError(
      source: "technology \(prepared.technology.name)", location: "layer \(prepared.matrix.name)",
      found: "column currents that are not finite on sample inputs",
      accepted: "a technology and a model that stay within single precision")
  }

  /// How much the square of each column's error counts: outputs, then reference columns, whose errors
  /// all their outputs have.
  private static func columnShares(
    _ outputs: [Double], _ section: LayerArrays.Section
  ) -> [Double] {
    var shares = outputs
    for (output, correction) in section.corrections.enumerated() {
      while shares.count <= correction.column { shares.append(0) }
      shares[correction.column] +=
        outputs[output] * Double(correction.factor) * Double(correction.factor)
    }
    return shares
  }

  /// For each output of each group how much the square of a column's error counts in the layer's
  /// output, relative to the output where it counts most.
  private var outputShares: [[Double]] {
    let worths = prepared.weights.scales.enumerated().map { group, scales in
      let converter = prepared.inputConverter(ofGroup: group)
      let step = Double(converter.converter.step) / Double(converter.magnification)
      return scales.map { Double($0) * step }
    }
    let largest = worths.joined().max() ?? 0
    guard largest > 0 else { return worths.map { $0.map { _ in 1 } } }
    return worths.map { $0.map { $0 / largest * ($0 / largest) } }
  }
}
