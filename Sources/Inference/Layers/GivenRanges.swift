internal import Configuration
internal import Crossbars
package import Records

/// The ranges of a layer's converters as a file gives them.
package struct GivenRanges: Sendable {
  private let layer: ConverterRanges.Layer
  /// The name of the file, for messages.
  private let source: String

  /// Takes the ranges of a layer out of those of a network.
  ///
  /// - Parameters:
  ///   - ranges: The ranges.
  ///   - source: The name of their file, for messages.
  ///   - name: The name of the layer.
  /// - Throws: `InputError` if there are none for it.
  package init(_ ranges: ConverterRanges, source: String, layer name: String) throws {
    guard let layer = ranges.layers.first(where: { $0.name == name }) else {
      throw InputError(
        source: source, location: "key layers", found: "no ranges for layer \(name)",
        accepted: "ranges for every layer on arrays")
    }
    self.layer = layer
    self.source = source
  }

  private func refusal(of key: String, found: String, accepted: String) -> InputError {
    InputError(
      source: source, location: "layer \(layer.name), key \(key)", found: found, accepted: accepted)
  }

  /// The converters of the rows.
  ///
  /// - Parameters:
  ///   - groups: The number of groups of the layer.
  ///   - mapping: The resolution.
  /// - Returns: One for all groups, or one for each.
  /// - Throws: `InputError` if the ranges were chosen for another mapping, or the codes are not those of this one.
  package func inputConverters(groups: Int, mapping: Mapping) throws -> [InputConverter] {
    if let difference = layer.mapping?.difference(from: ConverterRanges.Representation(mapping)) {
      throw refusal(
        of: "mapping", found: "ranges for \(difference.key) = \(difference.own)",
        accepted: "\(difference.other), as \(mapping.source) has it")
    }
    guard layer.inputs.count == 1 || layer.inputs.count == groups else {
      throw refusal(
        of: "inputs", found: "\(layer.inputs.count) ranges",
        accepted: groups == 1 ? "1" : "1 for all groups, or \(groups), one for each")
    }
    let isBipolar = layer.inputs[0].lowest < 0
    let bits = mapping.inputs.bits - (isBipolar ? 1 : 0)
    return try layer.inputs.enumerated().map { index, input in
      let key = "inputs[\(index)]"
      guard (input.lowest < 0) == isBipolar else {
        throw refusal(
          of: "\(key).lowest",
          found: "\(input.lowest), but inputs[0] has \(layer.inputs[0].lowest)",
          accepted: "ranges with a sign for all groups, or for none")
      }
      guard bits > 0, input.highest == (1 << bits) - 1 else {
        throw refusal(
          of: "\(key).highest",
          found:
            "\(input.highest), but \(mapping.source) has inputs of \(mapping.inputs.bits) bits",
          accepted: bits > 0 ? "\((1 << bits) - 1)" : "inputs without a sign, or more bits")
      }
      guard
        let converter = InputConverter(
          step: input.step, isBipolar: isBipolar, bits: bits,
          bitsPerStream: mapping.inputs.bitsPerStream, isOfVectors: mapping.inputs.scale == .token)
      else {
        throw refusal(
          of: "\(key).step", found: "\(input.step)", accepted: "a step within single precision")
      }
      return converter
    }
  }

  /// What turns the currents of the columns into numbers.
  ///
  /// - Parameter prepared: The layer, with ``feedbackResistance(of:mapping:)``.
  /// - Returns: The conversion; nil where the circuit's own needs no ranges but the resistance.
  /// - Throws: `InputError` if a column has no range, or its codes are not those of the mapping.
  func columnConverters(of prepared: PreparedLayer) throws -> ColumnConverters {
    let mapping = prepared.mapping
    let bits = mapping.outputs.resolution
    guard layer.feedbackResistanceOhm == nil else {
      throw refusal(
        of: "feedback_resistance_ohm", found: "a resistance, but the converters are ideal",
        accepted: "no such key, or a technology with converters")
    }
    guard layer.counters == nil else {
      throw refusal(
        of: "counters", found: "settings of converters that count, but \(mapping.source) has ADCs",
        accepted: "no such key, or partial_sums in the mapping")
    }
    guard bits > 0 || layer.outputs.isEmpty else {
      throw refusal(
        of: "outputs",
        found: "\(layer.outputs.count) ranges, but \(mapping.source) has no converters",
        accepted: "none, or bits of the converters in the mapping")
    }
    let grid = prepared.grid
    let extent = ColumnConverters.Place(
      stream: prepared.inputConverter.streamCount, slice: mapping.sliceCount,
      kind: prepared.converterKinds, rowTile: grid.rowRanges.count,
      columnTile: grid.columnRanges.count, group: prepared.matrix.groups, column: 1)
    guard bits > 0 else {
      return ColumnConverters(
        Array(repeating: Array(repeating: nil, count: extent.kind), count: extent.slice))
    }
    try checkPlaces(within: extent)
    func converter(_ range: ConverterRanges.Column, _ key: String) throws -> Converter {
      guard range.highest - range.lowest == (1 << bits) - 1 else {
        throw refusal(
          of: "\(key).highest",
          found: "\(range.highest - range.lowest + 1) codes from \(range.lowest) on, but "
            + "\(mapping.source) has converters of \(bits) bits",
          accepted: "\(range.lowest + (1 << bits) - 1)")
      }
      let step = Float(range.stepAmpere / prepared.scale.current)
      guard step >= 1e-30, step.isFinite else {
        throw refusal(
          of: "\(key).step_ampere", found: "\(range.stepAmpere)",
          accepted: "a step within single precision of \(prepared.scale.current) A, the current of "
            + "one state at one input code")
      }
      return Converter(step: step, lowest: Float(range.lowest), highest: Float(range.highest))
    }
    let columns = prepared.columnCounts
    /// One converter, or one for each column.
    let converters = try layer.outputs.enumerated().map { index, output in
      if let all = output.all { return [try converter(all, "outputs[\(index)]")] }
      let wanted = output.group.map { columns[$0] } ?? columns.max() ?? 0
      guard output.columns.count == wanted else {
        throw refusal(
          of: "outputs[\(index)].columns", found: "\(output.columns.count) ranges",
          accepted: "\(wanted), for outputs and the reference columns that are converted")
      }
      return try output.columns.enumerated().map {
        try converter($0.element, "outputs[\(index)].columns[\($0.offset)]")
      }
    }
    let told = Self.told(layer.outputs, of: extent)
    let found = try told.all.map { place in
      let polarity: ConverterRanges.Polarity? =
        extent.kind == 1 ? nil : place.kind == 0 ? .positive : .negative
      return converters[try best(of: layer.outputs, "outputs", at: place, polarity: polarity)]
    }
    guard let most = found.map(\.count).max(), most > 1 else {
      return ColumnConverters(upTo: told) { found[told.index(of: $0)][0] }
    }
    var each = told
    each.column = most
    return ColumnConverters(upTo: each) { place in
      let columns = found[told.index(of: place)]
      return columns[min(place.column, columns.count - 1)]
    }
  }

  /// Refuses ranges for slices, streams or arrays that the layer does not have.
  private func checkPlaces(within extent: ColumnConverters.Place) throws {
    try check(layer.outputs, "outputs", within: extent)
    for (index, output) in layer.outputs.enumerated() {
      guard output.polarity == nil || extent.kind == 2 else {
        throw refusal(
          of: "outputs[\(index)].polarity",
          found:
            "\"\(output.polarity?.rawValue ?? "")\", but one converter reads both or there is one "
            + "polarity", accepted: "no such key")
      }
    }
  }

  /// Refuses places that the layer does not have.
  private func check(
    _ all: [some ConverterRanges.Columns], _ name: String, within extent: ColumnConverters.Place
  ) throws {
    let counts = [
      "slice": extent.slice, "stream": extent.stream, "row_tile": extent.rowTile,
      "column_tile": extent.columnTile, "group": extent.group,
    ]
    for (index, columns) in all.enumerated() {
      for (key, place) in columns.numbers {
        guard let place, let count = counts[key], place >= count else { continue }
        throw refusal(
          of: "\(name)[\(index)].\(key)", found: "\(place)", accepted: "0 to \(count - 1)")
      }
    }
  }

  /// The extent of what some entries tell apart: what none does needs nothing of its own.
  private static func told(
    _ all: [some ConverterRanges.Columns], of extent: ColumnConverters.Place
  ) -> ColumnConverters.Place {
    var told = extent
    if all.allSatisfy({ $0.stream == nil }) { told.stream = 1 }
    if all.allSatisfy({ $0.rowTile == nil }) { told.rowTile = 1 }
    if all.allSatisfy({ $0.columnTile == nil }) { told.columnTile = 1 }
    if all.allSatisfy({ $0.group == nil }) { told.group = 1 }
    return told
  }

  /// Which entry holds for a place: the one with the most choices.
  ///
  /// - Parameters:
  ///   - all: The entries.
  ///   - name: Their key.
  ///   - place: The place.
  ///   - polarity: Of which array of a pair; nil for both.
  /// - Returns: The number of the entry.
  /// - Throws: `InputError` if none holds, or two with equally many choices: the first that a file lists would hold by
  ///   chance.
  private func best(
    of all: [some ConverterRanges.Columns], _ name: String, at place: ColumnConverters.Place,
    polarity: ConverterRanges.Polarity? = nil
  ) throws -> Int {
    let fitting = all.indices.filter {
      all[$0].fits(
        slice: place.slice, polarity: polarity, stream: place.stream, rowTile: place.rowTile,
        columnTile: place.columnTile, group: place.group)
    }
    let most = fitting.map { all[$0].choices }.max()
    let rivals = fitting.filter { all[$0].choices == most }
    guard let best = rivals.first else {
      throw refusal(
        of: name,
        found: "no range for slice \(place.slice), "
          + (polarity.map { "\($0.rawValue) columns, " } ?? "")
          + "stream \(place.stream), row tile \(place.rowTile), column tile \(place.columnTile)",
        accepted: "a range for every column")
    }
    guard rivals.count == 1 else {
      throw refusal(
        of: "\(name)[\(rivals[1])]",
        found: "a range that holds for slice \(place.slice), stream \(place.stream), row tile "
          + "\(place.rowTile), column tile \(place.columnTile), as \(name)[\(best)] does",
        accepted: "one range with the most choices for every column")
    }
    return best
  }

  /// The feedback resistance of the circuit's amplifiers, in ohms.
  ///
  /// - Parameters:
  ///   - technology: The technology.
  ///   - mapping: Where ranges come from.
  /// - Returns: The resistance.
  /// - Throws: `InputError` if there is none, or not one that the technology has.
  func feedbackResistance(of technology: Technology, mapping: Mapping) throws -> Double {
    let key = "feedback_resistance_ohm"
    guard let resistance = layer.feedbackResistanceOhm else {
      throw refusal(
        of: key, found: "none, but the converters are those of technology \(technology.name)",
        accepted: "a resistance")
    }
    let amplifier = technology.periphery.amplifier
    let steps = amplifier?.feedbackResistances.sorted() ?? []
    guard steps.isEmpty || steps.contains(resistance) else {
      throw refusal(
        of: key, found: "\(resistance)",
        accepted: "one of tia.feedback_resistances_ohm of technology \(technology.name): "
          + steps.map { "\($0)" }.joined(separator: ", "))
    }
    guard
      mapping.outputs.range != .technology || resistance == amplifier?.feedbackResistance
    else {
      throw refusal(
        of: key, found: "\(resistance), but \(mapping.source) has adc.range = \"technology\"",
        accepted: "\(amplifier?.feedbackResistance ?? 0), that of technology \(technology.name)")
    }
    return resistance
  }

  /// The settings of converters that count.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - sensitivity: α of the converters.
  /// - Returns: κ and θ′ of every place.
  /// - Throws: `InputError` if the file has none, or for other columns.
  func counters(
    of prepared: PreparedLayer, sensitivity: Double
  ) throws -> (slopes: PlaceTable<Double>, thresholds: PlaceTable<Double>) {
    guard let counters = layer.counters else {
      throw refusal(
        of: "counters", found: "none, but \(prepared.mapping.source) counts partial sums",
        accepted: "settings of converters that count")
    }
    let (matrix, grid) = (prepared.matrix, prepared.grid)
    let extent = ColumnConverters.Place(
      stream: prepared.inputConverter.streamCount, slice: prepared.mapping.sliceCount, kind: 1,
      rowTile: grid.rowRanges.count, columnTile: grid.columnRanges.count, group: matrix.groups,
      column: 1)
    try check(counters, "counters", within: extent)
    for (index, counter) in counters.enumerated() {
      for (key, values) in [
        ("full_scale_ampere", counter.fullScaleAmpere), ("threshold", counter.threshold),
      ] where values.count != 1 && values.count != matrix.outputs {
        throw refusal(
          of: "counters[\(index)].\(key)", found: "\(values.count) numbers",
          accepted: "1, or \(matrix.outputs), one for each output")
      }
    }
    let places = Self.told(counters, of: extent)
    let found = try places.all.map { counters[try best(of: counters, "counters", at: $0)] }
    let unit = prepared.scale.current
    func table(_ values: (ConverterRanges.Counter) -> [Double]) -> PlaceTable<Double> {
      var extent = places
      extent.column = found.contains { values($0).count > 1 } ? matrix.outputs : 1
      return PlaceTable(upTo: extent) { place in
        let values = values(found[places.index(of: place)])
        return values[min(place.column, values.count - 1)]
      }
    }
    return (
      table { $0.fullScaleAmpere.map { $0 > 0 ? sensitivity * unit / $0 : 0 } },
      table(\.threshold)
    )
  }

  /// The digital factors.
  ///
  /// - Parameter prepared: The layer.
  /// - Returns: For each group one for each output; nil where the file has none.
  /// - Throws: `InputError` if they are those of other outputs.
  func gains(of prepared: PreparedLayer) throws -> [[Float]]? {
    guard let gains = layer.gains else { return nil }
    let matrix = prepared.matrix
    guard gains.count == matrix.groups, gains.allSatisfy({ $0.count == matrix.outputs }) else {
      throw refusal(
        of: "gains", found: "\(gains.count) × \(gains.first?.count ?? 0) numbers",
        accepted: "\(matrix.groups) × \(matrix.outputs), one for each output of each group")
    }
    return gains.map { $0.map(Float.init) }
  }
}
