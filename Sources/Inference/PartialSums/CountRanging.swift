internal import Configuration
internal import Crossbars
internal import Execution
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

  /// The converters that a file gives.
  ///
  /// - Parameter ranges: The ranges of the layer.
  /// - Returns: The converters.
  /// - Throws: `InputError` if they are for other columns, or the technology has no converter of the kind.
  func converters(_ ranges: GivenRanges) throws -> CountConverters {
    let device = try device()
    let (slopes, thresholds) = try ranges.counters(
      of: prepared, sensitivity: device.sensitivity)
    return CountConverters(
      statistics: try statistics(device), isSharp: isSharp, thresholds: thresholds,
      sensitivity: device.sensitivity, slopes: slopes, curve: device.curve, spread: device.spread)
  }

  /// The converters.
  ///
  /// - Parameter currents: The currents of the arrays on sample inputs, with wires as they are.
  /// - Returns: The converters.
  /// - Throws: `InputError` if a current is not finite, or the technology has no converter of the kind.
  func converters(_ currents: SampledCurrents) throws -> CountConverters {
    let device = try device()
    let statistics = try statistics(device)
    func converters(_ slopes: PlaceTable<Double>) -> CountConverters {
      CountConverters(
        statistics: statistics, isSharp: isSharp,
        thresholds: PlaceTable(upTo: slopes.extent) {
          isSharp ? slopes[$0] * device.sharpThreshold : device.threshold
        }, sensitivity: device.sensitivity, slopes: slopes, curve: device.curve,
        spread: device.spread)
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
    let deviations =
      isSharp
      ? [Self.sharpDeviation]
      : sums.lengths.map {
        SampleStatistics.deviation(samples: $0, thresholds: sums.thresholds ?? .common)
      }
    return converters(try calibrated(currents, deviations: deviations))
  }

  /// The converters of other arrays with other ranges, so that they answer here as they do there.
  ///
  /// A column that carries more or less than there is compared at as much more or less: κ follows the root mean squares of
  /// the sums that share it. What is set in z, θ′, stays.
  ///
  /// - Parameters:
  ///   - converters: The converters there.
  ///   - other: What their columns carry on the sample inputs, and the layer there.
  ///   - currents: What the columns here carry on them.
  /// - Returns: The converters here.
  /// - Throws: `InputError` if a current is not finite, or the technology has no converter of the kind.
  func converters(
    like converters: CountConverters, of other: (ranging: CountRanging, currents: SampledCurrents),
    currents: SampledCurrents
  ) throws -> CountConverters {
    let device = try device()
    let extent = converters.slopes.extent
    let wanted = try other.ranging.meanSquares(other.currents, upTo: extent)
    let found = try meanSquares(currents, upTo: extent)
    return CountConverters(
      statistics: try statistics(device), isSharp: isSharp, thresholds: converters.thresholds,
      sensitivity: device.sensitivity,
      slopes: PlaceTable(upTo: extent) { place in
        let ratio = (wanted[place] / found[place]).squareRoot()
        return converters.slopes[place] * (ratio > 0 && ratio.isFinite ? ratio : 1)
      }, curve: device.curve, spread: device.spread)
  }

  /// The samples: with the range of the circuit its reference steps as it does, else as suits their number best.
  private func statistics(_ device: Device) throws -> [SampleStatistics] {
    guard !isSharp else { return [SampleStatistics(samples: 1)] }
    let streams = prepared.inputConverter.streamCount
    if let own = sums.streamSamples, own.count != streams {
      throw refusal(
        "samples",
        found: "\(own.count) numbers, but layer \(prepared.matrix.name) has "
          + "\(streams) stream\(streams == 1 ? "" : "s")",
        accepted: "one number, or one for each stream")
    }
    return sums.lengths.map { samples in
      if sums.isStepped, sums.range == .technology,
        let step = prepared.technology.periphery.stochastic?.thresholdStep, step != 0
      {
        // In which order thresholds come does not matter to their count.
        return SampleStatistics(
          samples: samples, spacing: (device.sensitivity * step).magnitude)
      }
      return SampleStatistics.best(samples: samples, thresholds: sums.thresholds ?? .common)
    }
  }

  /// What compares.
  private struct Device {
    /// α.
    var sensitivity = 1.0
    /// θ′.
    var threshold = 0.0
    /// The sum at which a comparison without chance is undecided.
    var sharpThreshold = 0.0
    var curve: Counter.Curve?
    var spread: ComparatorSpread?
  }

  /// α and θ′ of the device, and how devices differ.
  private func device() throws -> Device {
    let technology = prepared.technology
    let circuit = PairCircuit(technology.periphery)
    if isSharp {
      guard let circuit else { return Device() }
      let sumsPerVolt = 1 / (circuit.voltsPerAmpere * prepared.scale.current)
      // A latch that the technology does not have compares with what there is without currents.
      let latch = technology.periphery.senseAmplifier?.thresholdVoltage ?? circuit.restVoltage
      return Device(
        sharpThreshold: (latch - circuit.restVoltage) * sumsPerVolt,
        spread: ComparatorSpread(technology, inputPerVolt: sumsPerVolt))
    }
    let stated: Double? = if case .number(let number) = sums.sensitivity { number } else { nil }
    guard case .stochastic(let device) = technology.periphery.converter else {
      if let stated { return Device(sensitivity: stated) }
      throw refusal(
        "sensitivity",
        found: "\"technology\", but \(technology.name) has no [stochastic]",
        accepted: "a number above 0, or a technology with [stochastic]")
    }
    // What the mapping does not state is as in the circuit.
    let sensitivity = stated ?? device.sensitivity
    guard sensitivity > 0 else {
      throw refusal(
        "sensitivity",
        found: "\"technology\", but stochastic.sensitivity of \(technology.name) is "
          + "\(device.sensitivity)", accepted: "a sensitivity above 0")
    }
    guard stated != nil || device.resetFailure == 0 else {
      throw refusal(
        "sensitivity",
        found: "\"technology\", but stochastic.reset_failure of \(technology.name) is "
          + "\(device.resetFailure), and samples are counted as independent ones",
        accepted: "a number above 0, or a technology without reset_failure")
    }
    let span = device.fullScaleVoltage - device.zeroVoltage
    let rest = (device.zeroVoltage - (circuit?.restVoltage ?? 0)) / span
    return Device(
      sensitivity: sensitivity, threshold: sensitivity * (device.offset + rest),
      curve: stated == nil ? device.curve.map { Counter.Curve($0) } : nil,
      spread: ComparatorSpread(technology, inputPerVolt: 1 / span))
  }

  /// The current of the technology's circuit at which x is 1, in amperes.
  private func fullScale() throws -> Double {
    let periphery = prepared.technology.periphery
    guard let circuit = PairCircuit(periphery), case .stochastic(let device) = periphery.converter
    else {
      throw refusal(
        "range",
        found: "\"technology\", but \(prepared.technology.name) has no "
          + (periphery.amplifier == nil ? "[tia]" : "[stochastic]"),
        accepted: "\"calibrated\", or a current in amperes")
    }
    return (device.fullScaleVoltage - device.zeroVoltage).magnitude / circuit.voltsPerAmpere
  }

  private func refusal(_ key: String, found: String, accepted: String) -> InputError {
    InputError(
      source: prepared.mapping.source, location: "key partial_sums.\(key)", found: found,
      accepted: accepted)
  }

  /// κ = u / RMS of the sums that share it.
  private func calibrated(
    _ currents: SampledCurrents, deviations: [Double]
  ) throws -> PlaceTable<Double> {
    let (matrix, grid) = (prepared.matrix, prepared.grid)
    let ofColumns = sums.scale == .column
    let isLayer = sums.scale == .layer
    let extent = ColumnConverters.Place(
      stream: prepared.inputConverter.streamCount, slice: prepared.mapping.sliceCount, kind: 1,
      rowTile: isLayer ? 1 : grid.rowRanges.count,
      columnTile: isLayer ? 1 : grid.columnRanges.count,
      group: matrix.groups, column: ofColumns ? matrix.outputs : 1)
    let squares = try meanSquares(currents, upTo: extent)
    return PlaceTable(upTo: extent) { place in
      let square = squares[place]
      let deviation = deviations[min(place.stream, deviations.count - 1)]
      return square > 0 ? deviation / square.squareRoot() : 0
    }
  }

  /// The mean squares of the sums, in steps.
  ///
  /// - Parameters:
  ///   - currents: The currents of the arrays on sample inputs.
  ///   - extent: What tells sums apart.
  /// - Returns: One for each place; of what has carried nothing, that of the whole layer.
  /// - Throws: `InputError` if a current is not finite; whatever keeps an array from being read.
  func meanSquares(
    _ currents: SampledCurrents, upTo extent: ColumnConverters.Place
  ) throws -> PlaceTable<Double> {
    let grid = prepared.grid
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
        source: "technology \(prepared.technology.name)", location: "layer \(prepared.matrix.name)",
        found: "column currents that are not finite on sample inputs",
        accepted: "a technology and a model that stay within single precision")
    }
    let all = squares.reduce(0, +) / max(counts.reduce(0, +), 1)
    return PlaceTable(upTo: extent) { place in
      let index = extent.index(of: place)
      return squares[index] > 0 ? squares[index] / counts[index] : all
    }
  }
}

/// What amplifiers make of the difference of two currents, unsaturated.
private struct PairCircuit {
  /// The voltage in front of a converter for the difference of 1 A.
  let voltsPerAmpere: Double
  /// The voltage without currents.
  let restVoltage: Double

  /// Describes the amplifiers of a circuit; nil without them.
  init?(_ periphery: Periphery) {
    guard let amplifier = periphery.amplifier else { return nil }
    let transfer = periphery.difference?.transfer()
    voltsPerAmpere =
      amplifier.feedbackResistance * amplifier.closedLoopGain * (transfer?.differential ?? 1)
    restVoltage = transfer?.output ?? 0
  }
}

extension Counter.Curve {
  /// The least and the most places of a curve whose points are not evenly spaced, and how many there are in the smallest
  /// distance of two of them.
  private static let (leastPlaces, mostPlaces, placesApart) = (4096.0, 1048576.0, 8.0)

  /// The curve of a device in z = α (x − x₀), with the α and x₀ that fit it best.
  fileprivate init(_ curve: StochasticCurve) {
    let ends = (curve.inputs[0], curve.inputs[curve.inputs.count - 1])
    func place(_ input: Double) -> Float { Float(curve.sensitivity * (input - curve.offset)) }
    let nearest = zip(curve.inputs.dropFirst(), curve.inputs).map(-).min() ?? 0
    let count = min(
      max(Self.leastPlaces, (Self.placesApart * (ends.1 - ends.0) / nearest).rounded(.up)),
      Self.mostPlaces)
    let probabilities =
      curve.isEven
      ? curve.probabilities
      : (0...Int(count)).map {
        curve.probability(at: ends.0 + (ends.1 - ends.0) * Double($0) / count)
      }
    self.init(
      places: place(ends.0)...place(ends.1), probabilities: probabilities.map(Float.init))
  }
}
