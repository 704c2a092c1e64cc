internal import Configuration
internal import Inference
internal import Records

/// What converts the columns of a layer, with its figures.
enum LayerConverter: Sendable {
  /// ADCs of some bits.
  case adc(CostFile.ADC, bits: Int)
  /// Devices that compare some times.
  case device(CostFile.Device, samples: [Int])

  /// What a mapping asks of a device.
  enum Need: Sendable, Equatable {
    /// Comparisons by chance at one threshold.
    case chance
    /// Comparisons at stepped thresholds, by chance or without.
    case steps
    /// One comparison without chance.
    case once

    /// What a layer asks of a device; nil for ADCs.
    init?(_ plan: LayerPlan) {
      guard let counting = plan.mapping.counting else { return nil }
      self =
        counting.converter == .senseAmplifier
        ? .once : counting.isStepped ? .steps : .chance
    }

    /// Whether a device can do it.
    func admits(_ kind: CostFile.Device.Kind) -> Bool {
      switch self {
      case .chance: kind == .stochastic
      case .steps: true
      case .once: kind == .senseAmplifier
      }
    }

    /// What a device must be, for messages.
    var accepted: String {
      switch self {
      case .chance: "a device of the kind \"stochastic\""
      case .steps: "a device"
      case .once: "a device of the kind \"sense-amplifier\""
      }
    }
  }

  /// Finds the figures of a layer's converters.
  ///
  /// - Parameters:
  ///   - plan: The layer.
  ///   - file: The figures.
  ///   - device: The device that compares, where it can; else the first of the file that can.
  /// - Throws: `InputError` with file and table if the file has none.
  init(_ plan: LayerPlan, file: CostFile, device: CostFile.Device?) throws {
    let mapping = plan.mapping
    if let need = Need(plan), let counting = mapping.counting {
      if let own = counting.streamSamples, own.count != plan.streams {
        throw InputError(
          source: mapping.source, location: "layer \(plan.name), key partial_sums.samples",
          found: "\(own.count) numbers for \(plan.streams) streams",
          accepted: "one number, or one for each stream")
      }
      let found = ([device].compactMap { $0 } + file.devices).first { need.admits($0.kind) }
      guard let found else {
        throw InputError(
          source: file.source, location: "table [device]",
          found: "none that can do what layer \(plan.name) of \(mapping.source) asks",
          accepted: need.accepted)
      }
      self = .device(found, samples: need == .once ? [1] : counting.lengths)
      return
    }
    let adc = try file.requiredADC(for: mapping.source)
    guard let bits = mapping.outputs.bits, bits > 0 else {
      throw InputError(
        source: mapping.source, location: "layer \(plan.name), key adc.bits",
        found: mapping.outputs.bits == nil
          ? "means of a stochastic converter, which no number of samples gives"
          : "0, which is no converter", accepted: "1 to 16, or a table [partial_sums] with samples")
    }
    self = .adc(adc, bits: bits)
  }

  /// The comparisons of a conversion, of all streams alike or stream by stream; none of an ADC.
  private var samples: [Int] {
    switch self {
    case .adc: []
    case .device(_, let samples): samples
    }
  }

  /// Whether codes are read.
  var isADC: Bool { samples.isEmpty }

  /// The comparisons of some conversions, as many of every stream.
  func comparisons(_ conversions: Int) -> Int {
    samples.isEmpty ? 0 : conversions / samples.count * samples.reduce(0, +)
  }

  /// The comparisons of a conversion in the mean.
  private var meanSamples: Double { Double(samples.reduce(0, +)) / Double(max(samples.count, 1)) }

  /// The bits of the largest count of a conversion; 0 where nothing is counted.
  var countBits: Int {
    guard let most = samples.max(), most > 1 else { return 0 }
    return most.bitWidth - most.leadingZeroBitCount
  }

  /// The energy of a conversion, in joules.
  func energy() throws -> Double {
    switch self {
    case .adc(let adc, let bits): try adc.energy.value(bits: bits)
    case .device(let device, _): meanSamples * device.energy
    }
  }

  /// The area of one converter, in square meters.
  func area() throws -> Double {
    switch self {
    case .adc(let adc, let bits): try adc.area.value(bits: bits)
    case .device(let device, _): device.area
    }
  }

  /// How many converters a layer has, and how long they take to convert one read of its arrays.
  ///
  /// - Parameters:
  ///   - plan: The layer.
  ///   - usesAll: Whether unused columns are converted too.
  /// - Returns: The number of converters, and the times in seconds: one of all streams, or one for each.
  /// - Throws: `InputError` if a table does not have the bits.
  func count(_ plan: LayerPlan, usesAll: Bool) throws -> (converters: Int, times: [Double]) {
    let columns = plan.columns(usesAll: usesAll)
    switch self {
    case .device(let device, let samples):
      return (plan.columnConverters(usesAll: usesAll), samples.map { Double($0) * device.time })
    case .adc(let adc, let bits):
      let time = try adc.time.value(bits: bits)
      func shared(_ all: Int, by most: Int) -> Int { (all + most - 1) / most }
      let (converters, turns): (Int, Int)
      switch adc.sharing {
      case .array:
        converters = plan.tiles * plan.slices * plan.conversionsOfPair
        turns = columns.widest
      case .tile(let most):
        // Groups that share arrays are read one after the other, and may meet in one ADC.
        let ofTile = plan.slices * plan.conversionsOfPair * columns.all
        let adcs = shared(ofTile * (usesAll ? 1 : plan.groupsInArray), by: most)
        converters = plan.bundles * plan.rowTiles * adcs
        turns = plan.groupsInArray > 1 ? min(most, ofTile) : shared(ofTile, by: adcs)
      case .layer(let most):
        let ofLayer =
          plan.slices * plan.conversionsOfPair * columns.all * plan.rowTiles
          * (usesAll ? plan.bundles : plan.groups)
        converters = shared(ofLayer, by: most)
        turns = min(most, shared(ofLayer, by: converters))
      }
      return (converters, [Double(turns) * time])
    }
  }
}

extension LayerPlan {
  /// The groups that share arrays.
  var groupsInArray: Int { (groups + bundles - 1) / bundles }

  /// The columns of all arrays that are converted each on its own.
  func columnConverters(usesAll: Bool) -> Int {
    rowTiles * slices * conversionsOfPair * columns(usesAll: usesAll).all
      * (usesAll ? bundles : groups)
  }

  /// The converted columns of one slice and polarity in a row of arrays, and those of the widest array.
  func columns(usesAll: Bool) -> (all: Int, widest: Int) {
    usesAll
      ? (columnTiles * mapping.tile.columns, mapping.tile.columns)
      : (convertedColumns, widestColumns)
  }
}
