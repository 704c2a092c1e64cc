internal import Crossbars
internal import Records

/// Something that makes arrays compute another product than the integers of weights and inputs.
enum NonIdeality: String, CaseIterable, Sendable {
  case programming
  case devices = "device-to-device"
  case correlated = "correlated variation"
  case faults
  case drift
  case readNoise = "read noise"
  case mismatch = "mismatch of circuits"
  case wires = "wires, ends and bent cells"
  case converters

  /// Whether options have it at all, for any layer.
  ///
  /// - Parameter options: The options of an evaluation on arrays.
  /// - Returns: Whether switching it off can change anything.
  func isPresent(in options: EvaluationOptions) -> Bool {
    guard let technology = options.technology else { return false }
    let technologies = [technology] + options.layerTechnologies.values
    switch self {
    case .wires: return options.solver != .ideal
    case .converters:
      // A layer's own converters count as those of all.
      return Self.decided(options, technology).contains { _, mapping in
        mapping.outputs.source == .technology || mapping.outputs.resolution > 0
      }
    case .mismatch:
      return Self.decided(options, technology).contains { technology, mapping in
        technology.variation.mismatch != .none
          || mapping.outputs.source == .technology && (technology.periphery.adc?.mismatch ?? 0) > 0
      }
    default: return technologies.contains(where: isPresent)
    }
  }

  /// The technology and the mapping of every rule, and of layers without one, with converters decided.
  private static func decided(
    _ options: EvaluationOptions, _ technology: Technology
  ) -> [(Technology, Mapping)] {
    let ruled = options.mapping.layerRules.map { rule in
      var mapping = options.mapping
      rule.change.apply(to: &mapping)
      return mapping
    }
    return ([options.mapping] + ruled).map { mapping in
      let own = mapping.technology.flatMap { options.layerTechnologies[$0] } ?? technology
      // What cannot be decided is refused by the evaluation.
      return (own, (try? mapping.resolved(for: own)) ?? mapping)
    }
  }

  /// Whether cells of a technology have it.
  private func isPresent(in technology: Technology) -> Bool {
    let variation = technology.variation
    return switch self {
    case .programming: variation.programming.distribution != .none
    case .devices: variation.devices != nil
    case .correlated: variation.spatial != nil
    case .faults: variation.faults != nil
    case .drift:
      technology.read.time != nil
        && (variation.drift != nil || variation.relaxation != nil || !variation.retention.isEmpty)
    case .readNoise: variation.readNoise != nil
    case .mismatch, .wires, .converters: false
    }
  }

  /// Switches it off for all layers.
  ///
  /// What is left draws the same chance as before: every kind of variation has a stream of its own.
  ///
  /// - Parameter options: The options of an evaluation on arrays.
  func remove(from options: inout EvaluationOptions) {
    switch self {
    case .wires: options.solver = .ideal
    case .converters:
      if let sums = options.mapping.partialSums, sums.converter != .adc {
        // The same arrays and gains, read without converters.
        options.mapping.tile.split = options.mapping.tile.split ?? .balanced
        options.mapping.gain = options.mapping.gain ?? .column
        options.mapping.partialSums = nil
      }
      options.mapping.outputs.source = .ideal
      options.mapping.outputs.bits = 0
      options.mapping.outputs.range = .calibrated
      for rule in options.mapping.layerRules.indices {
        options.mapping.layerRules[rule].change.source = nil
        options.mapping.layerRules[rule].change.outputBits = nil
        options.mapping.layerRules[rule].change.outputRange = nil
        options.mapping.layerRules[rule].change.removePartialSums()
      }
    default:
      if var technology = options.technology {
        remove(from: &technology)
        options.technology = technology
      }
      for (name, technology) in options.layerTechnologies {
        var technology = technology
        remove(from: &technology)
        options.layerTechnologies[name] = technology
      }
    }
  }

  /// Takes it from the cells and circuits of a technology.
  private func remove(from technology: inout Technology) {
    switch self {
    case .programming: technology.variation.programming = .none
    case .devices: technology.variation.devices = nil
    case .correlated: technology.variation.spatial = nil
    case .faults: technology.variation.faults = nil
    case .drift:
      technology.variation.drift = nil
      technology.variation.relaxation = nil
      technology.variation.retention = []
      technology.variation.aging = nil
      // Flicker noise alone may go on with time.
      if technology.variation.readNoise?.flicker == nil { technology.read.time = nil }
    case .readNoise: technology.variation.readNoise = nil
    case .mismatch:
      technology.variation.mismatch = .none
      if case .adc(var adc) = technology.periphery.converter {
        adc.mismatch = 0
        technology.periphery.converter = .adc(adc)
      }
    case .wires, .converters: break
    }
  }
}
