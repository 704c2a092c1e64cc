internal import Configuration

extension CrossSimDescription {
  /// The three kinds of errors of a device.
  private enum Kind: String {
    case readNoise = "read_noise"
    case programming = "programming_error"
    case drift = "drift_error"
  }

  /// One of the kinds as the file has it.
  private struct Choice {
    var path: String
    var isOn: Bool
    var model: String
    var magnitude: Double
  }

  /// The generic models: what the error is proportional to, and its distribution.
  private static let generic = [
    "NormalIndependentDevice", "NormalProportionalDevice", "NormalInverseProportionalDevice",
    "UniformIndependentDevice", "UniformProportionalDevice", "UniformInverseProportionalDevice",
  ]

  private static let models =
    ["IdealDevice", "CubicDevice", "PCMJoshi", "RRAMMilo", "RRAMWan", "SONOS"] + generic

  /// Reads the errors of programming, time and reading.
  ///
  /// CrossSim applies one error to a programmed cell: that of programming at the time 0, unless its
  /// model is the ideal one, and that of drift, which contains it, else.
  mutating func deviceErrors(_ device: Device) throws {
    let time = try parameters.number("xbar.device.time", in: 0...1e9, usual: 0)
    let noise = try choice(.readNoise)
    let programming = try choice(.programming)
    let drift = try choice(.drift)
    let isTimed = time > 0
    let isOfDrift = isTimed || programming.model == "IdealDevice"
    let applied = isOfDrift ? drift : programming
    let idle = isOfDrift ? programming : drift
    if idle.isOn, stated.contains("\(idle.path).model") {
      leave(
        "\(idle.path).model", idle.model,
        isTimed
          ? "no effect there either: after the time 0 drift_error alone is applied"
          : "no effect there either: at the time 0 programming_error alone is applied")
    }
    if applied.isOn {
      try check(device, model: applied.model, isTimed: isTimed)
      errors += try programmed(applied, device, isOfDrift: isOfDrift, isTimed: isTimed)
    }
    if isTimed, applied.isOn, applied.model == "SONOS" {
      guard time <= 5 else {
        throw parameters.refusal(
          "xbar.device.time", found: "\(time) days",
          accepted: "at most 5 days, to which it is measured")
      }
      read.append("time_second = \(time * 86400)")
      take("xbar.device.time", "\(time) days", as: "read.time_second = \(time * 86400)")
    } else if isTimed {
      leave("xbar.device.time", "\(time)", "no model of the file depends on it")
    } else if stated.contains("xbar.device.time") {
      take("xbar.device.time", 0, as: "the read follows the programming")
    }
    if noise.isOn {
      try check(device, model: noise.model, isTimed: false)
      errors += try readNoise(noise, device)
    }
  }

  private mutating func choice(_ kind: Kind) throws -> Choice {
    let path = "xbar.device.\(kind.rawValue)"
    let isOn = try parameters.flag("\(path).enable", usual: false)
    let model = try parameters.text("\(path).model", usual: "IdealDevice")
    if stated.contains("\(path).enable") {
      take("\(path).enable", isOn, as: isOn ? "applied" : "no such error")
    }
    // A model of the user's own is refused where it would be used, and named where it would not.
    if !Self.models.contains(model) {
      guard !isOn else {
        throw parameters.refusal(
          "\(path).model", found: "\"\(model)\"", accepted: Self.models.joined(separator: " | "))
      }
      leave("\(path).model", model, "unknown here, and not enabled")
    } else if !isOn, stated.contains("\(path).model") {
      take("\(path).model", model, as: "not enabled there either")
    }
    let magnitude = try parameters.number("\(path).magnitude", in: 0...10, usual: 0)
    let hasMagnitude = Self.generic.contains(model) && isOn && kind != .drift
    if !hasMagnitude, stated.contains("\(path).magnitude") {
      take("\(path).magnitude", magnitude, as: "no effect there either")
    }
    return Choice(path: path, isOn: isOn, model: model, magnitude: magnitude)
  }

  /// Refuses conductances for which a model was not fitted, as CrossSim does.
  private func check(_ device: Device, model: String, isTimed: Bool) throws {
    let current = device.largest * device.voltage * 1e3
    func refuse(_ key: String, _ found: String, _ accepted: String) -> InputError {
      parameters.refusal("xbar.device.\(key)", found: found, accepted: accepted)
    }
    switch model {
    case "PCMJoshi" where device.largest > 25.0001:
      throw refuse("Rmin", "\(device.largest) µS for PCMJoshi", "at least 40000 ohm, 25 µS")
    case "RRAMWan" where device.largest > 39.2601:
      throw refuse("Rmin", "\(device.largest) µS for RRAMWan", "at least 25472 ohm, 39.26 µS")
    case "RRAMMilo" where device.largest > 225.01:
      throw refuse("Rmin", "\(device.largest) µS for RRAMMilo", "at least 4444.3 ohm, 225 µS")
    case "RRAMMilo" where device.smallest < 49.99:
      throw refuse("Rmax", "\(device.smallest) µS for RRAMMilo", "at most 20000 ohm, 50 µS")
    case "SONOS" where current > 3200 || isTimed && current >= 1800:
      throw refuse(
        "Rmin", "\(current) nA at \(device.voltage) V for SONOS",
        isTimed ? "less than 1800 nA, to which its drift is fitted" : "at most 3200 nA")
    default: return
    }
  }

  /// The tables of the error that programming and time leave.
  private mutating func programmed(
    _ choice: Choice, _ device: Device, isOfDrift: Bool, isTimed: Bool
  ) throws -> String {
    let key = "\(choice.path).model"
    func named(_ tables: String) -> String {
      take(key, choice.model, as: "[programming], the published fit")
      return tables
    }
    switch choice.model {
    case "SONOS":
      take(key, choice.model, as: isTimed ? "[programming] and [[retention]]" : "[programming]")
      return PublishedErrors.sonos(
        voltage: device.voltage, isProgrammed: true, isTimed: isTimed, isNoisy: false)
    case "PCMJoshi" where !isOfDrift: return named(PublishedErrors.joshi)
    case "RRAMMilo" where !isOfDrift: return named(PublishedErrors.milo)
    case "RRAMWan" where !isOfDrift: return named(PublishedErrors.wan)
    case let model where Self.generic.contains(model) && !isOfDrift:
      return "[programming]\ndistribution = \"state-dependent\"\n"
        + (try spread(choice, device, isRelative: false, table: "programming"))
    default:
      take(
        key, choice.model,
        as: "no error: this model has none \(isOfDrift ? "of time" : "of programming")")
      return ""
    }
  }

  private mutating func readNoise(_ choice: Choice, _ device: Device) throws -> String {
    if choice.model == "SONOS" {
      take("\(choice.path).model", choice.model, as: "[read_noise], the published fit")
      return PublishedErrors.sonos(
        voltage: device.voltage, isProgrammed: false, isTimed: false, isNoisy: true)
    }
    guard Self.generic.contains(choice.model) else {
      take("\(choice.path).model", choice.model, as: "no [read_noise]: this model has none")
      return ""
    }
    return "[read_noise]\n" + (try spread(choice, device, isRelative: true, table: "read_noise"))
  }

  /// The standard deviation of a generic model.
  ///
  /// - Parameters:
  ///   - choice: The model, with a magnitude in parts of the largest conductance or of the cell's.
  ///   - device: The cells.
  ///   - isRelative: Whether the table has a key for deviations relative to the conductance.
  ///   - table: The table, for the account.
  /// - Returns: Lines of the table.
  /// - Throws: `InputError` with the key for an error without a limit.
  private mutating func spread(
    _ choice: Choice, _ device: Device, isRelative: Bool, table: String
  ) throws -> String {
    let isUniform = choice.model.hasPrefix("Uniform")
    // The magnitude of a uniform error is its whole width.
    let sigma = isUniform ? choice.magnitude / 12.0.squareRoot() : choice.magnitude
    take("\(choice.path).model", choice.model, as: "[\(table)]")
    if isUniform {
      assume(
        "\(table) distribution", "normal",
        because:
          "with the standard deviation of \(choice.model), magnitude / √12; it is uniform there")
    }
    let path = "\(choice.path).magnitude"
    if choice.model.contains("Independent") {
      let microsiemens = sigma * device.largest
      take(path, choice.magnitude, as: "\(table).sigma_microsiemens = \(microsiemens), of 1/Rmin")
      return "sigma_microsiemens = { form = \"constant\", value = \(microsiemens) }\n"
    }
    guard choice.model.contains("Inverse") else {
      take(path, choice.magnitude, as: "\(sigma) of the cell's conductance")
      return isRelative
        ? "relative_sigma = \(sigma)\n"
        : "sigma_microsiemens = { form = \"polynomial\", order = \"ascending\", coefficients = [0, \(sigma)] }\n"
    }
    guard !device.isOffIdeal else {
      throw parameters.refusal(
        "\(choice.path).model",
        found:
          "\"\(choice.model)\" with infinite_on_off_ratio, whose error has no limit for off cells",
        accepted: "cells with a conductance, or another model")
    }
    take(path, choice.magnitude, as: "\(sigma) / (G Rmin) of 1/Rmin")
    return "reference_conductance_microsiemens = \(device.largest)\n"
      + "sigma_microsiemens = { form = \"power\", factor = \(sigma * device.largest), exponent = -1 }\n"
  }
}
