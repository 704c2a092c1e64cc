internal import CrossbarModels
internal import Crossbars
internal import Records

/// What a layer loses on arrays without wires and without variation, and what would mend it.
///
/// Such a loss is the mapping's own. A user who is not told of it takes it for the circuit's.
struct IdealReview {
  /// The relative error from which on a layer is named.
  static let limit = 0.1

  private let prepared: PreparedLayer
  private let sample: LayerSample
  private let threads: Int
  /// The products of the sample as the digital network has them, for each group.
  private let wanted: [[Float]]

  /// The most input vectors that a group is judged by.
  static let mostVectors = 256

  /// Prepares the review of a layer.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - sample: Its inputs on sample images.
  ///   - threads: How many threads share the work.
  init(_ prepared: PreparedLayer, sample: LayerSample, threads: Int) {
    self.prepared = prepared
    self.sample = sample.thinned(toPerGroup: Self.mostVectors)
    self.threads = threads
    let digital = DigitalMatrix(prepared.matrix)
    wanted = self.sample.vectors.enumerated().map { group, vectors in
      vectors.withUnsafeBufferPointer { digital.product($0, group: group) }
    }
  }

  /// Says what is wrong with a layer.
  ///
  /// - Parameter ideal: The layer with its ranges on ideal arrays, if it is at hand.
  /// - Returns: The layer, its error and what would mend it; nil if the error is no more than a tenth.
  /// - Throws: Whatever keeps the layer from being prepared.
  func note(of ideal: CrossbarLayer?) throws -> String? {
    let error = try ideal.map(error) ?? error(of: prepared)
    guard error > Self.limit else { return nil }
    let name = prepared.matrix.name
    let text = "layer \(name) loses \(Self.percent(error)) of its outputs on ideal arrays already"
    var changed = prepared.mapping
    // One change alone, if one is enough; then all together.
    for remedy in remedies {
      var mapping = prepared.mapping
      remedy.change.apply(to: &mapping)
      guard let mended = try? self.error(mapping), mended <= Self.limit else { continue }
      return "\(text): \(remedy.text) makes that \(Self.percent(mended))"
    }
    let steps = remedies.filter { !$0.isAlternative }
    for remedy in steps { remedy.change.apply(to: &changed) }
    if let mended = try? self.error(changed), mended <= Self.limit {
      let all = steps.map(\.text).joined(separator: ", ")
      return "\(text): \(all) together make that \(Self.percent(mended))"
    }
    return "\(text): keep it digital, or give it converters that resolve its currents"
  }

  /// A change of the mapping and its words.
  private struct Remedy {
    let text: String
    let change: MappingChange
    /// Whether it is another way, and no step on the way of the others.
    let isAlternative: Bool

    init(
      _ text: String, isAlternative: Bool = false, _ set: (inout MappingChange) -> Void
    ) {
      var change = MappingChange()
      set(&change)
      (self.text, self.change, self.isAlternative) = (text, change, isAlternative)
    }
  }

  /// What a designer would try, the cheapest first; none that the mapping has already.
  private var remedies: [Remedy] {
    let mapping = prepared.mapping
    var found: [Remedy] = []
    if mapping.weights.scale == .layer {
      found.append(Remedy("weights.scale = \"column\"") { $0.weightScale = .column })
    }
    if mapping.inputs.scale == .layer && prepared.matrix.groups > 1 {
      found.append(Remedy("inputs.scale = \"group\"") { $0.inputScale = .group })
    }
    if mapping.inputs.range == .inputs {
      found.append(Remedy("inputs.range = \"outputs\"") { $0.inputRange = .outputs })
    }
    if let counting = mapping.counting {
      if counting.converter == .senseAmplifier {
        found.append(
          Remedy("partial_sums.converter = \"stochastic\" at 8 stepped thresholds") {
            ($0.partialConverter, $0.samples, $0.thresholds) = (.stochastic, 8, .stepped)
          })
      } else {
        if !counting.isStepped, counting.lengths.min() ?? 1 > 1 {
          found.append(Remedy("partial_sums.thresholds = \"stepped\"") { $0.thresholds = .stepped })
        }
        let samples = 2 * (counting.lengths.max() ?? 1)
        if Mapping.PartialSums.sampleCounts.contains(samples) {
          found.append(Remedy("partial_sums.samples = \(samples)") { $0.samples = samples })
        }
      }
    }
    if mapping.outputs.range != .calibrated {
      found.append(Remedy("adc.range = \"calibrated\"") { $0.outputRange = .calibrated })
    }
    let hasDifference = mapping.weights.encoding == .differential || mapping.reference == .dummy
    // What stands behind pairs in place of ADCs has no keys of these.
    let isIdeal = mapping.outputs.source == .ideal && mapping.counting == nil
    if isIdeal && mapping.outputs.reads == .column && hasDifference {
      found.append(Remedy("adc.reads = \"difference\"") { $0.reads = .difference })
    }
    if isIdeal && mapping.outputs.scale == .layer {
      found.append(Remedy("adc.scale = \"column\"") { $0.outputScale = .column })
    }
    if mapping.inputs.scale != .token {
      found.append(
        Remedy("inputs.scale = \"token\"", isAlternative: true) { $0.inputScale = .token })
    }
    if isIdeal && mapping.outputs.scale == .column {
      found.append(
        Remedy("adc.scale = \"layer\"", isAlternative: true) { $0.outputScale = .layer })
    }
    if isIdeal, (1...14).contains(mapping.outputs.resolution) {
      let bits = mapping.outputs.resolution + 2
      found.append(Remedy("adc.bits = \(bits)") { $0.outputBits = bits })
    }
    if mapping.inputs.bits <= 14 {
      let bits = mapping.inputs.bits + 2
      found.append(Remedy("inputs.bits = \(bits)") { $0.inputBits = bits })
    }
    if mapping.weights.bits <= 14 {
      let bits = mapping.weights.bits + 2
      found.append(Remedy("weights.bits = \(bits)") { $0.weightBits = bits })
    }
    return found
  }

  /// The error with another mapping.
  private func error(_ mapping: Mapping) throws -> Double {
    try error(
      of: PreparedLayer(
        prepared.matrix, mapping: mapping, technology: prepared.technology, sample: sample))
  }

  private func error(of prepared: PreparedLayer) throws -> Double {
    try error(
      of: LayerRanging.layer(prepared, sample: sample, model: IdealModel(), threads: threads))
  }

  /// The RMS of a layer's errors over the RMS of its digital outputs.
  private func error(of layer: CrossbarLayer) throws -> Double {
    var (errors, squares) = (0.0, 0.0)
    for (group, vectors) in sample.vectors.enumerated() {
      let found = try vectors.withUnsafeBufferPointer {
        try layer.product($0, group: group, arrays: layer.nominal)
      }
      for (found, wanted) in zip(found, wanted[group]) {
        let difference = Double(found) - Double(wanted)
        errors += difference * difference
        squares += Double(wanted) * Double(wanted)
      }
    }
    return squares > 0 ? (errors / squares).squareRoot() : 0
  }

  static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return "\(tenths) %"
  }
}
