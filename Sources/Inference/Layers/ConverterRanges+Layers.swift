package import Records

extension ConverterRanges.Layer {
  /// The ranges of a layer as it is read.
  package init(_ layer: CrossbarLayer) {
    let prepared = layer.prepared
    var outputs: [ConverterRanges.Output] = []
    if case .ideal(let converters) = layer.conversion {
      let extent = converters.extent
      func column(_ converter: Converter) -> ConverterRanges.Column {
        ConverterRanges.Column(
          stepAmpere: Double(converter.step) * prepared.scale.current,
          lowest: Int(converter.lowest), highest: Int(converter.highest))
      }
      let counts = prepared.columnCounts
      // Only what differs is told apart, and columns are listed.
      var places = extent
      places.column = 1
      for place in places.all {
        guard let first = converters[place] else { continue }
        var output = ConverterRanges.Output(
          slice: place.slice,
          polarity: extent.kind == 1 ? nil : place.kind == 0 ? .positive : .negative,
          stream: extent.stream == 1 ? nil : place.stream,
          rowTile: extent.rowTile == 1 ? nil : place.rowTile,
          columnTile: extent.columnTile == 1 ? nil : place.columnTile,
          group: extent.group == 1 ? nil : place.group)
        if extent.column == 1 {
          output.all = column(first)
        } else {
          output.columns = (0..<counts[place.group]).map {
            var place = place
            place.column = $0
            return column(converters[place] ?? first)
          }
        }
        outputs.append(output)
      }
    }
    var counters: [ConverterRanges.Counter]?
    if case .counts(let converters) = layer.conversion {
      counters = converters.settings(prepared.grid, unit: prepared.scale.current)
    }
    self.init(
      name: prepared.matrix.name, inputs: prepared.inputConverters.map(\.range), outputs: outputs,
      feedbackResistanceOhm: layer.conversion.feedbackResistance, counters: counters,
      gains: counters == nil ? nil : layer.gains.map { $0.map(Double.init) },
      mapping: ConverterRanges.Representation(prepared.mapping))
  }
}

extension InputConverter {
  /// The range as a file holds it.
  fileprivate var range: ConverterRanges.Input {
    ConverterRanges.Input(
      step: Double(converter.step) / Double(magnification), lowest: Int(converter.lowest),
      highest: Int(converter.highest))
  }
}

extension CountConverters {
  /// The settings as a file holds them: only what differs is told apart, and columns are listed.
  ///
  /// - Parameters:
  ///   - grid: The arrays of a group.
  ///   - unit: The current of one step of a cell at the code 1, in amperes.
  /// - Returns: The settings, part by part.
  fileprivate func settings(_ grid: TileGrid, unit: Double) -> [ConverterRanges.Counter] {
    let extent = slopes.extent.union(thresholds.extent)
    var places = extent
    // Numbers of outputs are those of all arrays.
    if extent.column > 1 { (places.column, places.columnTile) = (1, 1) }
    return places.all.map { place in
      func values(_ table: PlaceTable<Double>) -> [Double] {
        guard table.extent.column > 1 else { return [table[place]] }
        return grid.columnRanges.enumerated().flatMap { columnTile, columns in
          columns.map {
            var place = place
            (place.columnTile, place.column) = (columnTile, $0)
            return table[place]
          }
        }
      }
      return ConverterRanges.Counter(
        slice: extent.slice == 1 ? nil : place.slice,
        stream: extent.stream == 1 ? nil : place.stream,
        rowTile: extent.rowTile == 1 ? nil : place.rowTile,
        columnTile: places.columnTile == 1 ? nil : place.columnTile,
        group: extent.group == 1 ? nil : place.group,
        fullScaleAmpere: values(slopes).map { $0 > 0 ? sensitivity * unit / $0 : 0 },
        threshold: values(thresholds))
    }
  }
}
