extension Technology {
  /// What varies, one text for each kind with all its numbers, for records and reports; empty for
  /// exact arrays.
  public var variationSummary: [String] {
    var texts: [String] = []
    let programming = variation.programming
    switch programming.distribution {
    case .none: break
    case .logNormal, .gaussian:
      texts.append(
        "programming: \(programming.distribution.rawValue), sigma \(programming.relativeSigma)")
    case .stateDependent:
      texts.append("programming: sigma " + (programming.sigma?.text(in: "S") ?? "0 S"))
    }
    if let devices = variation.devices {
      texts.append("devices: \(devices.distribution.rawValue), sigma \(devices.relativeSigma)")
    }
    if let spatial = variation.spatial {
      texts.append(
        "spatial: sigma \(spatial.relativeSigma), length \(spatial.correlationLength) cells, "
          + "gradients \(spatial.rowGradient) and \(spatial.columnGradient)")
    }
    if let faults = variation.faults {
      texts.append(
        "faults: \(faults.stuckOnFraction) on at \(faults.onConductance ?? cell.onConductance) S, "
          + "\(faults.stuckOffFraction) off at \(faults.offConductance ?? cell.offConductance) S"
          + (faults.clusterLength.map { ", clusters of \($0) cells" } ?? ""))
    }
    if let drift = variation.drift {
      texts.append(
        "drift: from \(drift.referenceTime) s, exponent \(drift.exponentMean.text()), its sigma "
          + drift.exponentSigma.text())
    }
    if let relaxation = variation.relaxation {
      texts.append(
        "relaxation: from \(relaxation.startTime) s, shift \(relaxation.shift) + "
          + "\(relaxation.shiftPerLogTime) ln t S, sigma \(relaxation.sigma) + "
          + "\(relaxation.sigmaPerLogTime) ln t S")
    }
    for point in variation.retention {
      texts.append(
        "retention at \(point.time) s: shift \(point.shift?.text(in: "S") ?? "0 S"), sigma "
          + point.sigma.text(in: "S"))
    }
    if let aging = variation.aging {
      texts.append(
        "aging: \(aging.activationEnergy) eV, measured at \(aging.referenceTemperature) °C: a second "
          + "counts \(aging.acceleration(at: read.temperature)) times at \(read.temperature) °C")
    }
    if let noise = variation.readNoise { texts.append("read noise: " + noise.text) }
    if variation.mismatch != .none {
      let mismatch = variation.mismatch
      texts.append(
        "mismatch: row width \(mismatch.rowWidth), column width \(mismatch.columnWidth), "
          + "threshold \(mismatch.threshold) V, sense offset \(mismatch.senseOffset) V, "
          + "ladder resistor \(mismatch.ladderResistor)"
          + mismatch.converterText)
    }
    if let time = read.time { texts.append("read \(time) s after programming") }
    return texts
  }
}

extension Mismatch {
  /// What of the mismatch stands behind the amplifiers of the columns; empty for none.
  fileprivate var converterText: String {
    [
      ("difference offset", differenceOffset, " V"),
      ("difference resistor", differenceResistor, ""),
      ("sense amplifier offset", latchOffset, " V"),
      ("stochastic offset", stochasticOffset, ""),
      ("stochastic sensitivity", stochasticSensitivity, ""),
    ].filter { $0.1 > 0 }.map { ", \($0.0) \($0.1)\($0.2)" }.joined()
  }
}

extension ReadNoise {
  fileprivate var text: String {
    let growth =
      flicker.map { ", flicker with reads of \($0.readTime) s at \($0.referenceTime) s" } ?? ""
    return switch sigma {
    case .relative(let value): "sigma \(value) of G\(growth)"
    case .relativeOfState(let function): "sigma of G \(function.text())\(growth)"
    case .absolute(let function): "sigma \(function.text(in: "S"))\(growth)"
    }
  }
}

extension ConductanceFunction {
  fileprivate func text(in unit: String? = nil) -> String {
    let pieces = function.pieces.map { piece in
      var text = piece.formula.text
      if piece.limits.lowerBound > -.infinity { text += " at least \(piece.limits.lowerBound)" }
      if piece.limits.upperBound < .infinity { text += " at most \(piece.limits.upperBound)" }
      if piece.upperEnd < .infinity { text += " below x = \(piece.upperEnd)" }
      return text
    }
    let factor = unit.map { "\(valueUnit) \($0) · " } ?? ""
    return "\(factor)[\(pieces.joined(separator: "; "))] of x = G / \(argumentUnit) S"
  }
}

extension StateFunction.Formula {
  fileprivate var text: String {
    switch self {
    case .constant(let value): "\(value)"
    case .polynomial(let coefficients): "polynomial \(coefficients)"
    case .logarithmic(let slope, let offset): "\(slope) ln x + \(offset)"
    case .power(let factor, let exponent): "\(factor) x^\(exponent)"
    case .saturating(let amplitude, let scale): "\(amplitude) (1 − exp(−x / \(scale)))"
    }
  }
}
