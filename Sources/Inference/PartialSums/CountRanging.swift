internal import Configuration
internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The choice of κ of a layer's converters that count, from the sums of its columns on sample inputs.
struct CountRanging {
  private let prepared: PreparedLayer
  private let sums: Mapping.PartialSums

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - sums: Its converters.
  init(_ prepared: PreparedLayer, _ sums: Mapping.PartialSums) {
    (self.prepared, self.sums) = (prepared, sums)
  }

  /// What a column carries that is compared once without chance, root mean square in z: the mean magnitude decodes to 1.
  private static let sharpDeviation = (Double.pi / 2).squareRoot()

  private var isSharp: Bool { sums.converter == .senseAmplifier }

  private var statistics: SampleStatistics {
    isSharp
      ? SampleStatistics(samples: 1)
      : SampleStatistics.best(samples: sums.samples, thresholds: sums.thresholds)
  }

  /// The converters that a file gives.
  ///
  /// - Parameter ranges: The ranges of the layer.
  /// - Returns: The converters.
  /// - Throws: `InputError` if they are for other columns, or the technology has no converter of the kind.
  func converters(_ ranges: GivenRanges) throws -> CountConverters {
    let sensitivity = try device().sensitivity
    let (slopes, thresholds) = try ranges.counters(of: prepared, sensitivity: sensitivity)
    return CountConverters(
      statistics: statistics, isSharp: isSharp, thresholds: thresholds, sensitivity: sensitivity,
      slopes: slopes)
  }

  /// The converters.
  ///
  /// - Parameter currents: The currents of the arrays on sample inputs, with wires as they are.
  /// - Returns: The converters.
  /// - Throws: `InputError` if a current is not finite, or the technology has no converter of the kind.
  func converters(_ currents: SampledCurrents) throws -> CountConverters {
    let device = try device()
    func converters(_ slopes: PlaceTable<Double>) -> CountConverters {
      CountConverters(
        statistics: statistics, isSharp: isSharp,
        thresholds: PlaceTable(upTo: .one) { _ in device.threshold },
        sensitivity: device.sensitivity, slopes: slopes)
    }
    let fixed: Double?
    switch sums.range {
    case .amperes(let current): fixed = current
    case .technology: fixed = try fullScale()
    case .calibrated, .maximum: fixed = nil
    }
    if let fixed {
      let slope = device.sensitivity * prepared.scale.current / fixed
      return converters(
        PlaceTable(upTo: .one) { _ in slope })
    }
    let deviation =
      isSharp
      ? Self.sharpDeviation
      : SampleStatistics.deviation(samples: sums.samples, thresholds: sums.thresholds)
    return converters(try calibrated(currents, deviation: deviation))
  }

  /// α and θ′ of the device.
  private func device() throws -> (sensitivity: Double, threshold: Double) {
    switch sums.sensitivity {
    case .number(let number): return (number, 0)
    case .technology:
      if isSharp { return (1, 0) }
      guard case .stochastic(let device) = prepared.technology.periphery.converter else {
        throw refusal(
          "sensitivity",
          found: "\"technology\", but \(prepared.technology.name) has no [stochastic]",
          accepted: "a number above 0, or a technology with [stochastic]")
      }
      guard device.sensitivity > 0 else {
        throw refusal(
          "sensitivity",
          found: "\"technology\", but stochastic.sensitivity of \(prepared.technology.name) is "
            + "\(device.sensitivity)", accepted: "a sensitivity above 0")
      }
      return (device.sensitivity, device.sensitivity * device.offset)
    }
  }

  /// The current of the technology's circuit at which x is 1, in amperes.
  private func fullScale() throws -> Double {
    let periphery = prepared.technology.periphery
    guard let amplifier = periphery.amplifier, case .stochastic(let device) = periphery.converter
    else {
      throw refusal(
        "range",
        found: "\"technology\", but \(prepared.technology.name) has no [tia] and [stochastic]",
        accepted: "\"calibrated\", or a current in amperes")
    }
    return (device.fullScaleVoltage - device.zeroVoltage).magnitude / amplifier.feedbackResistance
  }

  private func refusal(_ key: String, found: String, accepted: String) -> InputError {
    InputError(
      source: prepared.mapping.source, location: "key partial_sums.\(key)", found: found,
      accepted: accepted)
  }

  /// κ = u / RMS of the sums that share it.
  private func calibrated(
    _ currents: SampledCurrents, deviation: Double
  ) throws -> PlaceTable<Double> {
    let (matrix, grid) = (prepared.matrix, prepared.grid)
    let ofColumns = sums.scale == .column
    let isLayer = sums.scale == .layer
    let extent = ColumnConverters.Place(
      stream: prepared.inputConverter.streamCount, slice: prepared.mapping.sliceCount, kind: 1,
      rowTile: isLayer ? 1 : grid.rowRanges.count,
      columnTile: isLayer ? 1 : grid.columnRanges.count,
      group: matrix.groups, column: ofColumns ? matrix.outputs : 1)
    var squares = [Double](repeating: 0, count: extent.all.count)
    var counts = squares
    try currents.visit { read in
      let width = read.section.width
      for (columnTile, columns) in grid.columnRanges.enumerated() {
        var place = ColumnConverters.Place(
          stream: read.stream, slice: read.section.slice, kind: 0,
          rowTile: grid.rowTile(of: read.section.rows.lowerBound), columnTile: columnTile,
          group: read.group)
        for column in columns {
          place.column = column
          let index = extent.index(of: place)
          for start in stride(from: column, to: read.values.count, by: width) {
            let value = Double(read.values[start])
            squares[index] += value * value
            counts[index] += 1
          }
        }
      }
    }
    guard squares.allSatisfy(\.isFinite) else {
      throw InputError(
        source: "technology \(prepared.technology.name)", location: "layer \(matrix.name)",
        found: "column currents that are not finite on sample inputs",
        accepted: "a technology and a model that stay within single precision")
    }
    let all = squares.reduce(0, +) / max(counts.reduce(0, +), 1)
    return PlaceTable(upTo: extent) { place in
      let index = extent.index(of: place)
      // What has carried nothing is taken as the others of the layer.
      let square = squares[index] > 0 ? squares[index] / counts[index] : all
      return square > 0 ? deviation / square.squareRoot() : 0
    }
  }
}
