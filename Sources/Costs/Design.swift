internal import Configuration
public import Crossbars
public import Inference
public import Networks
public import Records

/// A network, or one array, as a mapping holds it, with what converts.
public struct Design: Sendable {
  /// What it is called in tables.
  public let name: String
  /// The mapping's file; nil for a design that was made of another one.
  public let mapping: String?
  /// The device that compares; nil for ADCs.
  public let device: CostFile.Device?
  private let plans: [LayerPlan]
  /// For every layer the part of an ADC's conversions that take no energy, since nothing flows.
  private var skipped: [Double]

  /// What is built.
  public enum Subject: Sendable {
    /// A network, for one image.
    case network(Network)
    /// One array whose cells all hold a weight, for one vector.
    case array(rows: Int, columns: Int)
  }

  /// The designs of a mapping: one, or one for each device of the file that can do what it asks.
  ///
  /// - Parameters:
  ///   - subject: What is built.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of the arrays; nil for one without converters.
  ///   - file: The figures.
  ///   - devices: The names of the devices that are wanted; empty for all.
  ///   - name: What the mapping is called.
  /// - Returns: The designs.
  /// - Throws: `InputError` if the mapping does not fit, or the file has no such device.
  public static func all(
    of subject: Subject, mapping: Mapping, technology: Technology?, file: CostFile,
    devices: [String], name: String
  ) throws -> [Design] {
    let plans: [LayerPlan]
    switch subject {
    case .network(let network):
      plans = try LayerPlan.layers(of: network, mapping: mapping, technology: technology)
    case .array(let rows, let columns):
      plans = [
        try LayerPlan.array(
          rows: rows, columns: columns, mapping: mapping, technology: technology)
      ]
    }
    let needs = plans.compactMap(LayerConverter.Need.init)
    guard let need = needs.first(where: { $0 != .once }) ?? needs.first else {
      return [Design(plans, name: name, mapping: mapping.source, device: nil)]
    }
    let wanted = try devices.isEmpty ? file.devices : devices.map(file.device)
    let fitting = wanted.filter { need.admits($0.kind) }
    guard !fitting.isEmpty else {
      throw InputError(
        source: file.source, location: "table [device]",
        found: wanted.isEmpty
          ? "the table is missing, but \(mapping.source) compares"
          : "\(wanted.map(\.name).joined(separator: ", ")), which cannot do what \(mapping.source) asks",
        accepted: need.accepted)
    }
    return fitting.map {
      Design(plans, name: "\(name), \($0.name)", mapping: mapping.source, device: $0)
    }
  }

  private init(
    _ plans: [LayerPlan], name: String, mapping: String?, device: CostFile.Device?
  ) {
    (self.plans, self.name, self.mapping, self.device) = (plans, name, mapping, device)
    skipped = plans.map { _ in 0 }
  }

  /// The design with a part of the conversions of its ADCs left out, since nothing flows.
  ///
  /// - Parameter part: The part of all conversions, 0 to 1.
  /// - Returns: The design.
  public func skipping(_ part: Double) -> Design {
    precondition((0...1).contains(part), "\(part) of all conversions")
    var other = self
    other.skipped = plans.map { _ in part }
    return other
  }

  /// The part of the mean square of normally distributed sums that the converters leave; nil where layers differ.
  ///
  /// Of a stochastic converter as a network ranges it (``SampleStatistics``), of ADCs and of sense amplifiers at stepped
  /// thresholds that of their best even levels.
  public var error: Double? {
    let errors = plans.map(error)
    guard let first = errors.first, errors.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// The bits of an ADC that leaves as much of normally distributed sums; nil where layers differ.
  public var bits: Double? { error.map(UniformQuantizer.bits) }

  private func error(_ plan: LayerPlan) -> Double {
    guard let counting = plan.mapping.counting else {
      return UniformQuantizer(levels: 1 << max(1, plan.mapping.outputs.bits ?? 1)).error
    }
    if counting.converter == .senseAmplifier { return UniformQuantizer(levels: 2).error }
    // Of streams that differ the most significant one decides.
    let (samples, thresholds) = (counting.lengths.last ?? 1, counting.thresholds ?? .common)
    if device?.kind == .senseAmplifier { return UniformQuantizer(levels: samples + 1).error }
    return SampleStatistics.best(samples: samples, thresholds: thresholds).error(
      deviation: SampleStatistics.deviation(samples: samples, thresholds: thresholds))
  }

  /// The same arrays with the cheapest ADC that leaves at most as much of normally distributed sums; nil of ADCs.
  public var equalErrorADC: Design? {
    guard plans.contains(where: { $0.mapping.counting != nil }) else { return nil }
    let others = plans.map { plan in
      guard plan.mapping.counting != nil else { return plan }
      return plan.converted(byADCOf: UniformQuantizer.wholeBits(leavingAtMost: error(plan)))
    }
    return Design(others, name: "ADC of no more error", mapping: nil, device: nil)
  }

  /// The same design with ADCs that have a code for every sum that occurs, and take no energy for a sum of 0.
  ///
  /// StoX-Net compares with such ADCs of few bits and skipped conversions. Bits and skipped conversions are those of each
  /// layer, as images have them.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - network: The network.
  ///   - mapping: How it is represented; with ADCs in all layers.
  ///   - technology: The technology of the arrays; nil for one without converters.
  ///   - threads: How many threads share the work.
  /// - Returns: The design; nil where anything but ADCs converts.
  /// - Throws: `InputError` if network, images and mapping do not fit.
  public func covering(
    _ images: LabeledImages, network: Network, mapping: Mapping, technology: Technology?,
    threads: Int
  ) throws -> Design? {
    guard plans.allSatisfy({ $0.mapping.counting == nil }) else { return nil }
    let sums = try SumCensus.layers(
      of: network, images: images, mapping: mapping, technology: technology, threads: threads)
    precondition(sums.map(\.name) == plans.map(\.name), "sums of other layers")
    var other = Design(
      zip(plans, sums).map { $0.converted(byADCOf: $1.bits) }, name: "\(name), covering",
      mapping: self.mapping, device: nil)
    other.skipped = sums.map(\.zeroPart)
    return other
  }

  /// What converts the columns, in a few words.
  public var converter: String {
    let all = plans.map { plan in
      guard let counting = plan.mapping.counting else {
        let bits = plan.mapping.outputs.bits ?? 0
        return "ADC, \(bits) bit\(bits == 1 ? "" : "s")"
      }
      if counting.converter == .senseAmplifier { return "sense amplifier" }
      let counts = Set(counting.lengths).count > 1 ? counting.lengths : [counting.lengths[0]]
      let samples =
        counts.map { "\($0)" }.joined(separator: "/") + " sample\(counts == [1] ? "" : "s")"
      return counting.isStepped ? "\(samples) at stepped thresholds" : samples
    }
    guard let first = all.first else { return "" }
    let bits = plans.compactMap { $0.mapping.counting == nil ? $0.mapping.outputs.bits : nil }
    if bits.count == plans.count, let least = bits.min(), let most = bits.max(), least < most {
      return "ADC, \(least) to \(most) bits"
    }
    return all.allSatisfy { $0 == first } ? first : "\(first) and others"
  }

  /// What the layers cost.
  ///
  /// - Parameter file: The figures.
  /// - Returns: The name of each layer with its cost, and the cost of all.
  /// - Throws: `InputError` if the file has no figure for a converter.
  public func cost(_ file: CostFile) throws -> (layers: [(name: String, cost: Cost)], total: Cost) {
    let model = CostModel(file: file)
    var total = Cost()
    let layers = try zip(plans, skipped).map { plan, skipped in
      let cost = try model.cost(of: plan, device: device, skipped: skipped)
      total.add(cost)
      return (plan.name, cost)
    }
    return (layers, total)
  }

  /// What must be said of the figures that the design takes.
  ///
  /// - Parameter file: The figures.
  /// - Returns: Sentences.
  public func notes(_ file: CostFile) -> [String] {
    guard let adc = file.adc else { return [] }
    let bits = Set(
      plans.filter { $0.mapping.counting == nil }.compactMap(\.mapping.outputs.bits)
    ).filter { !adc.fittedBits.contains($0) }
    guard !bits.isEmpty else { return [] }
    return [
      "\(name): figures of ADCs are known for \(adc.fittedBits.lowerBound) to "
        + "\(adc.fittedBits.upperBound) bits and extrapolated to "
        + bits.sorted().map(String.init).joined(separator: ", ")
    ]
  }
}
