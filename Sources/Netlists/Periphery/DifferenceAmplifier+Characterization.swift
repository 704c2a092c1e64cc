public import Crossbars

extension DifferenceAmplifier {
  /// The number of points of the characterization on either side of zero.
  public static let characterizationReach = 100

  /// The factor between the inputs of the amplifiers of the characterization.
  public static let smallSignal = 1e-4

  /// The amplifier alone, swept over the difference of its inputs, and over their mean.
  ///
  /// Its vectors are the outputs for the difference, for ``smallSignal`` of it, and for ``smallSignal`` of it as the mean
  /// of both inputs.
  ///
  /// - Parameter deviation: How the amplifier deviates.
  /// - Returns: The circuit.
  public func characterizationDeck(deviation: Deviation = .none) -> CharacterizationDeck {
    let step = characterizationStep
    var elements: [String] = []
    for (name, positive, negative) in [
      ("", -0.5, 0.5), ("s", -0.5 * Self.smallSignal, 0.5 * Self.smallSignal),
      ("c", Self.smallSignal, Self.smallSignal),
    ] {
      elements += [
        "ep\(name) inp\(name) 0 index 0 \(positive * step)",
        "en\(name) inn\(name) 0 index 0 \(negative * step)",
      ]
      elements += netlistElements(
        named: name, positive: "inp\(name)", negative: "inn\(name)", output: "out\(name)",
        deviation: deviation)
    }
    return CharacterizationDeck(
      title: "difference amplifier, gain \(gain), open loop \(openLoopGain)",
      first: -Self.characterizationReach, pointCount: 2 * Self.characterizationReach + 1,
      vectors: ["v(out)", "v(outs)", "v(outc)"], elements: elements)
  }

  /// The difference of the inputs from one point to the next, in volts.
  ///
  /// The last point asks for one and a half times the saturation voltage, or for 1 V of an amplifier that does not
  /// saturate.
  public var characterizationStep: Double {
    (isLinear ? 1 : 1.5 * saturationVoltage) / gain / Double(Self.characterizationReach)
  }
}
