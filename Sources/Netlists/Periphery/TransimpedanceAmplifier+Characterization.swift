public import Crossbars

extension TransimpedanceAmplifier {
  /// The number of points of the characterization on either side of zero.
  public static let characterizationReach = 100

  /// The factor between the currents into the two amplifiers of the characterization.
  public static let smallSignal = 1e-4

  /// The amplifier alone, swept over its input current.
  ///
  /// Its vectors are input and output under the current, input and output of an equal amplifier
  /// under ``smallSignal`` of it, and the output of a third one that delivers 1 mA more than the
  /// first.
  ///
  /// - Parameter offset: The offset voltage, in volts.
  /// - Returns: The circuit.
  public func characterizationDeck(offset: Double = 0) -> CharacterizationDeck {
    var elements: [String] = []
    for (name, scale) in [("", 1), ("s", Self.smallSignal), ("l", 1)] {
      elements.append("gin\(name) 0 in\(name) index 0 \(scale * characterizationStep)")
      elements += netlistElements(
        named: name, input: "in\(name)", output: "out\(name)", offset: offset)
    }
    elements.append("il outl 0 dc 1e-3")
    return CharacterizationDeck(
      title: "transimpedance amplifier, Rf \(feedbackResistance) ohm, gain \(openLoopGain)",
      first: -Self.characterizationReach, pointCount: 2 * Self.characterizationReach + 1,
      vectors: ["v(in)", "v(out)", "v(ins)", "v(outs)", "v(outl)"], elements: elements)
  }

  /// The current from one point to the next, in amperes.
  ///
  /// The last point asks for one and a half times the saturation voltage, or for 1 V of an
  /// amplifier that does not saturate.
  public var characterizationStep: Double {
    (isLinear ? 1 : 1.5 * saturationVoltage) / feedbackResistance
      / Double(Self.characterizationReach)
  }
}
