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

  /// Whether options have it at all.
  ///
  /// - Parameter options: The options of an evaluation on arrays, with the converters of the mapping
  ///   decided.
  /// - Returns: Whether switching it off can change anything.
  func isPresent(in options: EvaluationOptions) -> Bool {
    guard let technology = options.technology else { return false }
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
    case .mismatch:
      variation.mismatch != .none
        || options.mapping.outputs.source == .technology
          && (technology.periphery.adc?.mismatch ?? 0) > 0
    case .wires: options.solver != .ideal
    case .converters:
      options.mapping.outputs.source == .technology || options.mapping.outputs.resolution > 0
    }
  }

  /// Switches it off.
  ///
  /// What is left draws the same chance as before: every kind of variation has a stream of its own.
  ///
  /// - Parameter options: The options of an evaluation on arrays.
  func remove(from options: inout EvaluationOptions) {
    switch self {
    case .programming: options.technology?.variation.programming = .none
    case .devices: options.technology?.variation.devices = nil
    case .correlated: options.technology?.variation.spatial = nil
    case .faults: options.technology?.variation.faults = nil
    case .drift:
      options.technology?.variation.drift = nil
      options.technology?.variation.relaxation = nil
      options.technology?.variation.retention = []
      // Flicker noise alone may go on with time.
      if options.technology?.variation.readNoise?.flicker == nil {
        options.technology?.read.time = nil
      }
    case .readNoise:
      options.technology?.variation.readNoise = nil
    case .mismatch:
      options.technology?.variation.mismatch = .none
      if case .adc(var adc) = options.technology?.periphery.converter {
        adc.mismatch = 0
        options.technology?.periphery.converter = .adc(adc)
      }
    case .wires: options.solver = .ideal
    case .converters:
      options.mapping.outputs.source = .ideal
      options.mapping.outputs.bits = 0
      options.mapping.outputs.range = .calibrated
    }
  }
}
