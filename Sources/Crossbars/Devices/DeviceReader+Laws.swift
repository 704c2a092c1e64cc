internal import Configuration

extension DeviceReader {
  /// Reads the keys of a polynomial cell.
  func polynomial() throws -> any Device {
    let relative = try cell.optionalNumbers(PolynomialDevice.relativeKey) ?? []
    let logarithmic = try PolynomialDevice.logarithmicKeys.map {
      try cell.optionalNumbers($0) ?? []
    }
    let hasLogarithmic = logarithmic.contains { !$0.isEmpty }
    guard !relative.isEmpty || hasLogarithmic else {
      throw cell.refusal(
        of: PolynomialDevice.relativeKey, found: "no coefficients",
        accepted:
          "coefficients here or in \(PolynomialDevice.logarithmicKeys.joined(separator: ", "))"
      )
    }
    guard relative.count <= 8 else {
      throw cell.refusal(
        of: PolynomialDevice.relativeKey, found: "\(relative.count) numbers", accepted: "at most 8")
    }
    let fitted =
      hasLogarithmic
      ? try range(PolynomialDevice.fittedKey, in: 1e-15...1e3)
      : Double.leastNonzeroMagnitude ... .greatestFiniteMagnitude
    let largest = try cell.number(PolynomialDevice.largestVoltageKey, in: 1e-3...1e3)
    do {
      return try PolynomialDevice(
        relativeCoefficients: relative, logarithmicCoefficients: hasLogarithmic ? logarithmic : [],
        fittedConductances: fitted, largestVoltage: largest)
    } catch let error as PolynomialDevice.NotIncreasing {
      throw refusal(
        "a polynomial that does not rise at \(error.voltage) V"
          + (hasLogarithmic ? " for \(error.conductance) S" : ""))
    }
  }

  /// Reads the measured sweeps of a table cell.
  func table() throws -> any Device {
    let file = try cell.string("sweep_file")
    let text = try resources.text(of: file, for: cell, key: "sweep_file")
    guard let device = TableDevice(try MeasuredSweeps(text: text, source: file)) else {
      throw cell.refusal(
        of: "sweep_file", found: "sweeps that cross, or that are equal at 0 V",
        accepted: "sweeps of which one has the larger current at every voltage")
    }
    return device
  }

  /// Reads the keys of a tunneling gap.
  func tunnelGap() throws -> any Device {
    let device = TunnelGapDevice(
      currentScale: try cell.number(TunnelGapDevice.currentKey, in: 1e-15...1e3),
      gapScale: try cell.number(TunnelGapDevice.gapKey, in: 1e-12...1e-6),
      characteristicVoltage: try cell.number(SinhDevice.voltageKey, in: SinhDevice.voltages),
      gaps: try range(TunnelGapDevice.rangeKey, in: 0...1e-6))
    guard device.conductanceRange.lowerBound > 0 else {
      throw cell.refusal(
        of: TunnelGapDevice.rangeKey, found: "a gap without any current", accepted: "a smaller gap")
    }
    return device
  }

  /// Reads the keys of a tunnel junction, whose states are the two resistances.
  func tunnelJunction() throws -> any Device {
    let (onKey, offKey) = (Cell.keys[0].name, Cell.keys[1].name)
    let parallel = try cell.number(onKey, in: .positive)
    let antiparallel = try cell.number(offKey, in: .positive)
    guard antiparallel >= parallel else {
      throw cell.refusal(
        of: offKey, found: "\(antiparallel) Ω, less than \(onKey)",
        accepted: "a number of at least \(parallel)")
    }
    guard (antiparallel / parallel).isFinite else {
      throw cell.refusal(
        of: onKey, found: "\(parallel) Ω, of which \(offKey) is no multiple",
        accepted: "a larger number")
    }
    return TunnelJunctionDevice(
      parallelResistance: parallel, magnetoresistance: antiparallel / parallel - 1,
      halfVoltage: try cell.optionalNumber(TunnelJunctionDevice.halfVoltageKey, in: 1e-3...1e3))
  }

  /// Reads the keys of a filament behind a gap.
  func filamentary() throws -> any Device {
    guard temperature > 0 else {
      throw refusal("a temperature of \(temperature) K")
    }
    let values = try FilamentaryDevice.Parameters(cell, temperature: temperature)
    guard let device = FilamentaryDevice(values) else {
      throw refusal("a filament whose resistance falls faster than that of its gap rises")
    }
    return device
  }

  /// Reads the keys of a metal-oxide cell.
  func metalOxide() throws -> any Device {
    let states = try range(MetalOxideDevice.statesKey, in: 1e-15...1e3)
    let reference =
      (try cell.optionalNumber("reference_temperature_celsius", in: -273...1000) ?? 27) + 273.15
    guard
      let device = MetalOxideDevice(
        linear: try list(MetalOxideDevice.linearKey, count: 3),
        cubic: try list(MetalOxideDevice.cubicKey, count: 3), states: states,
        referenceTemperature: reference, temperature: temperature)
    else {
      throw refusal("coefficients with which a fitted state does not conduct better and better")
    }
    return device
  }

  /// Reads a JART VCM cell.
  func jart() throws -> any Device {
    let values = try JARTParameters(self)
    guard temperature > 0, let device = JARTDevice(values, temperature: temperature) else {
      throw refusal(
        "values with which the current falls somewhere, or a richer disc conducts worse")
    }
    return device
  }
}
