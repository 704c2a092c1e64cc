internal import Configuration
internal import Crossbars
package import Execution
internal import LinearAlgebra
internal import Networks
internal import Records

/// Converters that count comparisons, behind the pairs of columns of a layer.
package struct CountConverters: Sendable, Equatable {
  /// The samples of a conversion of every stream, or of all alike.
  package let statistics: [SampleStatistics]
  /// Whether the comparison is without chance.
  let isSharp: Bool
  /// θ′, the z at which a comparison without a sum is undecided, by place.
  package private(set) var thresholds: PlaceTable<Double>
  /// α, which makes z of the part of full scale that a current is.
  let sensitivity: Double
  /// κ: z of one step of a cell's current times the code 1, by place.
  package private(set) var slopes: PlaceTable<Double>
  /// The probability of a comparison, where it is not (1 + tanh z) / 2.
  var curve: Counter.Curve?
  /// How converters differ from one another; nil for not at all.
  var spread: ComparatorSpread?

  /// What compares a stream.
  func counter(ofStream stream: Int) -> Counter {
    let statistics = statistics(ofStream: stream)
    return Counter(
      samples: statistics.samples, spacing: statistics.spacing, curve: curve, isSharp: isSharp)
  }

  private func statistics(ofStream stream: Int) -> SampleStatistics {
    statistics[min(stream, statistics.count - 1)]
  }

  /// The converters with other settings.
  func setting(
    slopes: PlaceTable<Double>, thresholds: PlaceTable<Double>
  ) -> CountConverters {
    var other = self
    (other.slopes, other.thresholds) = (slopes, thresholds)
    return other
  }

  /// The converters of a section's columns.
  ///
  /// What is not known of a converter is not decoded: its own sensitivity and threshold make z, those of the nominal one
  /// make a sum of the count.
  ///
  /// - Parameters:
  ///   - place: The section, and the stream with which it is read.
  ///   - columns: The columns of the layer that each column of arrays holds.
  ///   - worth: What the integer 1 of the stream and the slice is worth.
  ///   - deviations: How the converters of a column of arrays deviate; nil for not at all.
  /// - Returns: One for each output.
  func conversions(
    of place: ColumnConverters.Place, columns: [Range<Int>], worth: Double,
    deviations: (_ columnTile: Int, _ count: Int) -> [ComparatorSpread.Deviation]? = { _, _ in nil }
  ) -> [CountConversion] {
    var place = place
    let statistics = statistics(ofStream: place.stream)
    let reach = statistics.reach
    return columns.enumerated().flatMap { columnTile, columns in
      let own = deviations(columnTile, columns.count)
      return columns.enumerated().map { index, column in
        (place.columnTile, place.column) = (columnTile, column)
        let (slope, threshold) = (slopes[place], thresholds[place])
        // A column that never carried anything tells nothing.
        guard slope > 0 else {
          return CountConversion(slope: 0, threshold: Float(threshold), worth: 0, base: 0)
        }
        let deviation = own?[index] ?? .none
        let shifted =
          isSharp
          ? threshold + slope * deviation.shift
          : deviation.sensitivity * (threshold + sensitivity * deviation.shift)
        return CountConversion(
          slope: Float(slope * deviation.gain * deviation.sensitivity),
          threshold: Float(shifted),
          worth: Float(worth * 2 * reach / (Double(statistics.samples) * slope)),
          base: Float(worth * (threshold - reach) / slope), rise: Float(worth / slope))
      }
    }
  }
}

extension CrossbarLayer {
  /// The number of a read among those that a vector takes: sections one after the other, slice by slice and stream by
  /// stream.
  func readNumber(section index: Int, stream: Int, group: Int, arrays: LayerArrays) -> Int {
    let ofSlice = arrays.groups[group].count / prepared.mapping.sliceCount
    let (slice, part) = index.quotientAndRemainder(dividingBy: ofSlice)
    return (slice * prepared.inputConverter.streamCount + stream) * ofSlice + part
  }

  /// What decides the draws of a group's converters.
  ///
  /// - Parameters:
  ///   - arrays: The instance; without one there are no draws.
  ///   - group: The group.
  ///   - positions: The vectors of an image.
  ///   - step: How often the layer was asked for before, for the same images.
  ///   - firstImage: The number of the first image.
  /// - Returns: The draws; nil for means.
  package func draws(
    _ arrays: LayerArrays, group: Int, positions: Int, step: Int, firstImage: Int = 0
  ) -> Draws? {
    guard let instance = arrays.instance, case .counts(let converters) = conversion,
      !converters.isSharp
    else { return nil }
    let layer = prepared.matrix.index
    let more =
      (prepared.matrix.groups > 1 ? [UInt64(group)] : []) + (step > 0 ? [UInt64(step)] : [])
    return Draws(positions: positions) { image in
      SeededGenerator.key(
        seed: instance.seed,
        parts: [Self.countTag, UInt64(instance.trial), UInt64(firstImage + image), UInt64(layer)]
          + more)
    }
  }

  /// The letters STOX, which tell these draws from all others.
  private static let countTag: UInt64 = 0x5354_4f58

  /// The converters of a section's columns that count.
  func countConversions(
    _ converters: CountConverters, of section: LayerArrays.Section, stream: Int, group: Int,
    instance: LayerArrays.Instance?
  ) -> [CountConversion] {
    let slices = CellSlices(prepared.mapping)
    let grid = prepared.grid
    let input = prepared.inputConverter(ofGroup: group)
    let rowTile = grid.rowTile(of: section.rows.lowerBound)
    return converters.conversions(
      of: .init(
        stream: stream, slice: section.slice, kind: 0, rowTile: rowTile, group: group),
      columns: grid.columnRanges,
      worth: Double(input.worth(ofStream: stream) * slices.worth(ofSlice: section.slice))
    ) { columnTile, count in
      // The same converters whatever the stream and the rows of the array that are driven.
      guard let instance, let spread = converters.spread else { return nil }
      let place = LayerFabrication.Place(
        group: group, slice: section.slice, rowTile: rowTile, columnTile: columnTile,
        polarity: .positive)
      return spread.deviations(
        count, chance: instance.chance(of: place, layer: prepared.matrix.index))
    }
  }

  /// The arrays of a group as integers whose sums are counted; nil where columns are no products.
  func countingLayer(
    _ converters: CountConverters, of arrays: LayerArrays, group: Int
  ) -> CountingLayer? {
    let matrix = prepared.matrix
    let input = prepared.inputConverter(ofGroup: group)
    guard takesCodes(group: group) else { return nil }
    var found: [CountingSection] = []
    for (index, section) in arrays.groups[group].enumerated() {
      guard case .product(let values) = section.body, section.noise == nil,
        values.allSatisfy(\.isFinite)
      else { return nil }
      let streams = 0..<input.streamCount
      found.append(
        CountingSection(
          rows: section.rows, matrix: values, width: section.width,
          conversions: streams.map {
            countConversions(
              converters, of: section, stream: $0, group: group, instance: arrays.instance)
          },
          reads: streams.map {
            readNumber(section: index, stream: $0, group: group, arrays: arrays)
          }, parts: parts(ofSlice: section.slice)))
    }
    return CountingLayer(
      found, counters: (0..<input.streamCount).map(converters.counter),
      geometry: CodeGeometry(window: matrix.window, inputs: matrix.inputs),
      outputs: matrix.outputs, largestCode: input.fullScale, streamBits: input.streamBits)
  }

  /// For every stream the part that it and a slice have of the worth of all.
  private func parts(ofSlice slice: Int) -> [Float] {
    let slices = CellSlices(prepared.mapping)
    func worth(_ stream: Int, _ slice: Int) -> Double {
      Double(prepared.inputConverter.worth(ofStream: stream) * slices.worth(ofSlice: slice))
    }
    let streams = 0..<prepared.inputConverter.streamCount
    let all = streams.reduce(0) { sum, stream in
      (0..<prepared.mapping.sliceCount).reduce(sum) { $0 + worth(stream, $1) }
    }
    return streams.map { Float(worth($0, slice) / all) }
  }

  /// By how much the outputs of a group follow the sums of the rows that are read together.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - group: The group.
  ///   - integers: The arrays of the group, with their draws.
  /// - Returns: The parts; nil where columns are converted by ADCs.
  /// - Throws: `InputError` if an input is not finite, or columns that are counted are no products.
  func partSlopes(
    _ inputs: LayerInputs, group: Int, integers: (any CodeProduct)?
  ) throws -> [PartSlopes]? {
    guard case .counts = conversion else { return nil }
    guard let counting = integers as? CountingLayer else { throw unknownSlopes }
    let parts = try naming {
      try counting.partSlopes(
        inputs, converter: codeConverter(ofGroup: group), factors: factors(ofGroup: group))
    }
    return parts.map { part in
      var part = part
      part.tile = prepared.grid.rowTile(of: part.rows.lowerBound)
      return part
    }
  }

  /// Why counted sums have no gradient.
  var unknownSlopes: InputError {
    InputError(
      source: "technology \(prepared.technology.name)", location: "layer \(prepared.matrix.name)",
      found:
        "sums that are counted, but columns that are no products: bent cells, amplifiers with offsets or "
        + "saturation, noise of reads, or inputs.scale = \"token\"",
      accepted:
        "the linear or the secant member (--training-kind of assay train, --model-kind of assay evaluate), and "
        + "a technology without tia.saturation_voltage_volt, mismatch.sense_offset_sigma_volt and read_noise; what "
        + "comes out may be evaluated with them")
  }

  /// The variance of what the outputs of a group are, by the draws of its converters alone.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - group: The group.
  ///   - integers: The arrays of the group.
  /// - Returns: For each stream *vectors × outputs*; nil where columns are not counted as integers.
  /// - Throws: `InputError` if an input is not finite.
  func variances(
    _ inputs: LayerInputs, group: Int, integers: (any CodeProduct)?
  ) throws -> [[Float]]? {
    guard case .counts = conversion, let counting = integers as? CountingLayer else { return nil }
    return try naming {
      try counting.variances(
        inputs, converter: codeConverter(ofGroup: group), factors: factors(ofGroup: group))
    }
  }

  /// Adds what converters that count make of one stream of codes in a section.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - digits: The stream's digits, *vectors × inputs*.
  ///   - vectors: The number of vectors.
  ///   - reads: Which reads they are.
  ///   - conversions: The converters of the columns.
  ///   - counter: What compares.
  ///   - draws: The draws; nil for means.
  ///   - read: The number of the read among those that a vector takes.
  ///   - sums: What is added to, *vectors × padded outputs*.
  /// - Throws: Whatever keeps an array from being read.
  func count(
    _ section: LayerArrays.Section, _ digits: [Float], vectors: Int, reads: ReadNumbers,
    by conversions: [CountConversion], counter: Counter, draws: Draws?, read: Int,
    to sums: inout [Float]
  ) throws {
    var values = try digits.withUnsafeBufferPointer {
      try section.noisyCurrents(rowCodes($0, vectors), scale: prepared.scale, reads: reads)
    }
    guard values.withUnsafeBufferPointer(\.areFinite) else { throw unfinishedOutput }
    for vector in 0..<vectors {
      for (column, conversion) in conversions.enumerated() {
        values[vector * section.width + column] *= conversion.slope
      }
    }
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      counter.add(
        values, by: conversions, draws: draws, read: read,
        first: Int(reads.first & (1 << 48 - 1)), width: section.width, to: sums)
    }
  }
}
