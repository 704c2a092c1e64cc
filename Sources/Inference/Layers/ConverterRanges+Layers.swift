internal import Records

extension ConverterRanges.Layer {
  /// The ranges of a layer as it is read.
  init(_ layer: CrossbarLayer) {
    let prepared = layer.prepared
    var outputs: [ConverterRanges.Output] = []
    if case .ideal(let converters) = layer.conversion {
      let extent = converters.extent
      // Only what differs is told apart.
      for stream in 0..<extent.stream {
        for slice in 0..<extent.slice {
          for kind in 0..<extent.kind {
            for rowTile in 0..<extent.rowTile {
              for columnTile in 0..<extent.columnTile {
                let place = ColumnConverters.Place(
                  stream: stream, slice: slice, kind: kind, rowTile: rowTile,
                  columnTile: columnTile)
                guard let converter = converters[place] else { continue }
                outputs.append(
                  ConverterRanges.Output(
                    slice: slice,
                    polarity: extent.kind == 1 ? nil : kind == 0 ? .positive : .negative,
                    stream: extent.stream == 1 ? nil : stream,
                    rowTile: extent.rowTile == 1 ? nil : rowTile,
                    columnTile: extent.columnTile == 1 ? nil : columnTile,
                    stepAmpere: Double(converter.step) * prepared.scale.current,
                    lowest: Int(converter.lowest), highest: Int(converter.highest)))
              }
            }
          }
        }
      }
    }
    self.init(
      name: prepared.matrix.name, inputs: prepared.inputConverters.map(\.range), outputs: outputs,
      feedbackResistanceOhm: layer.conversion.feedbackResistance)
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
